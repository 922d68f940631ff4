#include "init/written_files.hpp"

#include "init/templates/scripts.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::init {
namespace {

constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

bool is_name(std::string_view text) {
  const std::string allowed = std::string(letters_and_digits) + "_.-";
  return !text.empty() && letters_and_digits.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(allowed) == std::string_view::npos &&
         text.find("..") == std::string_view::npos && !text.ends_with('.') && !text.ends_with(".lock");
}

/// `deploy-full` is a target of every project.
bool is_reserved(std::string_view name) {
  constexpr std::string_view taken[] = {"full",    "incremental", "cached", "plan", "report",
                                        "history", "doctor",      "status", "logs", "rollback"};
  return std::find(std::begin(taken), std::end(taken), name) != std::end(taken);
}

bool is_directory(std::string_view text) {
  while (text.ends_with('/')) {
    text.remove_suffix(1);
  }
  const std::string closed = std::string(text) + "/";
  return (text.starts_with("~/") || text.starts_with('/')) && text.size() > 1 &&
         closed.find("/../") == std::string::npos && closed.find("/./") == std::string::npos &&
         closed.find_first_of("\r\n") == std::string::npos;
}

/// A word for CMake that stands for exactly these bytes.
std::string cmake_word(std::string_view text) {
  const std::string plain = std::string(letters_and_digits) + "_.-/";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string equals = "=";
  while ((std::string(text) + "]").find("]" + equals + "]") != std::string::npos) {
    equals += '=';
  }
  return fmt::format("[{0}[{1}]{0}]", equals, text);
}

/// The name of a CMake variable: letters, digits and underscores.
std::string variable_name(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain = letters_and_digits.find(c) != std::string_view::npos;
    result += !plain ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

std::string smoke_test_text(const Survey& survey, const Choices& choices) {
  const std::string name = cmake_word(choices.name);
  std::string text;
  std::vector<std::string> silent;
  for (const ServiceFacts& service : survey.services) {
    if (!service.web) {
      silent.push_back(service.name);
      continue;
    }
    const std::string test = "answers-" + name_from(service.name);
    const std::string url = variable_name(service.name) + "_URL";
    text += fmt::format(
        "set({0} \"\" CACHE STRING \"Where {1} answers, as http://<address>:<port>; empty: port {2} of the "
        "host\")\n"
        "slipway_add_smoke_test({3}\n"
        "  NAME {4}\n"
        "  COMMAND \"${{CMAKE_COMMAND}}\" \"-DURL=${{{0}}}\" -DPORT={2} {5} -DSUCCESS={6} "
        "\"-DSCRATCH=${{CMAKE_CURRENT_BINARY_DIR}}\"\n"
        "          -P \"${{CMAKE_CURRENT_SOURCE_DIR}}/tests/smoke/answers.cmake\"\n"
        "  TIMEOUT 30)\n",
        url, service.name, service.web->published, name, test, cmake_word("-DASK=" + service.web->path),
        service.web->success_expected ? "ON" : "OFF");
  }
  if (!silent.empty()) {
    text += fmt::format(
        "slipway_add_smoke_test({}\n"
        "  NAME runs\n"
        "  COMMAND \"${{CMAKE_COMMAND}}\" {} \"-DSCRATCH=${{CMAKE_CURRENT_BINARY_DIR}}\"\n"
        "          -P \"${{CMAKE_CURRENT_SOURCE_DIR}}/tests/smoke/runs.cmake\"\n"
        "  TIMEOUT 30)\n",
        name, cmake_word("-DSERVICES=" + join(silent, " ")));
  }
  return text;
}

std::string cmake_lists(const Survey& survey, const Choices& choices) {
  std::string files;
  if (!survey.default_files) {
    files = "\n  COMPOSE_FILES";
    for (const std::string& file : survey.compose_files) {
      files += " " + cmake_word(file);
    }
  }
  for (const auto& [keyword, list] :
       {std::pair{"ENV_FILES", &choices.env_files}, {"SECRET_FILES", &choices.secret_files}}) {
    if (list->empty()) {
      continue;
    }
    files += fmt::format("\n  {}", keyword);
    for (const std::string& file : *list) {
      files += " " + cmake_word(file);
    }
  }
  if (survey.root_is_here) {
    files += "\n  ROOT \"${CMAKE_CURRENT_SOURCE_DIR}\"";
  }
  return fmt::format(
      "cmake_minimum_required(VERSION 3.25)\n"
      "project({} LANGUAGES NONE)\n"
      "\n"
      "find_package(Slipway CONFIG REQUIRED NO_CMAKE_FIND_ROOT_PATH)\n"
      "enable_testing()\n"
      "\n"
      "# Build directories inside the project are no part of it.\n"
      "if(NOT PROJECT_BINARY_DIR STREQUAL PROJECT_SOURCE_DIR AND NOT EXISTS "
      "\"${{PROJECT_BINARY_DIR}}/.gitignore\")\n"
      "  file(WRITE \"${{PROJECT_BINARY_DIR}}/.gitignore\" \"*\\n\")\n"
      "endif()\n"
      "\n"
      "# Which host, and which directory there: CMakePresets.json. Which images and services: {}.\n"
      "slipway_add_deployment({}{})\n"
      "\n"
      "# What has to hold after every deployment, asked from here.\n"
      "{}",
      variable_name(choices.name), join(survey.compose_files, ", "), cmake_word(choices.name), files,
      smoke_test_text(survey, choices));
}

/// A value of a preset in which nothing is expanded.
std::string preset_value(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '$' ? "${dollar}" : std::string(1, c);
  }
  return result;
}

std::string presets(const Choices& choices) {
  const std::string& name = choices.environment;
  // By name, so that a preset that inherits this one goes to the same place.
  Json variables{{"SLIPWAY_ENVIRONMENT", name},
                 {"SLIPWAY_HOST", preset_value(choices.host)},
                 {"SLIPWAY_DIRECTORY", preset_value(choices.directory)}};
  if (!choices.ssh_config.empty()) {
    variables["SLIPWAY_SSH_CONFIG"] = preset_value(choices.ssh_config);
  }
  Json file{{"version", 6}, {"cmakeMinimumRequired", {{"major", 3}, {"minor", 25}, {"patch", 0}}}};
  file["configurePresets"] =
      Json::array({{{"name", "environment"},
                    {"hidden", true},
                    {"generator", choices.generator},
                    {"binaryDir", "${sourceDir}/build/${presetName}"}},
                   {{"name", name},
                    {"displayName", fmt::format("{} on {}", choices.name, preset_value(choices.host))},
                    {"description", fmt::format("{} on the host that `ssh {}` reaches",
                                                preset_value(choices.directory), preset_value(choices.host))},
                    {"inherits", "environment"},
                    {"cacheVariables", variables}}});
  file["buildPresets"] = Json::array();
  const auto add_build_preset = [&](const std::string& suffix, const char* title, const char* target) {
    file["buildPresets"].push_back({{"name", name + suffix},
                                    {"displayName", fmt::format("{} {}", title, name)},
                                    {"configurePreset", name},
                                    {"targets", {target}}});
  };
  add_build_preset("", "Deploy to", "deploy");
  add_build_preset("-plan", "What a deployment would do on", "deploy-plan");
  add_build_preset("-status", "What runs on", "deploy-status");
  add_build_preset("-rollback", "Back to the release before on", "deploy-rollback");
  file["testPresets"] = Json::array({{{"name", name},
                                      {"displayName", fmt::format("Smoke tests on {}", name)},
                                      {"configurePreset", name},
                                      {"output", {{"outputOnFailure", true}}}}});
  file["workflowPresets"] =
      Json::array({{{"name", name},
                    {"displayName", fmt::format("Deploy to {} and test it there", name)},
                    {"steps",
                     {{{"type", "configure"}, {"name", name}},
                      {{"type", "build"}, {"name", name}},
                      {{"type", "test"}, {"name", name}}}}}});
  return json_text(file);
}

}  // namespace

