#include "image/dockerfile/shell_words.hpp"

#include "image/dockerfile/dockerfile_error.hpp"
#include "image/dockerfile/shell_pattern.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <optional>

namespace slipway::image {

namespace {

constexpr char32_t end_of_text = 0xFFFFFFFF;
constexpr int deepest_nesting = 256;
constexpr std::size_t largest_output = std::size_t{2} << 20U;

using Text = tl::expected<std::string, std::string>;

std::string as_text(char32_t point) {
  std::string text;
  append_code_point(text, point);
  return text;
}

/// Collects words: what is quoted or escaped is taken as it stands, the rest is split at spaces.
class WordCollector {
 public:
  void add(char32_t point) {
    if (!is_space(point)) {
      add_raw(point);
    } else if (in_word_ && !word_.empty()) {
      words_.push_back(std::move(word_));
      word_.clear();
      in_word_ = false;
    }
  }
  void add_raw(char32_t point) {
    append_code_point(word_, point);
    in_word_ = true;
  }
  void add(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
      const CodePoint point = decode_code_point(text, position);
      add(point.value);
      position += point.width;
    }
  }
  void add_raw(std::string_view text) {
    word_ += text;
    in_word_ = true;
  }
  std::vector<std::string> take() {
    if (!word_.empty()) {
      words_.push_back(std::move(word_));
    }
    return std::move(words_);
  }

 private:
  std::string word_;
  std::vector<std::string> words_;
  bool in_word_ = false;
};

class WordReader {
 public:
  WordReader(const ShellLexerOptions& options, std::string_view source, const Environment& environment,
             std::set<std::string>& matched, std::set<std::string>& unmatched)
      : options_(options),
        source_(source),
        environment_(environment),
        matched_(matched),
        unmatched_(unmatched),
        raw_escapes_(options.raw_escapes) {
    if (peek() == 0xFEFF) {
      next();  // text/scanner, which upstream reads with, ignores a byte order mark in front.
    }
  }

  tl::expected<ShellLexer::Result, std::string> process_until(char32_t stop, bool raw_escapes) {
    if (depth_ == deepest_nesting) {
      return refuse(fmt::format("more than {} nested substitutions", deepest_nesting));
    }
    ++depth_;
    const bool previous = raw_escapes_;
    raw_escapes_ = raw_escapes;
    auto result = process_unguarded(stop);
    raw_escapes_ = previous;
    --depth_;
    return result;
  }

 private:
  char32_t peek() const {
    return position_ < source_.size() ? decode_code_point(source_, position_).value : end_of_text;
  }
  char32_t next() {
    if (position_ >= source_.size()) {
      return end_of_text;
    }
    const CodePoint point = decode_code_point(source_, position_);
    position_ += point.width;
    return point.value;
  }
  bool at_end() const { return position_ >= source_.size(); }

  tl::expected<ShellLexer::Result, std::string> process_unguarded(char32_t stop) {
    std::string text;
    WordCollector words;
    while (!at_end()) {
      char32_t point = peek();
      if (stop != end_of_text && point == stop) {
        next();
        return ShellLexer::Result{std::move(text), words.take()};
      }
      const bool quote = !options_.skip_process_quotes && (point == '\'' || point == '"');
      if (quote || point == '$' || point == '<') {
        const Text inner = special(point);
        if (!inner) {
          return refuse(inner.error());
        }
        produced_ += inner->size();
        text += *inner;
        if (point == '$') {
          words.add(*inner);
        } else {
          words.add_raw(*inner);
        }
      } else {
        next();
        if (point == options_.escape) {
          if (raw_escapes_) {
            words.add_raw(point);
            append_code_point(text, point);
          }
          point = next();
          if (point == end_of_text) {
            break;
          }
          words.add_raw(point);
        } else {
          words.add(point);
        }
        append_code_point(text, point);
        ++produced_;
      }
      if (produced_ > largest_output) {
        return refuse(fmt::format("the word expands to more than {} bytes", largest_output));
      }
    }
    if (stop != end_of_text) {
      return refuse("unexpected end of statement while looking for matching " + as_text(stop));
    }
    return ShellLexer::Result{std::move(text), words.take()};
  }

