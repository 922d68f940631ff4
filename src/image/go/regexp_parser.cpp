#include "image/go/regexp_parser.hpp"

#include "image/go/regexp_scanner.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace slipway::image {
namespace {

constexpr int largest_repeat = 1000;

class Parser {
 public:
  explicit Parser(std::u32string_view text) : scan_(text) { syntax_.alternatives.emplace_back(); }

  tl::expected<RegexpSyntax, std::string> run() {
    while (scan_.failure().empty() && !scan_.at_end()) {
      parse_item();
    }
    if (!scan_.failure().empty()) {
      return tl::unexpected(scan_.failure());
    }
    for (RuneClass& runes : syntax_.classes) {
      runes.finish();
    }
    return std::move(syntax_);
  }

 private:
  void push(AtomKind kind) {
    RegexpPiece piece;
    piece.kind = kind;
    syntax_.alternatives.back().push_back(piece);
  }
  void push_rune(char32_t rune) {
    push(AtomKind::rune);
    syntax_.alternatives.back().back().rune = rune;
  }
  void push_class(RuneClass runes) {
    push(AtomKind::rune_class);
    syntax_.alternatives.back().back().class_index = syntax_.classes.size();
    syntax_.classes.push_back(std::move(runes));
  }

  void parse_item() {
    const bool after_repeat = std::exchange(after_repeat_, false);
    const std::size_t start = scan_.position();
    switch (scan_.peek()) {
      case '(':
        // The translation writes `(.*/)?` and escapes the parentheses of a pattern.
        scan_.skip(std::u32string_view(U"(.*/)?").size());
        push(AtomKind::directories);
        after_repeat_ = true;
        break;
      case '|':
        scan_.skip(1);
        syntax_.alternatives.emplace_back();
        break;
      case '^':
        scan_.skip(1);
        push(AtomKind::begin_text);
        break;
      case '$':
        scan_.skip(1);
        push(AtomKind::end_text);
        break;
      case '.':
        scan_.skip(1);
        push(AtomKind::any_but_newline);
        break;
      case '[':
        if (std::optional<RuneClass> runes = scan_.parse_class()) {
          push_class(std::move(*runes));
        }
        break;
      case '*':
        scan_.skip(1);
        repeat(0, unlimited, start, after_repeat);
        break;
      case '{':
        parse_counted_repeat(after_repeat);
        break;
      case '\\':
        parse_backslash();
        break;
      default:
        push_rune(scan_.peek());
        scan_.skip(1);
        break;
    }
  }

  void repeat(int minimum, int maximum, std::size_t start, bool after_repeat) {
    if (after_repeat) {
      return scan_.refuse("invalid nested repetition operator", start);
    }
    if (syntax_.alternatives.back().empty()) {
      return scan_.refuse("missing argument to repetition operator", start);
    }
    RegexpPiece& piece = syntax_.alternatives.back().back();
    piece.minimum = minimum;
    piece.maximum = maximum;
    after_repeat_ = true;
  }

  /// A number without leading zeros. All that are larger than `largest_repeat` come back as the one after it.
  std::optional<int> take_number() {
    if (scan_.peek() < '0' || scan_.peek() > '9' ||
        (scan_.peek() == '0' && scan_.peek(1) >= '0' && scan_.peek(1) <= '9')) {
      return std::nullopt;
    }
    int number = 0;
    for (; scan_.peek() >= '0' && scan_.peek() <= '9'; scan_.skip(1)) {
      number = std::min(number * 10 + static_cast<int>(scan_.peek() - '0'), largest_repeat + 1);
    }
    return number;
  }

  /// `{n}`, `{n,}` or `{n,m}`; anything else is a brace that stands for itself.
  void parse_counted_repeat(bool after_repeat) {
    const std::size_t start = scan_.position();
    scan_.skip(1);
    const std::optional<int> minimum = take_number();
    std::optional<int> maximum = minimum;
    if (minimum && scan_.peek() == ',') {
      scan_.skip(1);
      maximum = scan_.peek() == '}' ? unlimited : take_number();
    }
    if (!minimum || !maximum || scan_.peek() != '}') {
      scan_.move_to(start + 1);
      return push_rune(U'{');
    }
    scan_.skip(1);
    if (*minimum > largest_repeat || *maximum > largest_repeat ||
        (*maximum != unlimited && *minimum > *maximum)) {
      return scan_.refuse("invalid repeat count", start);
    }
    repeat(*minimum, *maximum, start, after_repeat);
  }

  void parse_backslash() {
    switch (scan_.peek(1)) {
      case 'A':
        scan_.skip(2);
        return push(AtomKind::begin_text);
      case 'z':
        scan_.skip(2);
        return push(AtomKind::end_text);
      case 'b':
        scan_.skip(2);
        return push(AtomKind::word_boundary);
      case 'B':
        scan_.skip(2);
        return push(AtomKind::no_word_boundary);
      case 'Q':
        return parse_quoted();
      default:
        break;
    }
    RuneClass runes;
    if (scan_.parse_class_escape(runes)) {
      return push_class(std::move(runes));
    }
    if (!scan_.failure().empty()) {
      return;
    }
    if (const std::optional<char32_t> rune = scan_.parse_escape()) {
      push_rune(*rune);
    }
  }

  /// `\Q…\E`, or to the end of the text where no `\E` follows.
  void parse_quoted() {
    scan_.skip(2);
    const std::u32string_view text = scan_.text();
    const std::size_t end = std::min(text.find(U"\\E", scan_.position()), text.size());
    for (; scan_.position() < end; scan_.skip(1)) {
      push_rune(scan_.peek());
    }
    scan_.skip(2);
  }

  RegexpScanner scan_;
  bool after_repeat_ = false;  ///< Whether a repetition came last: Go, like Perl, does not stack them.
  RegexpSyntax syntax_;
};

}  // namespace

tl::expected<RegexpSyntax, std::string> parse_regexp(std::u32string_view text) {
  return Parser(text).run();
}

}  // namespace slipway::image
