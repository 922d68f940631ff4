#include "util/time.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <ctime>
#include <utility>

namespace slipway {
namespace {

/// Reads exactly `digits` digits at the start of `text` and takes them away.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int value = 0;
  if (text.size() < digits) {
    return {};
  }
  const auto result = std::from_chars(text.data(), text.data() + digits, value);
  if (result.ec != std::errc{} || result.ptr != text.data() + digits || value < 0) {
    return {};
  }
  text.remove_prefix(digits);
  return value;
}

bool take(std::string_view& text, char character) {
  if (!text.starts_with(character)) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<std::int64_t> parse_utc(std::string_view text) {
  std::tm parts = {};
  const auto year = take_number(text, 4);
  const auto month = year && take(text, '-') ? take_number(text, 2) : std::nullopt;
  const auto day = month && take(text, '-') ? take_number(text, 2) : std::nullopt;
  if (!day || *month < 1 || *month > 12 || *day < 1 || *day > 31) {
    return {};
  }
  parts.tm_year = *year - 1900;
  parts.tm_mon = *month - 1;
  parts.tm_mday = *day;
  if (take(text, 'T') || take(text, ' ')) {
    const auto hour = take_number(text, 2);
    const auto minute = hour && take(text, ':') ? take_number(text, 2) : std::nullopt;
    const auto second = minute && take(text, ':') ? take_number(text, 2) : std::nullopt;
    if (!second || *hour > 23 || *minute > 59 || *second > 60) {
      return {};
    }
    parts.tm_hour = *hour;
    parts.tm_min = *minute;
    parts.tm_sec = *second;
    if (take(text, '.')) {
      const std::size_t end = text.find_first_not_of("0123456789");
      text.remove_prefix(end == std::string_view::npos ? text.size() : end);
    }
    take(text, 'Z');
  }
  return text.empty() ? std::optional<std::int64_t>(::timegm(&parts)) : std::nullopt;
}

std::optional<std::int64_t> parse_moment(std::string_view text, std::int64_t now) {
  std::uint32_t value = 0;
  const auto number = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(number.ptr, static_cast<std::size_t>(text.data() + text.size() - number.ptr));
  constexpr std::pair<std::string_view, std::int64_t> units[] = {{"s", 1},    {"m", 60},    {"min", 60},
                                                                 {"h", 3600}, {"d", 86400}, {"w", 7 * 86400}};
  for (const auto& [name, seconds] : units) {
    if (number.ec == std::errc{} && unit == name) {
      return now - static_cast<std::int64_t>(value) * seconds;
    }
  }
  return parse_utc(text);
}

std::string utc_text(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts = {};
  ::gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::int64_t seconds_since_epoch() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string age_text(std::int64_t seconds) {
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  constexpr std::int64_t day = 24 * hour;
  if (seconds < 10) {
    return "just now";
  }
  if (seconds < minute) {
    return fmt::format("{} s", seconds);
  }
  if (seconds < hour) {
    return fmt::format("{} min", seconds / minute);
  }
  if (seconds < day) {
    return fmt::format("{} h {} min", seconds / hour, seconds % hour / minute);
  }
  const std::int64_t days = seconds / day;
  return days < 14
             ? fmt::format("{} {} h", count_of(static_cast<std::size_t>(days), "day"), seconds % day / hour)
             : fmt::format("{} days", days);
}

}  // namespace slipway
