#include "cli/settings_option.hpp"

#include "deploy/known_deployments.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {

void SettingsOption::add_to(Arguments& arguments) {
  arguments.option("--settings", file, "The settings.json that slipway_add_deployment() wrote");
  arguments.option("--deployment", deployment, "Which deployment, where this repository has several");
  arguments.option("--environment", environment, "Which environment (preset), where there are several");
}

Result<deploy::Settings> SettingsOption::load() const {
  if (!file.empty()) {
    return deploy::load_settings(file);
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open("."));
  std::vector<deploy::Settings> matching;
  std::vector<std::string> names;
  std::vector<std::string> others;
  for (deploy::Settings& settings : deploy::known_deployments(repository)) {
    std::string name = fmt::format("--deployment {} --environment {}   ({})", settings.deployment,
                                   settings.environment, settings.file.native());
    if ((deployment.empty() || settings.deployment == deployment) &&
        (environment.empty() || settings.environment == environment)) {
      names.push_back(std::move(name));
      matching.push_back(std::move(settings));
    } else {
      others.push_back(std::move(name));
    }
  }
  if (matching.size() == 1) {
    return std::move(matching.front());
  }
  if (matching.empty() && !others.empty()) {
    return fail(
        ExitCode::usage,
        fmt::format("a configured deployment{}{}",
                    deployment.empty() ? std::string{} : fmt::format(" `{}`", printable(deployment)),
                    environment.empty() ? std::string{} : fmt::format(" for `{}`", printable(environment))),
        "none of that name", "name one that is configured:\n" + printable_lines(join(others, "\n")));
  }
  if (matching.empty()) {
    return fail(ExitCode::usage, "a configured deployment of this repository", "none",
                "configure it first: cmake --preset <environment>; or name its file: --settings <file>");
  }
  return fail(ExitCode::usage, "one deployment", fmt::format("{} that are configured", matching.size()),
              "name one:\n" + printable_lines(join(names, "\n")));
}

}  // namespace slipway::cli