  Text special(char32_t point) {
    switch (point) {
      case '$':
        return dollar();
      case '<':
        return possible_heredoc();
      case '"':
        return double_quote();
      default:
        return single_quote();
    }
  }

  /// Keeps the blanks between `<<` or `<<-` and the name of a heredoc in one word with them.
  std::string possible_heredoc() {
    next();
    if (peek() != '<') {
      return "<";
    }
    next();
    std::string text = "<<";
    if (peek() == '-') {
      append_code_point(text, next());
    }
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
      append_code_point(text, next());
    }
    return text;
  }

  Text single_quote() {
    std::string text;
    const char32_t quote = next();
    if (options_.raw_quotes) {
      append_code_point(text, quote);
    }
    while (true) {
      const char32_t point = next();
      if (point == end_of_text) {
        return refuse("unexpected end of statement while looking for matching single-quote");
      }
      if (point != '\'' || options_.raw_quotes) {
        append_code_point(text, point);
      }
      if (point == '\'') {
        return text;
      }
    }
  }

  Text double_quote() {
    std::string text;
    const char32_t quote = next();
    if (options_.raw_quotes) {
      append_code_point(text, quote);
    }
    while (true) {
      switch (peek()) {
        case end_of_text:
          return refuse("unexpected end of statement while looking for matching double-quote");
        case '"':
          next();
          if (options_.raw_quotes) {
            text += '"';
          }
          return text;
        case '$': {
          const Text value = dollar();
          if (!value) {
            return value;
          }
          produced_ += value->size();
          if (produced_ > largest_output) {
            return refuse(fmt::format("the word expands to more than {} bytes", largest_output));
          }
          text += *value;
          break;
        }
        default: {
          char32_t point = next();
          if (point == options_.escape) {
            if (raw_escapes_) {
              append_code_point(text, point);
            }
            const char32_t following = peek();
            if (following == end_of_text) {
              continue;  // An escape at the end of the word is dropped.
            }
            if (following == '"' || following == '$' || following == options_.escape) {
              point = next();  // Only these can be escaped; any other backslash stays.
            }
          }
          append_code_point(text, point);
        }
      }
    }
  }

  Text dollar() {
    next();
    if (peek() != '{') {
      const std::string variable = name();
      if (variable.empty()) {
        return "$";
      }
      const auto value = lookup(variable);
      if (!value && options_.skip_unset) {
        return "$" + variable;
      }
      return std::string(value.value_or(""));
    }
    next();
    switch (peek()) {
      case end_of_text:
        return refuse("syntax error: missing '}'");
      case '{':
      case '}':
      case ':':
        return refuse("syntax error: bad substitution");
      default:
        return substitution(name());
    }
  }

  Text substitution(const std::string& variable) {
    char32_t modifier = next();
    std::string written = as_text(modifier);
    bool null_is_unset = false;
    switch (modifier) {
      case '}': {
        const auto value = lookup(variable);
        if (!value && options_.skip_unset) {
          return "${" + variable + "}";
        }
        return std::string(value.value_or(""));
      }
      case '/':
        return replacement(variable);
      case ':':
        null_is_unset = true;
        modifier = next();
        written += as_text(modifier);
        break;
      case '+':
      case '-':
      case '?':
      case '#':
      case '%':
        break;
      default:
        return refuse("unsupported modifier (" + written + ") in substitution");
    }
    const bool trims = modifier == '#' || modifier == '%';
    if (trims && null_is_unset) {
      return refuse("unsupported modifier (" + written + ") in substitution");
    }
    auto word = process_until('}', trims);
    if (!word) {
      return at_end() ? refuse("syntax error: missing '}'") : refuse(word.error());
    }
    const auto value = lookup(variable);
    if (!value && options_.skip_unset) {
      return "${" + variable + written + word->text + "}";
    }
    return modified(variable, modifier, written, value, null_is_unset, std::move(word->text));
  }

