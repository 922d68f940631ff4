#include "cli/settings_option.hpp"

#include "deploy/plan/known_deployments.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::cli {

namespace {

std::string name_of(const deploy::Settings& settings) {
  return fmt::format("--deployment {} --environment {}   ({})", settings.place.deployment,
                     settings.place.environment, settings.file.native());
}

}  // namespace

void SettingsOption::add_to(Arguments& arguments) {
  arguments.option("--settings", file, "The settings.json that slipway_add_deployment() wrote");
  arguments.option("--deployment", deployment, "Which deployment, if this repository has several");
  arguments.option("--environment", environment, "Which environment (preset), if there are several");
  arguments.option("--configuration", configuration,
                   "Which configuration, if the build directory has several (Ninja Multi-Config)");
}

Result<std::vector<deploy::Settings>> SettingsOption::load_all() const {
  std::vector<deploy::Settings> matching;
  if (!file.empty()) {
    SLIPWAY_TRY_ASSIGN(deploy::Settings settings, deploy::load_settings(file));
    matching.push_back(std::move(settings));
    return matching;
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open("."));
  std::vector<std::string> others;
  for (deploy::Settings& settings : deploy::known_deployments(repository)) {
    if ((deployment.empty() || settings.place.deployment == deployment) &&
        (environment.empty() || settings.place.environment == environment)) {
      matching.push_back(std::move(settings));
    } else {
      others.push_back(name_of(settings));
    }
  }
  if (!matching.empty()) {
    return matching;
  }
  if (!others.empty()) {
    return fail(
        ExitCode::usage,
        fmt::format("no deployment{}{} is configured",
                    deployment.empty() ? std::string{} : fmt::format(" `{}`", printable(deployment)),
                    environment.empty() ? std::string{} : fmt::format(" for `{}`", printable(environment))),
        {}, "name one that is configured:\n" + printable_lines(join(others, "\n")));
  }
  return fail(ExitCode::usage, "no deployment of this repository is configured", {},
              "cmake --preset <environment>   (configures it), or name its file: --settings <file>");
}

Result<deploy::Settings> SettingsOption::load() const {
  SLIPWAY_TRY_ASSIGN(std::vector<deploy::Settings> matching, load_all());
  if (matching.size() == 1) {
    if (!configuration.empty()) {
      deploy::choose_configuration(matching.front(), configuration);
    }
    return std::move(matching.front());
  }
  std::vector<std::string> names;
  for (const deploy::Settings& settings : matching) {
    names.push_back(name_of(settings));
  }
  return fail(ExitCode::usage, "it is not clear which deployment is meant",
              fmt::format("{} are configured", matching.size()),
              "name one:\n" + printable_lines(join(names, "\n")));
}

}  // namespace slipway::cli
