#include "init/advice.hpp"

#include "image/steps/target_base.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace slipway::init {
namespace {

using classify::Finding;

constexpr std::array<std::string_view, 4> risky{"no-health-check", "health-check-cannot-fail",
                                                "stop-signal-ignored", "no-restart-policy"};

/// Images with neither a shell nor a program that could ask.
bool has_nothing_to_ask_with(const std::string& base) {
  return base == "scratch" || base.find("distroless") != std::string::npos ||
         base.starts_with("cgr.dev/chainguard/");
}

/// Asks the service itself, by a program that an image of that base has. Which path answers with a success is
/// not known here, so any answer will do, and where a redirect leads does not matter.
std::string health_test(const ServiceFacts& service) {
  const std::string name = image::library_name(service.base);
  if (name == "python") {
    return fmt::format(
        R"yaml(test: ["CMD", "python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', {}, timeout=3); c.request('GET', '/'); c.getresponse()"])yaml",
        service.container_port);
  }
  if (name == "node") {
    // `fetch` is there from version 18 on.
    return fmt::format(
        R"yaml(test: ["CMD", "node", "-e", "require('http').get('http://127.0.0.1:{}/', () => process.exit(0)).on('error', () => process.exit(1))"])yaml",
        service.container_port);
  }
  return fmt::format(
      R"yaml(test: ["CMD-SHELL", "wget -S -O /dev/null http://127.0.0.1:{}/ 2>&1 | grep -q HTTP/"]  # if the image has wget)yaml",
      service.container_port);
}

/// The lines of the compose file that mend it; none if only a person can know them.
std::vector<std::string> lines_for(const Finding& finding, const ServiceFacts& service) {
  if (finding.name == "stop-signal-ignored") {
    return {"init: true"};
  }
  if (finding.name == "no-restart-policy") {
    return {"restart: unless-stopped"};
  }
  if (finding.name == "no-health-check" && service.container_port != 0 &&
      !has_nothing_to_ask_with(service.base)) {
    // Docker asks for the first time after one interval, which is 30 s if nothing else is said.
    return {"healthcheck:", "  " + health_test(service), "  interval: 5s"};
  }
  return {};
}

std::string text_of(const Finding& finding) {
  return fmt::format("{}: {}", finding.message, finding.cost);
}

}  // namespace

std::string risk_text(const Survey& survey, const std::vector<Finding>& findings) {
  std::string text;
  for (const ServiceFacts& service : survey.services) {
    std::vector<std::string> lines;
    for (const Finding& finding : findings) {
      if (finding.service != service.name ||
          std::find(risky.begin(), risky.end(), finding.name) == risky.end()) {
        continue;
      }
      text += fmt::format("  {}\n", printable(text_of(finding)));
      std::vector<std::string> more = lines_for(finding, service);
      if (more.empty()) {
        text += fmt::format("    fix: {}\n", printable(finding.fix));
      }
      lines.insert(lines.end(), more.begin(), more.end());
    }
    if (lines.empty()) {
      continue;
    }
    text += fmt::format("    fix, in {}:\n        {}:\n", printable(join(survey.compose_files, " or ")),
                        printable(service.name));
    for (const std::string& line : lines) {
      text += fmt::format("          {}\n", line);
    }
  }
  return text.empty() ? text : "\nRisky in this application:\n" + text;
}

}  // namespace slipway::init
