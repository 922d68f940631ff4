#include "cli/settings_option.hpp"

#include "cli/print.hpp"
#include "deploy/plan/known_deployments.hpp"
#include "deploy/plan/moved_records.hpp"
#include "util/columns.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::cli {

namespace {

std::string name_of(const deploy::Settings& settings) {
  return fmt::format("--deployment {} --environment {}   ({})", settings.place.deployment,
                     settings.place.environment, settings.file.native());
}

/// Of several deployments those that have the host, if any has.
std::vector<deploy::Settings> with_host(std::vector<deploy::Settings> all, const std::string& host) {
  const auto has = [&](const deploy::Settings& one) {
    return one.fleet.find(host) != nullptr || one.place.host == host;
  };
  if (!host.empty() && std::any_of(all.begin(), all.end(), has)) {
    std::erase_if(all, [&](const deploy::Settings& one) { return !has(one); });
  }
  return all;
}

/// The hosts of a deployment, one a line, as many as a screen bears.
std::string hosts_of(const deploy::Settings& settings, std::string_view before) {
  constexpr std::size_t most = 12;
  if (!settings.fleet.any()) {
    return std::string(before) + shell_quote_if_needed(settings.place.host);
  }
  std::string lines;
  for (std::size_t i = 0; i < std::min(settings.fleet.hosts.size(), most); ++i) {
    lines += fmt::format("{}{}{}", lines.empty() ? "" : "\n", before,
                         shell_quote_if_needed(settings.fleet.hosts[i].name));
  }
  if (settings.fleet.hosts.size() > most) {
    lines += fmt::format("\n… and {} more", settings.fleet.hosts.size() - most);
  }
  return lines;
}

}  // namespace

void SettingsOption::add_to(Arguments& arguments) {
  arguments.option("--settings", file, "The settings.json that slipway_add_deployment() wrote");
  arguments.option("--deployment", deployment, "Which deployment, if this repository has several");
  arguments.option("--environment", environment, "Which environment (preset), if there are several");
  arguments.option("--configuration", configuration,
                   "Which configuration, if the build directory has several (Ninja Multi-Config)");
  arguments.option("--host", host, "Which host, if the deployment has several (HOSTS)");
}

Result<std::vector<deploy::Settings>> SettingsOption::load_matching() const {
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
    return with_host(std::move(matching), host);
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

Result<deploy::Settings> SettingsOption::narrowed(deploy::Settings settings) const {
  if (const auto repository = git::Repository::open(settings.application.source_directory)) {
    deploy::move_records(*repository, settings);
  }
  if (host.empty()) {
    return settings;
  }
  if (const deploy::FleetHost* one = settings.fleet.find(host)) {
    name_host_in_fixes(one->name);
    return deploy::settings_of_host(settings, *one);
  }
  if (!settings.fleet.any() && settings.place.host == host) {
    return settings;
  }
  return fail(ExitCode::usage,
              fmt::format("`{}` is not a host of the deployment `{}`", printable(host),
                          printable(settings.place.deployment)),
              {}, "name one of its hosts:\n" + printable_lines(hosts_of(settings, "--host ")));
}

Result<deploy::Settings> SettingsOption::load() const {
  SLIPWAY_TRY_ASSIGN(deploy::Settings settings, load_whole());
  settings = deploy::without_choice(std::move(settings));
  if (settings.fleet.any()) {
    return fail(
        ExitCode::usage,
        fmt::format("the deployment `{}` has {}, and this is for one", printable(settings.place.deployment),
                    count_of(settings.fleet.hosts.size(), "host")),
        {}, "name the host:\n" + printable_lines(hosts_of(settings, "--host ")));
  }
  return settings;
}

Result<std::vector<deploy::Settings>> SettingsOption::load_all() const {
  SLIPWAY_TRY_ASSIGN(std::vector<deploy::Settings> matching, load_matching());
  std::vector<deploy::Settings> hosts;
  for (deploy::Settings& settings : matching) {
    SLIPWAY_TRY_ASSIGN(const deploy::Settings meant, narrowed(std::move(settings)));
    for (deploy::Settings& one : deploy::settings_of_hosts(meant)) {
      hosts.push_back(std::move(one));
    }
  }
  return hosts;
}

Result<deploy::Settings> SettingsOption::load_whole() const {
  SLIPWAY_TRY_ASSIGN(std::vector<deploy::Settings> matching, load_matching());
  if (matching.size() == 1) {
    if (!configuration.empty()) {
      deploy::choose_configuration(matching.front(), configuration);
    }
    return narrowed(std::move(matching.front()));
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
