#pragma once

#include "image/go/regexp_automaton.hpp"
#include "image/go/rune_class.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace slipway::image {

/// Room for the regular expressions of one list of patterns: some 20 MB, a hundred times what a real list
/// takes.
inline constexpr std::size_t pattern_instruction_budget = 1'000'000;

/// One pattern of an ignore file or of `COPY --exclude`, with the meaning that moby/patternmatcher gives it:
/// checked as a shell glob, matched as an exact path, a prefix, a suffix, or a Go regular expression into
/// which
/// `|`, `{2}`, `\d` and `^` leak unescaped.
class Pattern {
 public:
  enum class Kind : std::uint8_t { exact, prefix, suffix, regexp };

  /// What patternmatcher.New makes of one line: nothing if the line is blank. The error is Docker's own
  /// reason: `syntax error in pattern` or `illegal exclusion pattern: "!"`.
  /// Bytes that are not UTF-8 are judged as they are, then replaced: so patterns travel to the builder.
  /// `instructions` is what the pattern's regular expression may take of a budget that is shared by a whole
  /// list of patterns, and is lowered by what it took. One that takes more is not exact.
  static tl::expected<std::optional<Pattern>, std::string> parse(std::string_view line,
                                                                 std::size_t& instructions);

  /// True for `!pattern`: what it matches is taken out of what earlier patterns matched.
  bool exclusion() const { return exclusion_; }
  /// The cleaned pattern, without its `!`.
  const std::string& text() const { return text_; }
  Kind kind() const { return kind_; }
  /// The regular expression that Docker compiles. Empty for the other kinds.
  const std::string& regexp() const { return regexp_; }

  /// Docker's reason and Go's detail for a pattern that passes the check as a glob and then fails as a
  /// regular expression: the build fails as soon as a path is compared with it. Empty for all others.
  const std::string& broken() const { return broken_; }
  /// Why the pattern cannot be evaluated exactly. Empty for all others.
  const std::string& inexact() const { return inexact_; }

  /// Whether the pattern matches `path` itself; its parents are the caller's concern. Not for a broken one.
  Possible match(std::string_view path) const;

  /// False if the pattern is certain not to match a path that ends like this one: most patterns are told
  /// so by their literal end, `.md` of `**/*.md`.
  bool may_match_end_of(std::string_view path) const { return path.ends_with(literal_end_); }

  /// False where the pattern is certain to match neither `path` nor anything that starts like it. Not for a
  /// broken one.
  bool may_match_start_of(std::string_view path) const {
    const std::size_t common = path.size() < literal_start_.size() ? path.size() : literal_start_.size();
    return path.substr(0, common) == std::string_view(literal_start_).substr(0, common);
  }

  // Reading a path in pieces.

  using Cursor = std::uint32_t;
  static constexpr Cursor dead = RegexpAutomaton::dead;        ///< Matches no path that starts like this.
  static constexpr Cursor matched = RegexpAutomaton::matched;  ///< Matches every path that starts like this.
  static constexpr Cursor untold = RegexpAutomaton::untold;    ///< Only the whole path can tell.

  Cursor start() const;
  /// The cursor after reading on. A piece must not end inside a code point.
  Cursor advance(Cursor cursor, std::string_view piece) const;
  /// Whether the pattern matches `path`, which is what has been read up to `cursor`.
  Possible accepts(Cursor cursor, std::string_view path) const;

 private:
  void translate(std::size_t& instructions);
  void compile(std::u32string_view expression, std::size_t& instructions);
  bool matches_suffix(std::string_view path) const;

  std::string text_;
  bool exclusion_ = false;
  Kind kind_ = Kind::exact;
  std::size_t prefix_size_ = 0;  ///< For Kind::prefix: what of text_ is compared.
  std::string regexp_;
  std::string literal_end_;    ///< For Kind::regexp, if every match ends in the same text.
  std::string literal_start_;  ///< The same for the start of every match.
  std::string broken_;
  std::string inexact_;
  std::shared_ptr<const RegexpAutomaton> automaton_;  ///< For an exact Kind::regexp.
  std::shared_ptr<const RegexpProgram> program_;      ///< For one that is not exact, unless it is too large.
};

}  // namespace slipway::image
