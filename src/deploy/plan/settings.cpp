#include "deploy/plan/settings.hpp"

#include "util/file.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

constexpr int supported_schema = 1;

Settings read(const Json& json) {
  Settings settings;
  const auto text = [&](const char* key) { return json.value(key, std::string{}); };
  const auto texts = [&](const char* key) { return json.value(key, std::vector<std::string>{}); };
  settings.deployment = json.at("deployment").get<std::string>();
  settings.environment = json.at("environment").get<std::string>();
  settings.host = json.at("host").get<std::string>();
  settings.directory = json.at("directory").get<std::string>();
  settings.source_directory = json.at("source_dir").get<std::string>();
  settings.root = text("root");
  settings.compose_files = texts("compose_files");
  settings.services = texts("services");
  settings.project_name = text("project_name");
  settings.rules = {texts("full_when"), texts("incremental_when"), texts("cached_when")};
  settings.replace_default_rules = json.value("replace_default_rules", false);
  settings.build_args = json.value("build_args", std::map<std::string, std::string>{});
  settings.cache_bust_arg = text("cache_bust_arg");
  settings.platform = text("platform");
  settings.builder = json.value("builder", std::string("auto"));
  settings.build_here = json.value("build_on", std::string("host")) == "here";
  settings.ship_minimal = json.value("ship", std::string("all")) == "minimal";
  settings.registry = text("registry");
  settings.registry_program = text("registry_program");
  settings.build_jobs = json.value("build_jobs", 0U);
  settings.health_timeout = json.value("health_timeout", 120U);
  settings.settle = json.value("settle", 5U);
  settings.probation = json.value("probation", 0U);
  settings.recover_at_boot = json.value("recover_at_boot", false);
  settings.confirm_from_client = json.value("confirm_from_client", false);
  settings.confirm_timeout = json.value("confirm_timeout", 120U);
  settings.keep_releases = json.value("keep_releases", 5U);
  settings.allow_diverged = json.value("allow_diverged", false);
  settings.ssh_config = text("ssh_config");
  settings.env_files = texts("env_files");
  settings.secret_files = texts("secret_files");
  settings.dockerfile_is_literal = json.value("dockerfile_rule", std::string("strict")) != "precise";
  settings.sync_mounted_sources = json.value("mounted_sources", std::string("rebuild")) == "sync";
  settings.silenced = texts("silence");
  for (const Json& test : json.value("smoke_tests", Json::array())) {
    settings.smoke_tests.push_back(
        {test.at("name").get<std::string>(), test.at("command").get<std::vector<std::string>>()});
  }
  settings.before_deploy = texts("before_deploy");
  settings.after_deploy = texts("after_deploy");
  settings.on_failure = texts("on_failure");
  settings.build_directory = text("build_dir");
  settings.project_directory = text("project_dir");
  settings.cmake_command = text("cmake_command");
  settings.ctest_command = text("ctest_command");
  settings.configuration = text("configuration");
  settings.module_version = text("module_version");
  return settings;
}

}  // namespace

Result<Settings> load_settings(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) {
    return fail(ExitCode::usage,
                fmt::format("the settings of a deployment in `{}`", printable(file.native())),
                text.error().found, "configure the project first: cmake --preset <environment>");
  }
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(*text, file.native()));
  try {
    if (const int schema = json.at("schema").get<int>(); schema != supported_schema) {
      return fail(ExitCode::usage, fmt::format("settings of schema {}", supported_schema),
                  fmt::format("schema {} in `{}`", schema, printable(file.native())),
                  "the module and the helper are of different versions: configure again with a fresh build "
                  "directory");
    }
    Settings settings = read(json);
    settings.file = file;
    if (settings.ship_minimal && !settings.build_here) {
      return fail(ExitCode::usage, "BUILD_ON here beside SHIP minimal",
                  "BUILD_ON host, which builds there from all files",
                  "write  BUILD_ON here, or  SHIP all, and configure again");
    }
    if (settings.root.empty() && !settings.compose_files.empty()) {
      settings.root = (settings.source_directory / settings.compose_files.front()).parent_path();
    } else if (settings.root.empty()) {
      settings.root = settings.source_directory;
    } else {
      settings.root = settings.source_directory / settings.root;
    }
    return settings;
  } catch (const Json::exception& error) {
    return fail(ExitCode::usage,
                fmt::format("settings of schema {} in `{}`", supported_schema, printable(file.native())),
                printable(error.what()), "configure the project again: cmake --preset <environment>");
  }
}

}  // namespace slipway::deploy
