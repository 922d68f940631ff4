#include "image/dockerfile/shell_pattern.hpp"

#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace slipway::image {

namespace {

// Matching takes one bit for every pair of a token and a position. Real values have some hundred bytes.
constexpr std::size_t largest_table = std::size_t{1} << 22U;
constexpr std::size_t largest_result = std::size_t{1} << 20U;

/// Where a pattern can match inside one value.
class MatchTable {
 public:
  static tl::expected<MatchTable, std::string> build(const std::vector<ShellPattern::Token>& tokens,
                                                     std::string_view value) {
    MatchTable table(tokens);
    for (std::size_t position = 0; position < value.size();) {
      const CodePoint point = decode_code_point(value, position);
      table.points_.push_back(point.value);
      table.offsets_.push_back(position);
      position += point.width;
    }
    table.offsets_.push_back(value.size());
    const std::size_t columns = table.points_.size() + 1;
    if ((tokens.size() + 1) > largest_table / columns) {
      return tl::unexpected(fmt::format("a pattern of {} characters and a value of {} are too large to match",
                                        tokens.size(), table.points_.size()));
    }
    table.fill();
    return table;
  }

  /// The first match that starts at or after the code point `from`.
  std::optional<ShellPattern::Match> find(std::size_t from, bool greedy) const {
    for (std::size_t start = from; start <= points_.size(); ++start) {
      if (can(0, start)) {
        return match_at(start, greedy);
      }
    }
    return std::nullopt;
  }

  std::optional<ShellPattern::Match> find_anchored(bool greedy) const {
    return can(0, 0) ? std::optional(match_at(0, greedy)) : std::nullopt;
  }

  std::size_t point_count() const { return points_.size(); }
  std::size_t offset(std::size_t point) const { return offsets_[point]; }
  std::size_t point_at_offset(std::size_t offset) const {
    return static_cast<std::size_t>(
        std::distance(offsets_.begin(), std::lower_bound(offsets_.begin(), offsets_.end(), offset)));
  }

 private:
  explicit MatchTable(const std::vector<ShellPattern::Token>& tokens) : tokens_(&tokens) {}

  bool can(std::size_t token, std::size_t point) const { return can_[(token * offsets_.size()) + point]; }

  void fill() {
    const std::size_t columns = offsets_.size();
    can_.assign((tokens_->size() + 1) * columns, false);
    for (std::size_t point = 0; point < columns; ++point) {
      can_[(tokens_->size() * columns) + point] = true;
    }
    for (std::size_t token = tokens_->size(); token-- > 0;) {
      const ShellPattern::Token& wanted = (*tokens_)[token];
      for (std::size_t point = columns; point-- > 0;) {
        const bool at_end = point == points_.size();
        bool possible = false;
        switch (wanted.kind) {
          case ShellPattern::Kind::literal:
            possible = !at_end && points_[point] == wanted.value && can(token + 1, point + 1);
            break;
          case ShellPattern::Kind::any:
            possible = !at_end && points_[point] != '\n' && can(token + 1, point + 1);
            break;
          case ShellPattern::Kind::star:
            possible = can(token + 1, point) || (!at_end && points_[point] != '\n' && can(token, point + 1));
            break;
        }
        can_[(token * columns) + point] = possible;
      }
    }
  }

  ShellPattern::Match match_at(std::size_t start, bool greedy) const {
    std::size_t point = start;
    for (std::size_t token = 0; token < tokens_->size(); ++token) {
      if ((*tokens_)[token].kind != ShellPattern::Kind::star) {
        ++point;
        continue;
      }
      std::size_t chosen = point;
      for (std::size_t next = point;; ++next) {
        if (can(token + 1, next)) {
          chosen = next;
          if (!greedy) {
            break;
          }
        }
        if (next == points_.size() || points_[next] == '\n') {
          break;
        }
      }
      point = chosen;
    }
    return {offsets_[start], offsets_[point]};
  }

  const std::vector<ShellPattern::Token>* tokens_;
  std::vector<char32_t> points_;
  std::vector<std::size_t> offsets_;  // One more than points: the last is the size in bytes.
  std::vector<bool> can_;             // Whether the tokens from a given one match from a given point on.
};

bool is_name_character(char32_t value) {
  return value == '_' || is_letter(value) || is_digit(value);
}

/// Go's Regexp.expand for an expression without groups: only `$0` stands for something.
void append_expanded(std::string& out, std::string_view replacement, std::string_view match) {
  while (!replacement.empty()) {
    const std::size_t dollar = replacement.find('$');
    if (dollar == std::string_view::npos) {
      break;
    }
    out += replacement.substr(0, dollar);
    replacement.remove_prefix(dollar + 1);
    if (!replacement.empty() && replacement.front() == '$') {
      out += '$';
      replacement.remove_prefix(1);
      continue;
    }
    const bool braced = !replacement.empty() && replacement.front() == '{';
    std::size_t end = braced ? 1 : 0;
    const std::size_t name_start = end;
    while (end < replacement.size()) {
      const CodePoint point = decode_code_point(replacement, end);
      if (!is_name_character(point.value)) {
        break;
      }
      end += point.width;
    }
    const std::string_view name = replacement.substr(name_start, end - name_start);
    if (name.empty() || (braced && (end == replacement.size() || replacement[end] != '}'))) {
      out += '$';  // Malformed: the dollar stands for itself.
      continue;
    }
    if (name == "0") {
      out += match;
    }
    replacement.remove_prefix(end + (braced ? 1 : 0));
  }
  out += replacement;
}

}  // namespace

