#include "image/go/regexp_scanner.hpp"

#include "image/go/code_points.hpp"

#include <algorithm>
#include <utility>

namespace slipway::image {
namespace {

bool is_octal(char32_t rune) {
  return rune >= '0' && rune <= '7';
}

bool is_ascii_alphanumeric(char32_t rune) {
  return rune < 0x80 && (is_digit(rune) || is_letter(rune));
}

std::optional<char32_t> hexadecimal_digit(char32_t rune) {
  if (rune >= '0' && rune <= '9') {
    return rune - '0';
  }
  if (rune >= 'a' && rune <= 'f') {
    return rune - 'a' + 10;
  }
  if (rune >= 'A' && rune <= 'F') {
    return rune - 'A' + 10;
  }
  return std::nullopt;
}

/// Which names exist depends on the version of Go that Docker was built with; all of them look like this.
bool could_be_group_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-' ||
           byte == ' ';
  });
}

}  // namespace

void RegexpScanner::refuse(std::string_view reason, std::size_t from) {
  failure_ = reason;
  failure_ += ": `";
  for (const char32_t rune : text_.substr(from, position_ - from)) {
    append_code_point(failure_, rune);
  }
  failure_ += '`';
}

bool RegexpScanner::parse_class_escape(RuneClass& runes) {
  if (peek() != '\\' || position_ + 1 >= text_.size()) {
    return false;
  }
  if (runes.add_perl(peek(1))) {
    position_ += 2;
    return true;
  }
  if (peek(1) != 'p' && peek(1) != 'P') {
    return false;
  }
  const std::size_t start = position_;
  UnicodeGroup group;
  group.negated = peek(1) == 'P';
  position_ += 2;
  if (at_end()) {
    refuse("invalid character class range", start);
    return false;
  }
  std::u32string_view name = text_.substr(position_, 1);
  if (peek() == '{') {
    const std::size_t end = text_.find(U'}', position_);
    if (end == std::u32string_view::npos) {
      position_ = text_.size();
      refuse("invalid character class range", start);
      return false;
    }
    name = text_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
  } else {
    ++position_;
  }
  if (name.starts_with(U'^')) {
    group.negated = !group.negated;
    name.remove_prefix(1);
  }
  for (const char32_t rune : name) {
    append_code_point(group.name, rune);
  }
  if (!could_be_group_name(group.name)) {
    refuse("invalid character class range", start);
    return false;
  }
  runes.add(std::move(group));
  return true;
}

std::optional<char32_t> RegexpScanner::parse_escape() {
  const std::size_t start = position_;
  const char32_t letter = peek(1);
  if (position_ + 1 >= text_.size()) {
    position_ = text_.size();
    failure_ = "trailing backslash at end of expression: ``";
    return std::nullopt;
  }
  position_ += 2;
  switch (letter) {
    case 'a':
      return U'\a';
    case 'f':
      return U'\f';
    case 'n':
      return U'\n';
    case 'r':
      return U'\r';
    case 't':
      return U'\t';
    case 'v':
      return U'\v';
    case 'x':
      if (const std::optional<char32_t> rune = parse_hexadecimal()) {
        return rune;
      }
      break;
    default:
      // A single digit other than 0 would be a reference to a group.
      if (letter == '0' || (is_octal(letter) && is_octal(peek()))) {
        char32_t value = letter - '0';
        for (int i = 0; i < 2 && is_octal(peek()); ++i, ++position_) {
          value = value * 8 + (peek() - '0');
        }
        return value;
      }
      if (letter < 0x80 && !is_ascii_alphanumeric(letter)) {
        return letter;
      }
      break;
  }
  refuse("invalid escape sequence", start);
  return std::nullopt;
}

std::optional<char32_t> RegexpScanner::parse_hexadecimal() {
  if (peek() != '{') {
    const std::optional<char32_t> high = hexadecimal_digit(peek());
    const std::optional<char32_t> low = hexadecimal_digit(peek(1));
    position_ = std::min(position_ + 2, text_.size());
    return high && low ? std::optional<char32_t>(*high * 16 + *low) : std::nullopt;
  }
  ++position_;
  char32_t value = 0;
  std::size_t digits = 0;
  for (; !at_end() && peek() != '}'; ++position_, ++digits) {
    const std::optional<char32_t> digit = hexadecimal_digit(peek());
    if (!digit || value * 16 + *digit > 0x10FFFF) {
      return std::nullopt;
    }
    value = value * 16 + *digit;
  }
  if (at_end() || digits == 0) {
    return std::nullopt;
  }
  ++position_;
  return value;
}

std::optional<char32_t> RegexpScanner::parse_class_rune(std::size_t class_start) {
  if (at_end()) {
    refuse("missing closing ]", class_start);
    return std::nullopt;
  }
  return peek() == '\\' ? parse_escape() : std::optional<char32_t>(text_[position_++]);
}

bool RegexpScanner::parse_posix_class(RuneClass& runes) {
  if (peek() != '[' || peek(1) != ':') {
    return false;
  }
  const std::size_t end = text_.find(U":]", position_ + 2);
  if (end == std::u32string_view::npos) {
    return false;
  }
  const std::size_t start = position_;
  position_ = end + 2;
  std::string name;
  for (const char32_t rune : text_.substr(start, position_ - start)) {
    append_code_point(name, rune);
  }
  if (!runes.add_posix(name)) {
    refuse("invalid character class range", start);
  }
  return true;
}

std::optional<RuneClass> RegexpScanner::parse_class() {
  const std::size_t class_start = position_++;
  RuneClass runes;
  if (peek() == '^') {
    runes.negate();
    ++position_;
  }
  for (bool first = true; first || at_end() || peek() != ']'; first = false) {
    const bool named = parse_posix_class(runes) || (failure_.empty() && parse_class_escape(runes));
    if (!failure_.empty()) {
      return std::nullopt;
    }
    if (named) {
      continue;
    }
    const std::size_t range_start = position_;
    const std::optional<char32_t> low = parse_class_rune(class_start);
    std::optional<char32_t> high = low;
    if (low && peek() == '-' && position_ + 1 < text_.size() && peek(1) != ']') {
      ++position_;
      high = parse_class_rune(class_start);
    }
    if (!low || !high) {
      return std::nullopt;
    }
    if (*high < *low) {
      refuse("invalid character class range", range_start);
      return std::nullopt;
    }
    runes.add(*low, *high);
  }
  ++position_;
  return runes;
}

}  // namespace slipway::image
