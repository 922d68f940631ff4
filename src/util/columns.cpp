#include "util/columns.hpp"

#include "util/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace slipway {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

/// East Asian Wide and emoji, as terminals draw them (Unicode 15, EastAsianWidth W and F, in coarse ranges).
constexpr std::array<Range, 11> wide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0xA4CF},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1F64F},
                                      {0x1F680, 0x1F9FF},
                                      {0x20000, 0x3FFFD}}};
/// Combining marks, joiners and variation selectors.
constexpr std::array<Range, 5> without_width{
    {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template <std::size_t Size>
bool is_in(const std::array<Range, Size>& ranges, std::uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return code >= range.first && code <= range.last; });
}

/// What a terminal takes as one: a character, or a sequence that sets colours.
struct Piece {
  std::size_t length = 1;
  std::size_t columns = 1;
  bool colour = false;
};

Piece piece_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.starts_with("\x1b[")) {
    const std::size_t end = text.find_first_not_of("0123456789;", 2);
    if (end != std::string_view::npos && text[end] == 'm') {
      return {end + 1, 0, true};
    }
  }
  const unsigned char first = byte(0);
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || text.size() < length) {
    return {};
  }
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6U | (byte(i) & 0x3FU);
  }
  return {length, is_in(without_width, code) ? 0U : is_in(wide, code) ? 2U : 1U, false};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Piece piece = piece_at(text);
    columns += piece.columns;
    text.remove_prefix(piece.length);
  }
  return columns;
}

std::string fit(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) {
    return std::string(text);
  }
  if (columns == 0) {
    return {};
  }
  std::string result;
  std::size_t used = 0;
  bool coloured = false;
  while (!text.empty()) {
    const Piece piece = piece_at(text);
    if (used + piece.columns > columns - 1) {
      break;
    }
    used += piece.columns;
    coloured = coloured || piece.colour;
    result += text.substr(0, piece.length);
    text.remove_prefix(piece.length);
  }
  result += "…";
  return coloured ? result + "\x1b[0m" : result;
}

std::string subject_text(std::string_view subject) {
  constexpr std::size_t most_columns = 72;
  return fit(printable(subject), most_columns);
}

std::string table_text(const std::vector<std::vector<std::string>>& rows, std::string_view indent,
                       const std::vector<std::size_t>& right) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line(indent);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string space(widths[i] - display_width(row[i]), ' ');
      const bool to_the_right = std::find(right.begin(), right.end(), i) != right.end();
      line += to_the_right ? space + row[i] : row[i] + space;
      line += "  ";
    }
    const std::size_t end = line.find_last_not_of(' ');
    text += line.substr(0, end == std::string::npos ? 0 : end + 1) + "\n";
  }
  return text;
}

}  // namespace slipway
