#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace slipway {
namespace {

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 where there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    return 1;
  }
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) {
    return 0;
  }
  // The second byte is restricted where overlong forms, surrogates and code points past U+10FFFF would start.
  const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (byte(1) < low || byte(1) > high) {
    return 0;
  }
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  return length;
}

/// Length of an SGR sequence (colour, bold …) at the start of `text`, 0 where there is none.
std::size_t sgr_length(std::string_view text) {
  if (!text.starts_with("\x1b[")) {
    return 0;
  }
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

std::string filtered(std::string_view text, bool keep_lines, bool keep_colour) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    std::size_t length = keep_colour ? sgr_length(text) : 0;
    if (length == 0) {
      length = utf8_length(text);
      const auto first = static_cast<unsigned char>(text.front());
      const bool kept_control = keep_lines && (first == '\n' || first == '\t');
      // C1 controls (U+0080 to U+009F) are two bytes in UTF-8 and act as escapes on some terminals.
      const bool control = (first < 0x20 && !kept_control) || first == 0x7F ||
                           (length == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);
      if (length == 0 || control) {
        for (std::size_t i = 0; i < std::max<std::size_t>(length, 1); ++i) {
          result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
        continue;
      }
    }
    result += text.substr(0, length);
    text.remove_prefix(length);
  }
  return result;
}

}  // namespace

std::string_view trim(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += i == 0 ? "" : separator;
    text += parts[i];
  }
  return text;
}

std::string printable(std::string_view text) {
  return filtered(text, false, false);
}
std::string printable_lines(std::string_view text) {
  return filtered(text, true, false);
}

std::string without_control_sequences(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t start = text.find("\x1b[");
    result += text.substr(0, start);
    if (start == std::string_view::npos) {
      break;
    }
    // ECMA-48: parameters and intermediates, then one final byte.
    const std::size_t end = text.find_first_not_of(" !\"#$%&'()*+,-./0123456789:;<=>?", start + 2);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return printable_lines(result);
}
std::string printable_with_colour(std::string_view text) {
  return filtered(text, true, true);
}

std::string count_of(std::size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) {
    return fmt::format("1 {}", singular);
  }
  return plural.empty() ? fmt::format("{} {}s", count, singular) : fmt::format("{} {}", count, plural);
}

std::string duration_text(double seconds) {
  if (seconds < 9.95) {
    return fmt::format("{:.1f} s", std::max(seconds, 0.0));
  }
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 60) {
    return fmt::format("{} s", whole);
  }
  if (whole < 3600) {
    return fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 1000) {
    return fmt::format("{} B", bytes);
  }
  constexpr std::array<std::string_view, 5> units{"kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  return value < 9.95 ? fmt::format("{:.1f} {}", value, units[unit])
                      : fmt::format("{:.0f} {}", value, units[unit]);
}

std::size_t edit_distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = diagonal + (one[i - 1] == other[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

int version_number(std::string_view text) {
  const std::size_t digit = text.find_first_of("0123456789");
  if (digit == std::string_view::npos) {
    return 0;
  }
  text.remove_prefix(digit);
  int major = 0;
  int minor = 0;
  const auto after = std::from_chars(text.data(), text.data() + text.size(), major);
  if (after.ptr != text.data() + text.size() && *after.ptr == '.') {
    std::from_chars(after.ptr + 1, text.data() + text.size(), minor);
  }
  return major * 100 + minor;
}

}  // namespace slipway
