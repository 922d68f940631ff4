#include "image/go/rune_class.hpp"

#include "image/go/code_points.hpp"

#include <algorithm>
#include <array>

namespace slipway::image {
namespace {

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

constexpr char32_t last_rune = 0x10FFFF;

struct NamedRanges {
  std::string_view name;
  Ranges ranges;
};

/// Go's table of POSIX classes, all of them ASCII.
const std::vector<NamedRanges>& posix_classes() {
  static const std::vector<NamedRanges> classes = {
      {"alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}},
      {"alpha", {{'A', 'Z'}, {'a', 'z'}}},
      {"ascii", {{0, 0x7F}}},
      {"blank", {{'\t', '\t'}, {' ', ' '}}},
      {"cntrl", {{0, 0x1F}, {0x7F, 0x7F}}},
      {"digit", {{'0', '9'}}},
      {"graph", {{'!', '~'}}},
      {"lower", {{'a', 'z'}}},
      {"print", {{' ', '~'}}},
      {"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
      {"space", {{'\t', '\r'}, {' ', ' '}}},
      {"upper", {{'A', 'Z'}}},
      {"word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}},
      {"xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}},
  };
  return classes;
}

/// The general category of an ASCII code point.
std::string_view ascii_category(char32_t rune) {
  if (rune < 0x20 || rune == 0x7F) {
    return "Cc";
  }
  if (is_digit(rune)) {
    return "Nd";
  }
  if (is_letter(rune)) {
    return rune < 'a' ? "Lu" : "Ll";
  }
  switch (rune) {
    case ' ':
      return "Zs";
    case '$':
      return "Sc";
    case '^':
    case '`':
      return "Sk";
    case '+':
    case '<':
    case '=':
    case '>':
    case '|':
    case '~':
      return "Sm";
    case '_':
      return "Pc";
    case '-':
      return "Pd";
    case '(':
    case '[':
    case '{':
      return "Ps";
    case ')':
    case ']':
    case '}':
      return "Pe";
    default:
      return "Po";
  }
}

/// The general categories that every version of Go knows under \p{…}.
bool is_category(std::string_view name) {
  static constexpr std::array<std::string_view, 37> names = {
      "C",  "Cc", "Cf", "Co", "Cs", "L",  "Ll", "Lm", "Lo", "Lt", "Lu", "M",  "Mc",
      "Me", "Mn", "N",  "Nd", "Nl", "No", "P",  "Pc", "Pd", "Pe", "Pf", "Pi", "Po",
      "Ps", "S",  "Sc", "Sk", "Sm", "So", "Z",  "Zl", "Zp", "Zs", "Any"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Possible in_unicode_group(const UnicodeGroup& group, char32_t rune) {
  Possible answer = Possible::either;
  if (group.name == "Any") {
    answer = Possible::yes;
  } else if (group.name == "L") {
    answer = possible(is_letter(rune));
  } else if (group.name == "Nd") {
    answer = possible(is_digit(rune));
  } else if (is_category(group.name) && rune < 0x80) {
    answer = possible(ascii_category(rune).starts_with(group.name));
  }
  return group.negated ? negate(answer) : answer;
}

bool RuneClass::add_posix(std::string_view bracketed_name) {
  std::string_view name = bracketed_name.substr(2, bracketed_name.size() - 4);
  const bool complement = name.starts_with('^');
  if (complement) {
    name.remove_prefix(1);
  }
  const auto& classes = posix_classes();
  const auto found = std::find_if(classes.begin(), classes.end(),
                                  [name](const NamedRanges& candidate) { return candidate.name == name; });
  if (found == classes.end()) {
    return false;
  }
  if (complement) {
    add_complement(found->ranges);
  } else {
    ranges_.insert(ranges_.end(), found->ranges.begin(), found->ranges.end());
  }
  return true;
}

bool RuneClass::add_perl(char32_t letter) {
  static const Ranges digits = {{'0', '9'}};
  static const Ranges spaces = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};  // unlike [:space:] without \v
  static const Ranges words = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  const Ranges* ranges = nullptr;
  switch (letter) {
    case 'd':
    case 'D':
      ranges = &digits;
      break;
    case 's':
    case 'S':
      ranges = &spaces;
      break;
    case 'w':
    case 'W':
      ranges = &words;
      break;
    default:
      return false;
  }
  if (letter < 'a') {
    add_complement(*ranges);
  } else {
    ranges_.insert(ranges_.end(), ranges->begin(), ranges->end());
  }
  return true;
}

void RuneClass::add_complement(const Ranges& ranges) {
  char32_t next = 0;
  for (const auto& [first, last] : ranges) {
    if (next < first) {
      ranges_.emplace_back(next, first - 1);
    }
    next = last + 1;
  }
  ranges_.emplace_back(next, last_rune);
}

void RuneClass::finish() {
  std::sort(ranges_.begin(), ranges_.end());
  Ranges joined;
  for (const auto& range : ranges_) {
    if (!joined.empty() && range.first <= joined.back().second + 1) {
      joined.back().second = std::max(joined.back().second, range.second);
    } else {
      joined.push_back(range);
    }
  }
  ranges_ = std::move(joined);
}

Possible RuneClass::contains(char32_t rune) const {
  const auto after = std::upper_bound(
      ranges_.begin(), ranges_.end(), rune,
      [](char32_t wanted, const std::pair<char32_t, char32_t>& range) { return wanted < range.first; });
  Possible answer = possible(after != ranges_.begin() && rune <= std::prev(after)->second);
  for (const UnicodeGroup& group : groups_) {
    if (answer == Possible::yes) {
      break;
    }
    const Possible in_group = in_unicode_group(group, rune);
    answer = in_group == Possible::no ? answer : in_group;
  }
  return negated_ ? image::negate(answer) : answer;
}

bool RuneClass::exact() const {
  return std::all_of(groups_.begin(), groups_.end(), [](const UnicodeGroup& group) {
    return group.name == "Any" || group.name == "L" || group.name == "Nd";
  });
}

bool RuneClass::uniform_beyond_ascii() const {
  if (!groups_.empty()) {
    return false;
  }
  const bool none = ranges_.empty() || ranges_.back().second < 0x80;
  const bool all = !ranges_.empty() && ranges_.back().first <= 0x80 && ranges_.back().second == last_rune;
  return none || all;
}

}  // namespace slipway::image
