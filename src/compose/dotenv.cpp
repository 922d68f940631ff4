#include "compose/dotenv.hpp"

#include "compose/interpolate.hpp"
#include "compose/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace slipway::compose {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}
bool is_space(char c) {
  return is_blank(c) || c == '\n';
}
bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

bool may_be_in_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == '-' || c == '[' || c == ']' || static_cast<unsigned char>(c) >= 0x80;
}

/// The character that stands for a backslash and `letter`; zero where none does.
char escaped(char letter) {
  constexpr std::string_view letters = "abfnrtv\"\\";
  constexpr std::string_view meanings = "\a\b\f\n\r\t\v\"\\";
  const auto at = letters.find(letter);
  return at == std::string_view::npos ? '\0' : meanings[at];
}

/// One escape at the start of `text`: what it stands for, and how long it is. Nothing where there is none.
std::optional<std::pair<std::string, std::size_t>> take_escape(std::string_view text) {
  if (text.size() < 2 || text[0] != '\\') {
    return std::nullopt;
  }
  if (text[1] == '$') {
    return std::pair(std::string("$$"), std::size_t{2});  // for the interpolation that follows
  }
  if (const char meaning = escaped(text[1]); meaning != '\0') {
    return std::pair(std::string(1, meaning), std::size_t{2});
  }
  constexpr std::size_t octal_size = 5;
  if (text.size() >= octal_size && text[1] == '0' && is_octal(text[2]) && is_octal(text[3]) &&
      is_octal(text[4])) {
    const int value = (text[2] - '0') * 64 + (text[3] - '0') * 8 + (text[4] - '0');
    return std::pair(std::string(1, static_cast<char>(value)), octal_size);
  }
  return std::nullopt;
}

std::string expand_escapes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto escape = take_escape(text);
    out += escape ? escape->first : std::string(1, text.front());
    text.remove_prefix(escape ? escape->second : 1);
  }
  return out;
}

class DotenvReader {
 public:
  DotenvReader(std::string_view text, const Environment& surroundings, const std::string& file)
      : text_(text),
        file_(file),
        surroundings_(surroundings),
        visible_(surroundings),
        interpolator_(visible_) {
    if (text_.starts_with("\xEF\xBB\xBF")) {
      at_ = 3;
    }
  }

  Result<Environment> read() {
    while (skip_to_statement()) {
      SLIPWAY_TRY(statement());
    }
    return std::move(result_);
  }

 private:
  tl::unexpected<Error> refused(std::size_t at, std::string_view problem) const {
    const auto newlines = std::count(
        text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at, text_.size())), '\n');
    return fail(ExitCode::refused, fmt::format("the environment file {} cannot be read", file_),
                fmt::format("{}:{}: {}", file_, newlines + 1, problem),
                "write NAME=value; values with spaces at an end, `#` or several lines take double quotes");
  }

  bool skip_to_statement() {
    while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == '#')) {
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        ++at_;
      }
    }
    return at_ < text_.size();
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }

  Result<void> statement() {
    constexpr std::string_view keyword = "export";
    if (text_.substr(at_).starts_with(keyword) && at_ + keyword.size() < text_.size() &&
        is_space(text_[at_ + keyword.size()])) {
      at_ += keyword.size();
      skip_blanks();
    }
    const std::size_t start = at_;
    while (at_ < text_.size() && (may_be_in_name(text_[at_]) || is_blank(text_[at_]))) {
      ++at_;
    }
    const char end = at_ < text_.size() ? text_[at_] : '\n';
    std::string_view name = text_.substr(start, at_ - start);
    while (!name.empty() && is_blank(name.back())) {
      name.remove_suffix(1);
    }
    if (end != '=' && end != ':' && end != '\n') {
      return refused(at_, "an unexpected character in the name of a variable");
    }
    if (std::any_of(name.begin(), name.end(), is_blank)) {
      return refused(start, "a name with a space in it");
    }
    at_ = std::min(at_ + 1, text_.size());
    if (end == '\n') {
      if (const Text* passed_on = surroundings_.find(name)) {
        set(name, *passed_on);
      }
      return {};
    }
    skip_blanks();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    return quote == '"' || quote == '\'' ? quoted_value(name, quote) : bare_value(name);
  }

  Result<void> bare_value(std::string_view name) {
    const std::size_t start = at_;
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    at_ = end;
    std::string_view value = text_.substr(start, end - start);
    value = value.substr(0, value.find(" #"));
    while (!value.empty() && is_space(value.back())) {
      value.remove_suffix(1);
    }
    return expand(name, value, start);
  }

  Result<void> quoted_value(std::string_view name, char quote) {
    const std::size_t start = ++at_;
    std::string value;
    for (; at_ < text_.size() && text_[at_] != quote; ++at_) {
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      const bool is_escape = text_[at_] == '\\' && at_ + 1 < text_.size();
      if (is_escape && next != quote) {
        value += '\\';  // the pair stays together, and what it means is for later
      }
      at_ += is_escape ? 1 : 0;
      value += text_[at_];
    }
    if (at_ == text_.size()) {
      return refused(start, "a quote that is not closed");
    }
    ++at_;
    if (quote == '\'') {
      set(name, Text(std::move(value)));
      return {};
    }
    return expand(name, expand_escapes(value), start);
  }

  Result<void> expand(std::string_view name, std::string_view value, std::size_t at) {
    auto text = interpolator_.expand(value);
    if (!text) {
      return refused(at, text.error());
    }
    set(name, std::move(*text));
    return {};
  }

  void set(std::string_view name, Text value) {
    if (name.empty()) {
      return;
    }
    if (surroundings_.find(name) == nullptr) {
      visible_.set(std::string(name), value);
    }
    result_.set(std::string(name), std::move(value));
  }

  std::string_view text_;
  const std::string& file_;
  const Environment& surroundings_;
  Environment visible_;
  Interpolator interpolator_;
  Environment result_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Environment> read_dotenv(std::string_view text, const Environment& surroundings,
                                const std::string& file) {
  if (text.size() > YamlLimits::file_bytes) {
    return fail(ExitCode::refused, fmt::format("the environment file {} is too large", file),
                fmt::format("it has {} bytes, and {} are the limit", text.size(), YamlLimits::file_bytes),
                "keep data out of environment files");
  }
  return DotenvReader(text, surroundings, file).read();
}

}  // namespace slipway::compose
