#include "report/run_words.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace slipway::report {

std::string_view step_meaning(std::string_view step) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 13> meanings{
      {{"Ship", "sending the changed files"},
       {"Build-Here", "building the images on this machine"},
       {"Send", "sending the images to the host"},
       {"Stage", "preparing the files"},
       {"Build", "getting the images ready"},
       {"Push", "pushing the images to the registry"},
       {"Seed", "bringing the images to the nodes"},
       {"Tests", "running the tests in the new image on the host"},
       {"Switch", "switching files, images and containers"},
       {"Health", "waiting until it is healthy"},
       {"Confirm", "running the smoke tests on this machine"},
       {"Restore", "putting back what was there before"},
       {"Tidy", "removing what no kept release needs"}}};
  for (const auto& [name, meaning] : meanings) {
    if (name == step) {
      return meaning;
    }
  }
  return {};
}

bool may_do_nothing(std::string_view step) {
  return step == "Ship" || step == "Stage" || step == "Build" || step == "Tidy";
}

std::vector<std::pair<std::string, std::string>> services_in(std::string_view verdict) {
  std::vector<std::pair<std::string, std::string>> services;
  // The first word is the verdict itself.
  std::size_t at = verdict.find(' ');
  while (at != std::string_view::npos) {
    verdict.remove_prefix(at + 1);
    const std::size_t open = verdict.find(" (");
    const std::size_t close = open == std::string_view::npos ? open : verdict.find(')', open);
    if (close == std::string_view::npos) {
      break;
    }
    services.emplace_back(verdict.substr(0, open), verdict.substr(open + 2, close - open - 2));
    at = close + 1 < verdict.size() ? close + 1 : std::string_view::npos;
  }
  return services;
}

std::string output_line(std::string_view line) {
  // A program that draws over its own line with carriage returns means the last state of it.
  const std::string_view trimmed = trim(line);
  const std::size_t at = trimmed.rfind('\r');
  std::string text =
      without_control_sequences(at == std::string_view::npos ? trimmed : trim(trimmed.substr(at + 1)));
  std::replace(text.begin(), text.end(), '\t', ' ');
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string log_heading(std::string_view service) {
  return fmt::format("the last lines of {}:", printable(service));
}

std::string no_log_text(std::string_view service) {
  return fmt::format("docker has no output of {}", printable(service));
}

std::string transfer_text(const deploy::Transfer& transfer) {
  std::string text = fmt::format("{}: {} %", printable(transfer.what), transfer.percent);
  return transfer.bytes ? text + ", " + bytes_text(*transfer.bytes) : text;
}

}  // namespace slipway::report