tl::expected<ShellPattern, std::string> ShellPattern::compile(std::string_view pattern) {
  std::vector<char32_t> points;
  for (std::size_t position = 0; position < pattern.size();) {
    const CodePoint point = decode_code_point(pattern, position);
    position += point.width;
    if (points.empty() && point.value == 0xFEFF && position == point.width) {
      continue;  // text/scanner, which upstream reads with, ignores a byte order mark in front.
    }
    points.push_back(point.value);
  }
  ShellPattern result;
  for (std::size_t index = 0; index < points.size(); ++index) {
    char32_t point = points[index];
    if (point == '*') {
      result.tokens_.push_back({Kind::star, 0});
      continue;
    }
    if (point == '?') {
      result.tokens_.push_back({Kind::any, 0});
      continue;
    }
    if (point == '\\') {
      const bool last = index + 1 == points.size();
      if (!last && (points[index + 1] == '}' || points[index + 1] == '/')) {
        continue;  // Only there to get the character through `${…}`.
      }
      point = last ? char32_t{0xFFFD} : points[++index];
      if (point != '*' && point != '?' && point != '\\') {
        std::string message = "invalid escape '\\";
        append_code_point(message, point);
        return tl::unexpected(message + "'");
      }
    }
    result.tokens_.push_back({Kind::literal, point});
  }
  return result;
}

tl::expected<std::string, std::string> ShellPattern::trim_prefix(std::string_view value, bool greedy) const {
  auto table = MatchTable::build(tokens_, value);
  if (!table) {
    return tl::unexpected(table.error());
  }
  const auto match = table->find_anchored(greedy);
  return std::string(match ? value.substr(match->end) : value);
}

tl::expected<std::string, std::string> ShellPattern::replace(std::string_view value,
                                                             std::string_view replacement, bool every) const {
  auto table = MatchTable::build(tokens_, value);
  if (!table) {
    return tl::unexpected(table.error());
  }
  std::string result;
  if (!every) {
    const auto match = table->find(0, true);
    if (!match) {
      return std::string(value);
    }
    result += value.substr(0, match->begin);
    result += replacement;
    result += value.substr(match->end);
    return result;
  }
  // Go's Regexp.replaceAll: no replacement for an empty match right behind the previous match.
  std::size_t last_end = 0;
  std::size_t search = 0;  // In code points.
  while (search <= table->point_count()) {
    const auto match = table->find(search, true);
    if (!match) {
      break;
    }
    result += value.substr(last_end, match->begin - last_end);
    if (match->end > last_end || match->begin == 0) {
      append_expanded(result, replacement, value.substr(match->begin, match->end - match->begin));
    }
    if (result.size() > largest_result) {
      return tl::unexpected(fmt::format("the result is larger than {} bytes", largest_result));
    }
    last_end = match->end;
    const std::size_t end_point = table->point_at_offset(match->end);
    search = std::max(search + 1, end_point);
  }
  result += value.substr(last_end);
  return result;
}

std::string reverse_code_points(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t position = 0; position < text.size();) {
    const CodePoint point = decode_code_point(text, position);
    points.push_back(point.value);
    position += point.width;
  }
  std::string result;
  for (auto point = points.rbegin(); point != points.rend(); ++point) {
    append_code_point(result, *point);
  }
  return result;
}

std::string reverse_pattern(std::string_view pattern) {
  std::vector<char32_t> points;
  for (std::size_t position = 0; position < pattern.size();) {
    const CodePoint point = decode_code_point(pattern, position);
    points.push_back(point.value);
    position += point.width;
  }
  std::vector<char32_t> reversed(points.size());
  for (std::size_t index = 0; index < points.size();) {
    const std::size_t mirror = points.size() - 1 - index;
    if (points[index] == '\\' && mirror != 0) {
      reversed[mirror - 1] = points[index];
      reversed[mirror] = points[index + 1];
      index += 2;
    } else {
      reversed[mirror] = points[index];
      ++index;
    }
  }
  std::string result;
  for (const char32_t point : reversed) {
    append_code_point(result, point);
  }
  return result;
}

}  // namespace slipway::image
