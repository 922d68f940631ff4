#include "lint/health_check_lints.hpp"

#include "compose/health_check.hpp"
#include "compose/service_form.hpp"
#include "image/go/code_points.hpp"
#include "image/go/json_array.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::lint {
namespace {

std::string_view without_word(std::string_view text) {
  return trim(text.substr(std::min(text.find_first_of(" \t"), text.size())));
}

/// The test as compose writes it, from "HEALTHCHECK --interval=5s CMD curl …"; empty for NONE.
std::vector<std::string> test_of(std::string_view instruction) {
  std::string_view rest = without_word(instruction);
  while (rest.starts_with("--")) {
    rest = without_word(rest);
  }
  if (!image::to_upper(rest.substr(0, 3)).starts_with("CMD")) {
    return {};
  }
  rest = without_word(rest);
  image::JsonArray json = image::parse_json_array(rest);
  if (json.outcome == image::JsonArray::Outcome::array_of_strings) {
    json.strings.insert(json.strings.begin(), "CMD");
    return std::move(json.strings);
  }
  return {"CMD-SHELL", std::string(rest)};
}

/// `--start-period` of "HEALTHCHECK --interval=5s --start-period=1m CMD curl …"; 0 without it.
std::uint64_t start_seconds_of(std::string_view instruction) {
  constexpr std::string_view option = "--start-period=";
  for (std::string_view rest = without_word(instruction); rest.starts_with("--"); rest = without_word(rest)) {
    if (rest.starts_with(option)) {
      rest.remove_prefix(option.size());
      return compose::seconds_of(rest.substr(0, rest.find_first_of(" \t"))).value_or(0);
    }
  }
  return 0;
}

}  // namespace

bool has_health_check(const image::ImageModel& model) {
  const auto& metadata = model.metadata();
  return std::any_of(metadata.begin(), metadata.end(), [](const image::KeyPart& part) {
    return part.label == "HEALTHCHECK" && part.text.find("NONE") == std::string::npos;
  });
}

std::vector<classify::Finding> health_check_lints(const image::ImageModel& model, unsigned health_timeout) {
  const auto& metadata = model.metadata();
  const auto check = std::find_if(metadata.begin(), metadata.end(),
                                  [](const image::KeyPart& part) { return part.label == "HEALTHCHECK"; });
  if (check == metadata.end()) {
    return {};
  }
  std::string_view text = check->text;
  if (text.starts_with("json ")) {
    text.remove_prefix(5);
  }
  std::vector<classify::Finding> findings;
  if (const auto why = compose::why_it_cannot_fail(test_of(text))) {
    findings.push_back(
        {"health-check-cannot-fail",
         {},
         model.dockerfile(),
         check->line,
         fmt::format("the image's health check never fails: {}", *why),
         "a release that does not work is taken for healthy, and nothing puts the old one back",
         "test what the service is for, such as an answer on its port",
         {}});
  }
  const std::uint64_t start = start_seconds_of(text);
  if (health_timeout > 0 && start >= health_timeout) {
    findings.push_back(
        {"health-timeout-short",
         {},
         model.dockerfile(),
         check->line,
         fmt::format(
             "`--start-period` lets the service take {} s to become healthy, and HEALTH_TIMEOUT is {} s",
             start, health_timeout),
         "a release that is as slow as it may be is put back",
         fmt::format("raise HEALTH_TIMEOUT above {}, or shorten `--start-period`", start),
         {}});
  }
  return findings;
}

}  // namespace slipway::lint
