#include "compose/plain_scalar.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace slipway::compose {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Go's strconv.ParseInt, then ParseUint, with base 0, on text without underscores; the number in decimal.
std::optional<std::string> parse_integer(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  int base = 10;
  if (text.size() > 1 && text.front() == '0') {
    base = 8;
    text.remove_prefix(1);
    const char mark = text.front();
    if (mark == 'x' || mark == 'X' || mark == 'b' || mark == 'B' || mark == 'o' || mark == 'O') {
      base = mark == 'x' || mark == 'X' ? 16 : (mark == 'b' || mark == 'B' ? 2 : 8);
      text.remove_prefix(1);
    }
  }
  std::uint64_t magnitude = 0;
  const auto* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, magnitude, base);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end || (negative && magnitude > INT64_MAX)) {
    return std::nullopt;
  }
  return fmt::format("{}{}", negative && magnitude != 0 ? "-" : "", magnitude);
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
bool looks_real(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) {
      ++at;
    }
    return at - start;
  };
  const std::size_t whole = digits();
  std::size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    fraction = digits();
  }
  if (whole == 0 && fraction == 0) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
      ++at;
    }
    if (digits() == 0) {
      return false;
    }
  }
  return at == text.size();
}

/// Go's `%v` of a float64: the shortest digits, without an exponent from 1e-4 up to below 1e21.
std::string spell_real(double value) {
  std::array<char, 64> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  std::string scientific(buffer.data(), written.ptr);
  const auto e = scientific.find('e');
  if (e == std::string::npos) {
    return scientific;
  }
  int exponent = 0;
  const char* digits_at = scientific.data() + e + 1;
  if (*digits_at == '+') {
    ++digits_at;
  }
  std::from_chars(digits_at, scientific.data() + scientific.size(), exponent);
  constexpr int least_plain_exponent = -4;
  constexpr int first_scientific_exponent = 21;
  if (exponent < least_plain_exponent || exponent >= first_scientific_exponent) {
    return scientific;
  }
  const auto plain =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  return {buffer.data(), plain.ptr};
}

std::string without_underscores(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != '_') {
      result += c;
    }
  }
  return result;
}

}  // namespace

PlainScalar resolve_plain_scalar(std::string_view text) {
  using Kind = Value::Kind;
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
    return {Kind::null, {}};
  }
  if (text == "true" || text == "True" || text == "TRUE") {
    return {Kind::boolean, "true"};
  }
  if (text == "false" || text == "False" || text == "FALSE") {
    return {Kind::boolean, "false"};
  }
  const char first = text.front();
  if (!is_digit(first) && first != '-' && first != '+' && first != '.') {
    return {Kind::string, std::string(text)};
  }
  if (auto integer = parse_integer(without_underscores(text))) {
    return {Kind::integer, std::move(*integer)};
  }
  if (looks_real(text)) {
    const std::string_view unsigned_text = first == '+' ? text.substr(1) : text;
    double value = 0;
    const auto parsed =
        std::from_chars(unsigned_text.data(), unsigned_text.data() + unsigned_text.size(), value);
    if (parsed.ec == std::errc{}) {
      return {Kind::real, spell_real(value)};
    }
  }
  return {Kind::string, std::string(text)};
}

}  // namespace slipway::compose
