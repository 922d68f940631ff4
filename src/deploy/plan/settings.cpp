#include "deploy/plan/settings.hpp"

#include "util/file.hpp"
#include "util/json.hpp"
#include "util/pasted_command.hpp"
#include "util/place_name.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

namespace slipway::deploy {
namespace {

/// Schema 2 has `requires`; everything else is as in 1.
constexpr int newest_schema = 2;

/// What `requires` may name: members that say where or how to deploy, and that a helper may not skip.
constexpr std::array<std::string_view, 3> known_requirements{"before_switch", "engine", "fleet"};

/// Error: the file is for a helper that reads more than this one.
Result<void> check_reader(const Json& json, const std::filesystem::path& file) {
  const std::string version = printable(json.value("module_version", std::string{}));
  const std::string fix =
      fmt::format("install Slipway{} here, or configure again with the module of this helper:\n{}",
                  version.empty() ? std::string{} : " " + version, how_to_configure(file));
  if (const int schema = json.at("schema").get<int>(); schema < 1 || schema > newest_schema) {
    return fail(ExitCode::usage,
                fmt::format("the settings in `{}` are of schema {}, and this helper reads schemas 1 to {}",
                            printable(file.native()), schema, newest_schema),
                "the module and the helper are of different versions", fix);
  }
  for (const std::string& member : json.value("requires", std::vector<std::string>{})) {
    if (std::find(known_requirements.begin(), known_requirements.end(), member) == known_requirements.end()) {
      return fail(
          ExitCode::usage,
          fmt::format("the settings in `{}` require a helper that knows `{}`, which this one does not",
                      printable(file.native()), printable(member)),
          "it would skip that, and deploy something else", fix);
    }
  }
  const std::string engine = json.value("engine", std::string("compose"));
  if (engine != "compose" && engine != "swarm") {
    return fail(ExitCode::usage,
                fmt::format("the settings in `{}` have the engine `{}`, which this helper does not know",
                            printable(file.native()), printable(engine)),
                "it deploys with compose or to a swarm", fix);
  }
  return {};
}

FleetSettings read_fleet(const Json& json, const std::string& directory) {
  FleetSettings fleet;
  for (const Json& host : json.at("hosts")) {
    FleetHost one;
    one.name = host.at("name").get<std::string>();
    one.directory = host.value("directory", std::string{});
    if (one.directory.empty()) {
      one.directory = directory;
    }
    one.platform = host.value("platform", std::string{});
    one.tags = host.value("tags", std::vector<std::string>{});
    fleet.hosts.push_back(std::move(one));
  }
  fleet.waves = json.value("waves", std::vector<std::string>{"1", "100%"});
  fleet.soak = json.value("soak", 0U);
  fleet.revoke = json.value("on_wave_failure", std::string("stop")) == "revoke";
  fleet.skip_unreachable = json.value("unreachable", std::string("fail")) == "skip";
  fleet.parallel = std::max(1U, json.value("parallel", FleetSettings::default_parallel));
  return fleet;
}

/// Error: the fleet has a host twice, or none.
Result<void> check_fleet(const FleetSettings& fleet, const std::filesystem::path& file) {
  std::set<std::string> names;
  for (const FleetHost& host : fleet.hosts) {
    if (host.name.empty() || host.directory.empty()) {
      return fail(ExitCode::usage, "a host of the fleet has no name or no directory",
                  fmt::format("so it says `{}`", printable(file.native())), how_to_configure(file));
    }
    if (!names.insert(host.name).second) {
      return fail(ExitCode::usage, fmt::format("the fleet has the host `{}` twice", printable(host.name)),
                  fmt::format("so it says `{}`", printable(file.native())),
                  "take it out of HOSTS once, and configure again");
    }
  }
  return {};
}

Settings read(const Json& json) {
  Settings settings;
  const auto text = [&](const char* key) { return json.value(key, std::string{}); };
  const auto texts = [&](const char* key) { return json.value(key, std::vector<std::string>{}); };
  settings.place.deployment = json.at("deployment").get<std::string>();
  settings.place.environment = json.at("environment").get<std::string>();
  settings.place.host = json.at("host").get<std::string>();
  settings.place.directory = json.at("directory").get<std::string>();
  if (const auto fleet = json.find("fleet"); fleet != json.end() && fleet->is_object()) {
    settings.fleet = read_fleet(*fleet, settings.place.directory);
  }
  settings.swarm.on = json.value("engine", std::string("compose")) == "swarm";
  settings.swarm.nodes = texts("nodes");
  settings.application.source_directory = json.at("source_dir").get<std::string>();
  settings.application.root = text("root");
  settings.application.compose_files = texts("compose_files");
  settings.application.services = texts("services");
  settings.application.project_name = text("project_name");
  settings.verdict.rules = {texts("full_when"), texts("incremental_when"), texts("cached_when")};
  settings.verdict.replace_default_rules = json.value("replace_default_rules", false);
  settings.build.args = json.value("build_args", std::map<std::string, std::string>{});
  settings.build.cache_bust_arg = text("cache_bust_arg");
  settings.build.platform = text("platform");
  settings.build.builder = json.value("builder", std::string("auto"));
  settings.build.here = json.value("build_on", std::string("host")) == "here";
  settings.build.ship_minimal = json.value("ship", std::string("all")) == "minimal";
  settings.build.registry = text("registry");
  settings.build.registry_program = text("registry_program");
  settings.build.jobs = json.value("build_jobs", 0U);
  settings.switchover.health_timeout = json.value("health_timeout", 120U);
  settings.switchover.settle = json.value("settle", 5U);
  settings.switchover.probation = json.value("probation", 0U);
  settings.switchover.update_order = json.value("update_order", std::string("auto"));
  settings.switchover.recover_at_boot = json.value("recover_at_boot", false);
  settings.switchover.before_switch = texts("before_switch");
  settings.switchover.before_switch_timeout = json.value("before_switch_timeout", 600U);
  settings.switchover.confirm_from_client = json.value("confirm_from_client", false);
  settings.switchover.confirm_timeout = json.value("confirm_timeout", 120U);
  settings.switchover.keep_releases = json.value("keep_releases", 5U);
  settings.switchover.allow_diverged = json.value("allow_diverged", false);
  settings.place.ssh_config = text("ssh_config");
  settings.application.env_files = texts("env_files");
  settings.application.secret_files = texts("secret_files");
  for (const Json& secret : json.value("secret_commands", Json::array())) {
    settings.application.secret_commands.push_back(
        {secret.at("name").get<std::string>(), secret.at("command").get<std::vector<std::string>>()});
  }
  settings.verdict.dockerfile_is_literal = json.value("dockerfile_rule", std::string("strict")) != "precise";
  settings.verdict.sync_mounted_sources = json.value("mounted_sources", std::string("rebuild")) == "sync";
  settings.verdict.silenced = texts("silence");
  for (const Json& test : json.value("smoke_tests", Json::array())) {
    settings.commands.smoke_tests.push_back(
        {test.at("name").get<std::string>(), test.at("command").get<std::vector<std::string>>()});
  }
  if (const auto tests = json.find("host_tests"); tests != json.end() && tests->is_object()) {
    settings.commands.host_tests.service = tests->at("service").get<std::string>();
    settings.commands.host_tests.timeout = tests->value("timeout", 600U);
    for (const std::string& file : tests->value("files", std::vector<std::string>{})) {
      settings.commands.host_tests.files.emplace_back(file);
    }
    settings.commands.host_tests.readelf = tests->value("readelf", std::string{});
  }
  settings.commands.before_deploy = texts("before_deploy");
  settings.commands.after_deploy = texts("after_deploy");
  settings.commands.on_failure = texts("on_failure");
  settings.build_system.build_directory = text("build_dir");
  settings.build_system.project_directory = text("project_dir");
  settings.build_system.cmake_command = text("cmake_command");
  settings.build_system.ctest_command = text("ctest_command");
  settings.build_system.configuration = text("configuration");
  settings.build_system.module_version = text("module_version");
  if (const auto artifacts = json.find("artifacts"); artifacts != json.end() && artifacts->is_object()) {
    settings.application.artifacts.base = artifacts->at("directory").get<std::string>();
    settings.application.artifacts.wanted = artifacts->at("wanted").get<std::vector<std::string>>();
    settings.application.artifacts.destinations =
        artifacts->value("destinations", std::vector<std::string>{});
  }
  choose_configuration(settings, settings.build_system.configuration);
  return settings;
}

}  // namespace

std::string escaped_host(std::string_view host) {
  std::string escaped;
  for (std::size_t at = 0; at < host.size(); ++at) {
    const auto byte = static_cast<unsigned char>(host[at]);
    const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '@';
    // git takes a full stop neither first, last, twice in a row nor in `.lock` at the end.
    const bool is_stop =
        byte == '.' && at > 0 && at + 1 < host.size() && host[at + 1] != '.' && host.substr(at) != ".lock";
    escaped += is_plain || is_stop ? std::string(1, host[at]) : fmt::format("%{:02X}", byte);
  }
  return escaped;
}

std::string unescaped_host(std::string_view escaped) {
  std::string host;
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    unsigned byte = 0;
    if (escaped[at] == '%' && at + 2 < escaped.size() &&
        std::from_chars(escaped.data() + at + 1, escaped.data() + at + 3, byte, 16).ptr ==
            escaped.data() + at + 3) {
      host += static_cast<char>(byte);
      at += 2;
    } else {
      host += escaped[at];
    }
  }
  return host;
}