  static Text modified(const std::string& variable, char32_t modifier, const std::string& written,
                       std::optional<std::string_view> value, bool null_is_unset, std::string word) {
    const bool unset = !value || (null_is_unset && value->empty());
    switch (modifier) {
      case '-':
        return unset ? std::move(word) : std::string(*value);
      case '+':
        return unset ? std::string() : std::move(word);
      case '?':
        if (unset) {
          const std::string_view reason = value ? "is not allowed to be empty" : "is not allowed to be unset";
          return refuse(fmt::format("{}: {}", variable, word.empty() ? reason : std::string_view(word)));
        }
        return std::string(*value);
      case '#':
      case '%': {
        // The modifier once removes the shortest match, twice the longest.
        const bool greedy = !word.empty() && word.front() == static_cast<char>(modifier);
        if (greedy) {
          word.erase(0, 1);
        }
        return trimmed(word, value.value_or(""), greedy, modifier == '%');
      }
      default:
        return refuse("unsupported modifier (" + written + ") in substitution");
    }
  }

  static Text trimmed(std::string word, std::string_view value, bool greedy, bool from_the_end) {
    std::string reversed;
    if (from_the_end) {
      word = reverse_pattern(word);
      reversed = reverse_code_points(value);
      value = reversed;
    }
    const auto pattern = ShellPattern::compile(word);
    if (!pattern) {
      return refuse("invalid pattern (" + word + ") in substitution: " + pattern.error());
    }
    Text rest = pattern->trim_prefix(value, greedy);
    if (rest && from_the_end) {
      return reverse_code_points(*rest);
    }
    return rest;
  }

  Text replacement(const std::string& variable) {
    const bool every = peek() == '/';
    if (every) {
      next();
    }
    const auto pattern_text = process_until('/', true);
    if (!pattern_text) {
      return at_end() ? refuse("syntax error: missing '/' in ${}") : refuse(pattern_text.error());
    }
    const auto replacement_text = process_until('}', true);
    if (!replacement_text) {
      return at_end() ? refuse("syntax error: missing '}'") : refuse(replacement_text.error());
    }
    const auto value = lookup(variable);
    if (!value && options_.skip_unset) {
      return "${" + variable + "/" + pattern_text->text + "/" + replacement_text->text + "}";
    }
    const auto pattern = ShellPattern::compile(pattern_text->text);
    if (!pattern) {
      return refuse("invalid pattern (" + pattern_text->text + ") in substitution: " + pattern.error());
    }
    return pattern->replace(value.value_or(""), replacement_text->text, every);
  }

  std::string name() {
    std::string text;
    while (!at_end()) {
      const char32_t point = peek();
      if (text.empty() && is_digit(point)) {
        while (!at_end() && is_digit(peek())) {
          append_code_point(text, next());
        }
        return text;
      }
      if (text.empty() && is_special_parameter(point)) {
        return as_text(next());
      }
      if (!is_letter(point) && !is_digit(point) && point != '_') {
        break;
      }
      append_code_point(text, next());
    }
    return text;
  }

  static bool is_special_parameter(char32_t point) {
    constexpr std::u32string_view special = U"@*#?-$!0";
    return special.find(point) != std::u32string_view::npos;
  }

  std::optional<std::string_view> lookup(const std::string& variable) {
    const auto value = environment_.get(variable);
    (value ? matched_ : unmatched_).insert(variable);
    return value;
  }

  const ShellLexerOptions& options_;
  std::string_view source_;
  const Environment& environment_;
  std::set<std::string>& matched_;
  std::set<std::string>& unmatched_;
  std::size_t position_ = 0;
  bool raw_escapes_;
  int depth_ = 0;
  std::size_t produced_ = 0;
};

}  // namespace

tl::expected<ShellLexer::Result, std::string> ShellLexer::process(std::string_view word,
                                                                  const Environment& environment) {
  matched_.clear();
  unmatched_.clear();
  WordReader reader(options_, word, environment, matched_, unmatched_);
  auto result = reader.process_until(end_of_text, options_.raw_escapes);
  if (!result) {
    return refuse(fmt::format("failed to process \"{}\": {}", word, result.error()));
  }
  return result;
}

}  // namespace slipway::image