Result<void> check(const Choices& choices) {
  const auto& host = choices.host;
  if (host.empty() || host.starts_with('-') || host.find_first_of("[] \t\r\n;\"'`$\\") != std::string::npos) {
    return fail(ExitCode::usage,
                host.empty() ? std::string("the host is missing")
                             : fmt::format("`{}` is not a host as ssh knows it", printable(host)),
                "a host is an alias from ~/.ssh/config, a name, or user@name",
                "slipway init --host <host>   (`ssh <host> true` has to work)");
  }
  if (!is_directory(choices.directory)) {
    return fail(
        ExitCode::usage,
        fmt::format("`{}` cannot be the directory on the host", printable(choices.directory)),
        "the directory is /absolute or ~/below-home without `.` and `..`, and belongs to this deployment "
        "alone",
        "write for example --directory '~/app'");
  }
  for (const auto& [option, value] :
       {std::pair{"--name", &choices.name}, {"--environment", &choices.environment}}) {
    if (!is_name(*value)) {
      return fail(ExitCode::usage, fmt::format("`{}` cannot be the value of {}", printable(*value), option),
                  "it has to consist of letters, digits, `-`, `_` and `.`, and start with a letter or digit",
                  fmt::format("write for example {} home", option));
    }
  }
  if (is_reserved(choices.name)) {
    return fail(ExitCode::usage, fmt::format("the deployment cannot be called `{}`", choices.name),
                fmt::format("there is a target deploy-{} already", choices.name),
                "choose another name: slipway init --name <name>");
  }
  if (choices.environment == "environment") {
    return fail(ExitCode::usage, "the environment cannot be called `environment`",
                "the preset that the others inherit from has that name",
                "write for example --environment home");
  }
  return {};
}

std::string name_from(std::string_view text) {
  const std::string allowed = std::string(letters_and_digits) + "_-";
  std::string result;
  for (const char c : text) {
    if (allowed.find(c) != std::string::npos) {
      result += c;
    } else if (!result.empty() && !result.ends_with('-')) {
      result += '-';
    }
  }
  result.erase(0, std::min(result.find_first_of(letters_and_digits), result.size()));
  while (result.ends_with('-')) {
    result.pop_back();
  }
  return result.empty() ? "app" : is_reserved(result) ? result + "-app" : result;
}

std::vector<NewFile> project_files(const Survey& survey, const Choices& choices) {
  std::vector<NewFile> files{{"CMakeLists.txt", cmake_lists(survey, choices)},
                             {"CMakePresets.json", presets(choices)}};
  const auto has_web = [](const ServiceFacts& service) { return service.web.has_value(); };
  if (std::any_of(survey.services.begin(), survey.services.end(), has_web)) {
    files.push_back({"tests/smoke/answers.cmake", std::string(answers_cmake)});
  }
  if (!std::all_of(survey.services.begin(), survey.services.end(), has_web)) {
    files.push_back({"tests/smoke/runs.cmake", std::string(runs_cmake)});
  }
  return files;
}

}  // namespace slipway::init
