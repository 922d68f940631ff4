#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::image {

/// What is known of the answer to a question: the set of the answers it may have.
enum class Possible : std::uint8_t { no = 1, yes = 2, either = 3 };

constexpr Possible possible(bool answer) {
  return answer ? Possible::yes : Possible::no;
}
constexpr bool may_be(Possible answers, bool answer) {
  return (static_cast<unsigned>(answers) & static_cast<unsigned>(possible(answer))) != 0;
}
constexpr Possible negate(Possible answers) {
  return answers == Possible::either ? answers : possible(answers == Possible::no);
}

/// `\p{name}`, or `\P{name}` if negated.
struct UnicodeGroup {
  std::string name;
  bool negated = false;
};

/// Whether `group` holds `rune`. Exact for every general category on ASCII, and everywhere for `Any`, `L` and
/// `Nd`; scripts and the categories' tables beyond ASCII are not carried here.
Possible in_unicode_group(const UnicodeGroup& group, char32_t rune);

/// A set of code points: what brackets, `\d` or `[:alpha:]` stand for in a Go regular expression.
class RuneClass {
 public:
  void add(char32_t first, char32_t last) { ranges_.emplace_back(first, last); }
  void add(UnicodeGroup group) { groups_.push_back(std::move(group)); }
  /// `[:name:]` or `[:^name:]`. False if Go has no such class.
  bool add_posix(std::string_view bracketed_name);
  /// The letter of `\d \D \s \S \w \W`. False for any other.
  bool add_perl(char32_t letter);
  void negate() { negated_ = !negated_; }
  /// Sorts and joins the ranges. The class can be asked from then on, and not added to.
  void finish();

  Possible contains(char32_t rune) const;
  /// False if some answer may be Possible::either.
  bool exact() const;
  /// True if all code points from U+0080 on are in the class, or none is.
  bool uniform_beyond_ascii() const;

 private:
  void add_complement(const std::vector<std::pair<char32_t, char32_t>>& ranges);

  std::vector<std::pair<char32_t, char32_t>> ranges_;
  std::vector<UnicodeGroup> groups_;
  bool negated_ = false;
};

}  // namespace slipway::image
