#include "image/go/pattern.hpp"

#include "image/go/clean_path.hpp"
#include "image/go/code_points.hpp"
#include "image/go/path_match.hpp"
#include "image/go/regexp_parser.hpp"

#include <algorithm>
#include <utility>

namespace slipway::image {
namespace {

constexpr std::string_view bad_pattern = "syntax error in pattern";

/// The characters that patternmatcher escapes. It means to escape `|`, `{` and `}` as well, but keeps its set
/// in a bitmap whose bits beyond 63 are shifted out.
bool is_escaped(char32_t rune) {
  return std::u32string_view(U".+()$").find(rune) != std::u32string_view::npos;
}

std::u32string to_code_points(std::string_view text) {
  std::u32string runes;
  for (std::size_t position = 0; position < text.size();) {
    const CodePoint decoded = decode_code_point(text, position);
    runes.push_back(decoded.value);
    position += decoded.width;
  }
  return runes;
}

/// A pattern as a regular expression, and how patternmatcher would match it.
struct Translation {
  std::u32string expression = U"^";
  Pattern::Kind kind = Pattern::Kind::exact;
};

/// Pattern.compile of moby/patternmatcher, on a system whose separator is a slash. It knows no brackets: the
/// wildcards inside them are translated too.
Translation translate_pattern(std::u32string_view pattern) {
  Translation result;
  std::u32string& out = result.expression;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char32_t rune = pattern[i];
    if (rune == '*' && pattern.substr(i + 1).starts_with(U'*')) {
      const bool first = i == 0;
      ++i;
      if (pattern.substr(i + 1).starts_with(U'/')) {
        ++i;
      }
      if (i + 1 < pattern.size()) {
        out += U"(.*/)?";
        result.kind = Pattern::Kind::regexp;
      } else if (result.kind == Pattern::Kind::exact) {
        result.kind = Pattern::Kind::prefix;
      } else {
        out += U".*";
        result.kind = Pattern::Kind::regexp;
      }
      if (first) {
        result.kind = Pattern::Kind::suffix;
      }
    } else if (rune == '*') {
      out += U"[^/]*";
      result.kind = Pattern::Kind::regexp;
    } else if (rune == '?') {
      out += U"[^/]";
      result.kind = Pattern::Kind::regexp;
    } else if (is_escaped(rune)) {
      out += U'\\';
      out += rune;
    } else if (rune == '\\' && i + 1 < pattern.size()) {
      out += rune;
      out += pattern[++i];
      result.kind = Pattern::Kind::regexp;
    } else {
      out += rune;
      if (rune == '[' || rune == ']') {
        result.kind = Pattern::Kind::regexp;
      }
    }
  }
  out += U'$';
  return result;
}

/// Whether nothing in the pattern but `*` can be anything but itself in the regular expression that it
/// becomes.
bool is_plain(std::string_view pattern) {
  return std::all_of(pattern.begin(), pattern.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view("*/._-").find(letter) != std::string_view::npos;
  });
}

/// What everything that a plain pattern matches ends in: what stands behind its last `*`, or `**/`.
std::string literal_end(std::string_view pattern) {
  pattern.remove_prefix(pattern.rfind('*') + 1);
  return std::string(pattern.substr(pattern.starts_with('/') ? 1 : 0));
}

}  // namespace

tl::expected<std::optional<Pattern>, std::string> Pattern::parse(std::string_view line,
                                                                 std::size_t& instructions) {
  line = trim_space(line);
  if (line.empty()) {
    return std::nullopt;
  }
  Pattern pattern;
  std::string text = clean_path(line);
  if (text.starts_with('!')) {
    if (text.size() == 1) {
      return tl::unexpected(std::string("illegal exclusion pattern: \"!\""));
    }
    pattern.exclusion_ = true;
    text.erase(0, 1);
  }
  if (filepath_match(text, ".") == PathMatch::bad_pattern) {
    return tl::unexpected(std::string(bad_pattern));
  }
  pattern.text_ = replace_invalid_utf8(text);
  pattern.translate(instructions);
  return pattern;
}

