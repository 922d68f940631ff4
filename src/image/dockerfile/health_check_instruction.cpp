#include "image/dockerfile/health_check_instruction.hpp"

#include "image/dockerfile/dockerfile_error.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace slipway::image {
namespace {

/// Go's time.ParseDuration, in nanoseconds as far as it matters here: whether it is one, 0, or too short.
tl::expected<void, std::string> check_interval(const std::string& name, const std::string& text) {
  if (text.empty()) {
    return {};
  }
  const auto invalid = [&text] { return refuse(fmt::format("time: invalid duration \"{}\"", text)); };
  static const std::map<std::string_view, double> units = {{"ns", 1},        {"us", 1e3},  {"\u00B5s", 1e3},
                                                           {"\u03BCs", 1e3}, {"ms", 1e6},  {"s", 1e9},
                                                           {"m", 6e10},      {"h", 3.6e12}};
  std::string_view rest = text;
  const bool negative = rest.front() == '-';
  if (negative || rest.front() == '+') {
    rest.remove_prefix(1);
  }
  double total = 0;
  if (rest.empty()) {
    return invalid();
  }
  if (rest != "0") {
    while (!rest.empty()) {
      const std::size_t number_end = std::min(rest.find_first_not_of("0123456789."), rest.size());
      const std::string_view number = rest.substr(0, number_end);
      rest.remove_prefix(number_end);
      const std::size_t unit_end = std::min(rest.find_first_of("0123456789."), rest.size());
      const auto unit = units.find(rest.substr(0, unit_end));
      rest.remove_prefix(unit_end);
      double value = 0;
      const auto parsed =
          std::from_chars(number.data(), number.data() + number.size(), value, std::chars_format::fixed);
      if (number == "." || number.empty() || parsed.ptr != number.data() + number.size() ||
          unit == units.end()) {
        return invalid();
      }
      total += value * unit->second;
    }
  }
  if (total != 0 && (negative || total < 1e6)) {
    return refuse(fmt::format("Interval \"{}\" cannot be less than 1ms", name));
  }
  return {};
}

}  // namespace

tl::expected<void, std::string> check_health_check(const DockerfileNode& node,
                                                   const InstructionFlags& flags) {
  const std::string type = to_upper(node.arguments[0]);
  if (type == "NONE") {
    if (node.arguments.size() != 1) {
      return refuse("HEALTHCHECK NONE takes no arguments");
    }
    return {};
  }
  if (type != "CMD") {
    return refuse(fmt::format("Unknown type \"{}\" in HEALTHCHECK (try CMD)", type));
  }
  if (node.arguments.size() < 2) {
    return refuse("Missing command after HEALTHCHECK CMD");
  }
  for (const char* name : {"interval", "timeout", "start-period", "start-interval"}) {
    if (const auto checked = check_interval(name, flags.text(name)); !checked) {
      return checked;
    }
  }
  if (const std::string retries = flags.text("retries"); !retries.empty()) {
    int count = 0;
    const auto parsed = std::from_chars(retries.data(), retries.data() + retries.size(), count);
    if (parsed.ec != std::errc() || parsed.ptr != retries.data() + retries.size()) {
      return refuse(fmt::format("strconv.ParseInt: parsing \"{}\": invalid syntax", retries));
    }
    if (count < 0) {
      return refuse(fmt::format("--retries cannot be negative ({})", count));
    }
  }
  return {};
}

}  // namespace slipway::image