std::string Place::record() const {
  return of_fleet ? fmt::format("{}/hosts/{}", environment, escaped_host(host)) : environment;
}

std::string Place::shown() const {
  return place_name(environment, host, of_fleet);
}

const FleetHost* FleetSettings::find(const std::string& name) const {
  const auto found =
      std::find_if(hosts.begin(), hosts.end(), [&](const FleetHost& host) { return host.name == name; });
  return found == hosts.end() ? nullptr : &*found;
}

std::filesystem::path Settings::host_directory() const {
  return place.of_fleet ? file.parent_path() / "hosts" / escaped_host(place.host) : file.parent_path();
}

Settings settings_of_host(const Settings& settings, const FleetHost& host) {
  Settings one = settings;
  one.fleet = {};
  one.place.host = host.name;
  one.place.directory = host.directory;
  one.place.of_fleet = true;
  if (!host.platform.empty()) {
    one.build.platform = host.platform;
  }
  return one;
}

Settings without_choice(Settings settings) {
  return settings.fleet.hosts.size() == 1 ? settings_of_host(settings, settings.fleet.hosts.front())
                                          : std::move(settings);
}

std::vector<Settings> settings_of_hosts(const Settings& settings) {
  if (!settings.fleet.any()) {
    return {settings};
  }
  std::vector<Settings> all;
  all.reserve(settings.fleet.hosts.size());
  for (const FleetHost& host : settings.fleet.hosts) {
    all.push_back(settings_of_host(settings, host));
  }
  return all;
}