void Pattern::translate(std::size_t& instructions) {
  // Go's text scanner, which upstream reads the pattern with, drops a byte order mark at its start.
  std::string_view scanned = text_;
  if (scanned.starts_with(byte_order_mark)) {
    scanned.remove_prefix(byte_order_mark.size());
  }
  const Translation translation = translate_pattern(to_code_points(scanned));
  kind_ = translation.kind;
  if (kind_ == Kind::prefix) {
    prefix_size_ = text_.size() - 2;
  }
  if (kind_ == Kind::regexp) {
    for (const char32_t rune : translation.expression) {
      append_code_point(regexp_, rune);
    }
    compile(translation.expression, instructions);
    if (is_plain(text_)) {
      literal_start_ = text_.substr(0, text_.find('*'));
      literal_end_ = literal_end(text_);
    }
  }
}

void Pattern::compile(std::u32string_view expression, std::size_t& instructions) {
  auto syntax = parse_regexp(expression);
  if (!syntax) {
    broken_ = std::string(bad_pattern) + " (" + syntax.error() + ")";
    return;
  }
  std::optional<RegexpProgram> program = RegexpProgram::compile(std::move(*syntax), instructions);
  if (!program) {
    inexact_ = "it is too large a regular expression";
    return;
  }
  instructions -= program->size();
  if (!program->exact()) {
    inexact_ = "it names a Unicode group whose members are not known here";
    program_ = std::make_shared<const RegexpProgram>(std::move(*program));
  } else {
    automaton_ = std::make_shared<const RegexpAutomaton>(std::move(*program));
  }
}

bool Pattern::matches_suffix(std::string_view path) const {
  const std::string_view suffix = std::string_view(text_).substr(2);
  return path.ends_with(suffix) || (suffix.starts_with('/') && path == suffix.substr(1));
}

Possible Pattern::match(std::string_view path) const {
  return accepts(advance(start(), path), path);
}

Pattern::Cursor Pattern::start() const {
  switch (kind_) {
    case Kind::exact:
      return matched + 1;
    case Kind::prefix:
      return prefix_size_ == 0 ? matched : matched + 1;
    case Kind::suffix:
      return text_.size() == 2 ? matched : untold;
    case Kind::regexp:
      return automaton_ ? automaton_->start() : untold;
  }
  return untold;
}

Pattern::Cursor Pattern::advance(Cursor cursor, std::string_view piece) const {
  if (cursor == dead || cursor == matched || cursor == untold) {
    return cursor;
  }
  if (kind_ == Kind::regexp) {
    return automaton_->advance(cursor, piece);
  }
  // How much of the literal text has been read, counted from matched + 1.
  const std::size_t read = cursor - matched - 1;
  const std::string_view expected =
      std::string_view(text_).substr(0, kind_ == Kind::prefix ? prefix_size_ : text_.size()).substr(read);
  if (kind_ == Kind::prefix && piece.starts_with(expected)) {
    return matched;
  }
  return expected.starts_with(piece) ? cursor + static_cast<Cursor>(piece.size()) : dead;
}

Possible Pattern::accepts(Cursor cursor, std::string_view path) const {
  if (cursor == dead || cursor == matched) {
    return possible(cursor == matched);
  }
  switch (kind_) {
    case Kind::exact:
      return possible(cursor - matched - 1 == text_.size());
    case Kind::prefix:
      return Possible::no;
    case Kind::suffix:
      return possible(matches_suffix(path));
    case Kind::regexp:
      break;
  }
  if (automaton_) {
    return cursor == untold ? automaton_->program().match(path) : possible(automaton_->accepts(cursor));
  }
  return program_ ? program_->match(path) : Possible::either;
}

}  // namespace slipway::image
