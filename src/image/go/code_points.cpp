#include "image/go/code_points.hpp"

#include "image/go/code_point_tables.hpp"

#include <algorithm>
#include <array>

namespace slipway::image {

namespace {

constexpr char32_t replacement = 0xFFFD;

unsigned char byte_at(std::string_view text, std::size_t position) {
  return static_cast<unsigned char>(text[position]);
}

bool in_ranges(const CodePointRange* first, std::size_t count, char32_t value) {
  const CodePointRange* last = first + count;
  const CodePointRange* found = std::lower_bound(
      first, last, value, [](const CodePointRange& range, char32_t wanted) { return range.last < wanted; });
  return found != last && found->first <= value;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}
char upper(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
}

}  // namespace

CodePoint decode_code_point(std::string_view text, std::size_t position) {
  const unsigned char lead = byte_at(text, position);
  if (lead < 0x80) {
    return {lead, 1};
  }
  std::size_t width = 0;
  char32_t value = 0;
  char32_t smallest = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    width = 2, value = lead & 0x1FU, smallest = 0x80;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    width = 3, value = lead & 0x0FU, smallest = 0x800;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    width = 4, value = lead & 0x07U, smallest = 0x10000;
  } else {
    return {replacement, 1};
  }
  if (text.size() - position < width) {
    return {replacement, 1};
  }
  for (std::size_t offset = 1; offset < width; ++offset) {
    const unsigned char next = byte_at(text, position + offset);
    if ((next & 0xC0U) != 0x80) {
      return {replacement, 1};
    }
    value = (value << 6U) | (next & 0x3FU);
  }
  if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return {replacement, 1};
  }
  return {value, width};
}

void append_code_point(std::string& text, char32_t value) {
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    value = replacement;
  }
  const auto push = [&text](char32_t bits) { text.push_back(static_cast<char>(bits)); };
  if (value < 0x80) {
    push(value);
  } else if (value < 0x800) {
    push(0xC0U | (value >> 6U));
    push(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    push(0xE0U | (value >> 12U));
    push(0x80U | ((value >> 6U) & 0x3FU));
    push(0x80U | (value & 0x3FU));
  } else {
    push(0xF0U | (value >> 18U));
    push(0x80U | ((value >> 12U) & 0x3FU));
    push(0x80U | ((value >> 6U) & 0x3FU));
    push(0x80U | (value & 0x3FU));
  }
}

std::string replace_invalid_utf8(std::string_view text) {
  std::string valid;
  for (std::size_t position = 0; position < text.size();) {
    const CodePoint decoded = decode_code_point(text, position);
    append_code_point(valid, decoded.value);
    position += decoded.width;
  }
  return valid;
}

bool is_space(char32_t value) {
  switch (value) {
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case ' ':
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return true;
    default:
      return value >= 0x2000 && value <= 0x200A;
  }
}

bool is_digit(char32_t value) {
  if (value < 0x80) {
    return value >= '0' && value <= '9';
  }
  return in_ranges(digit_ranges, digit_range_count, value);
}

bool is_letter(char32_t value) {
  if (value < 0x80) {
    return (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z');
  }
  return in_ranges(letter_ranges, letter_range_count, value);
}

std::string_view trim_left_space(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = decode_code_point(text, 0);
    if (!is_space(first.value)) {
      break;
    }
    text.remove_prefix(first.width);
  }
  return text;
}

std::string_view trim_space(std::string_view text) {
  text = trim_left_space(text);
  while (!text.empty()) {
    // The last code point: step back over at most three continuation bytes.
    std::size_t start = text.size() - 1;
    while (start > 0 && text.size() - start < 4 && (byte_at(text, start) & 0xC0U) == 0x80) {
      --start;
    }
    const CodePoint last = decode_code_point(text, start);
    if (start + last.width != text.size() || !is_space(last.value)) {
      break;
    }
    text.remove_suffix(last.width);
  }
  return text;
}

std::string to_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

std::string to_upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), upper);
  return result;
}

bool equal_fold(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace slipway::image