std::vector<std::string> ArtifactSettings::asked() const {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    texts.push_back(wanted[i] + " in " + (i < destinations.size() ? destinations[i] : std::string{}));
  }
  return texts;
}

void choose_configuration(Settings& settings, std::string configuration) {
  ArtifactSettings& artifacts = settings.application.artifacts;
  artifacts.directory =
      artifacts.base.empty() || configuration.empty() ? artifacts.base : artifacts.base / configuration;
  settings.build_system.configuration = std::move(configuration);
}

std::string how_to_configure(const std::filesystem::path& file) {
  std::error_code error;
  for (std::filesystem::path directory = file.parent_path(); directory != directory.parent_path();
       directory = directory.parent_path()) {
    if (std::filesystem::exists(directory / "CMakeCache.txt", error)) {
      return fmt::format("cmake {}   (configures the project again)",
                         printable(shell_quote_if_needed(directory.native())));
    }
  }
  return "cmake --preset <environment>   (configures the project)";
}

Result<Settings> load_settings(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) {
    return fail(
        ExitCode::usage,
        fmt::format("the settings of the deployment cannot be read from `{}`", printable(file.native())),
        cause_of(text.error()), how_to_configure(file));
  }
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(*text, file.native(), how_to_configure(file)));
  try {
    SLIPWAY_TRY(check_reader(json, file));
    Settings settings = read(json);
    settings.file = file;
    SLIPWAY_TRY(check_fleet(settings.fleet, file));
    if (settings.build.ship_minimal && !settings.build.here) {
      return fail(ExitCode::usage, "SHIP minimal needs BUILD_ON here",
                  "with BUILD_ON host the host builds from all files",
                  "write BUILD_ON here, or SHIP all, and configure again");
    }
    if (settings.application.root.empty() && !settings.application.compose_files.empty()) {
      settings.application.root =
          (settings.application.source_directory / settings.application.compose_files.front()).parent_path();
    } else if (settings.application.root.empty()) {
      settings.application.root = settings.application.source_directory;
    } else {
      settings.application.root = settings.application.source_directory / settings.application.root;
    }
    return settings;
  } catch (const Json::exception& error) {
    return fail(ExitCode::usage,
                fmt::format("`{}` is not a settings file of schemas 1 to {}", printable(file.native()),
                            newest_schema),
                printable(error.what()), how_to_configure(file));
  }
}

}  // namespace slipway::deploy
