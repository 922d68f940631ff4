#include "cli/up_to_date.hpp"

#include "cli/cmake_inputs.hpp"
#include "cli/print.hpp"
#include "deploy/plan/preset_values.hpp"
#include "util/file.hpp"
#include "util/lines.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

/// Runs a command of CMake. What it says is shown if it takes longer than a moment, and if it fails.
Result<void> run_cmake(const slipway::Command& command, std::string_view purpose) {
  constexpr std::chrono::seconds moment{2};
  const auto start = std::chrono::steady_clock::now();
  SLIPWAY_TRY_ASSIGN(Child child, Child::start(command, {.in = Child::Stream::null}));
  std::string held_back;
  LineSplitter lines;
  const auto show = [&](std::string_view line) {
    held_back.append(line).append("\n");
    if (std::chrono::steady_clock::now() - start >= moment) {
      say(trim(held_back));
      held_back.clear();
    }
  };
  child.pump([&](Child::Source, std::string_view piece) {
    lines.add(piece, show);
    return true;
  });
  lines.finish(show);
  if (child.wait().value_or(1) == 0) {
    return {};
  }
  if (interrupted()) {
    return fail(ExitCode::cancelled, fmt::format("{} was interrupted", purpose), {},
                "run the same command again");
  }
  return fail(ExitCode::refused, fmt::format("{} failed", purpose),
              held_back.empty() ? "its output is above" : std::string(printable_lines(trim(held_back))),
              command.directory.empty()
                  ? command.text()
                  : fmt::format("cd {} && {}", shell_quote_if_needed(command.directory), command.text()));
}

/// Takes variables out of the cache that a preset does not set any more. Others that somebody has set stay.
std::vector<std::string> words_that_drop(const std::vector<std::string>& variables) {
  std::vector<std::string> words;
  for (const std::string& name : variables) {
    // The option takes patterns.
    if (name.find_first_of("*?[\\") == std::string::npos) {
      words.insert(words.end(), {"-U", name});
    }
  }
  return words;
}

std::string options_that_drop(const std::vector<std::string>& variables) {
  std::string text;
  for (const std::string& word : words_that_drop(variables)) {
    text += " " + shell_quote_if_needed(word);
  }
  return text;
}

/// Configures this build directory, whatever directory the preset names now.
slipway::Command configure_with_preset(const deploy::Settings& settings, const std::string& preset,
                                       const std::vector<std::string>& dropped) {
  slipway::Command command{.argv = {settings.build_system.cmake_command, "--preset", preset, "-B",
                                    settings.build_system.build_directory.native()},
                           .directory = settings.build_system.project_directory.native()};
  const std::vector<std::string> more = words_that_drop(dropped);
  command.argv.insert(command.argv.end(), more.begin(), more.end());
  return command;
}

/// Inputs of CMake that a command of ours reads itself, so that their change makes no settings old.
std::vector<fs::path> read_anyway(const deploy::Settings& settings) {
  std::error_code ignored;
  std::vector<fs::path> files{fs::canonical("/proc/self/exe", ignored)};
  for (const auto* const list : {&settings.application.compose_files, &settings.application.env_files}) {
    for (const auto& file : *list) {
      files.push_back((settings.application.source_directory / file).lexically_normal());
    }
  }
  return files;
}

}  // namespace

Result<deploy::Settings> bring_up_to_date(deploy::Settings settings, bool built) {
  std::error_code ignored;
  if (settings.build_system.cmake_command.empty() ||
      !fs::exists(settings.build_system.build_directory / "CMakeCache.txt", ignored)) {
    return settings;
  }
  if (const auto preset = deploy::outdated_preset(settings)) {
    const std::string build = shell_quote_if_needed(settings.build_system.build_directory.native());
    const slipway::Command configure = configure_with_preset(settings, preset->name, preset->dropped);
    if (built || preset->gone) {
      const std::string there =
          fmt::format("cd {} && ", shell_quote_if_needed(settings.build_system.project_directory.native()));
      return fail(
          ExitCode::refused,
          preset->gone ? fmt::format("the preset `{}` of this build directory cannot be read any more",
                                     printable(preset->name))
                       : fmt::format("the preset `{}` has changed since this build directory was configured",
                                     printable(preset->name)),
          preset->gone ? "no preset has that name, or the preset files are wrong"
                       : "its cache variables or its environment differ, and CMake does not read presets "
                         "again by itself",
          preset->gone
              ? fmt::format("{}cmake --preset <another> -B {}\nor go on without a preset: cmake {}", there,
                            build, build)
              : fmt::format("{}cmake --preset {} -B {}{}", there, shell_quote_if_needed(preset->name), build,
                            options_that_drop(preset->dropped)));
    }
    say(fmt::format("slipway: the preset {} has changed: configuring again", printable(preset->name)));
    SLIPWAY_TRY(run_cmake(configure, "configuring the project with its changed preset"));
  } else if (const auto with = deploy::preset_with_environment(settings);
             with && !built && newer_input(settings.build_system.build_directory, {})) {
    // A build that has CMake configure again does so without the preset's environment.
    say(fmt::format("slipway: the project has changed: configuring again with the preset {}",
                    printable(*with)));
    SLIPWAY_TRY(run_cmake(configure_with_preset(settings, *with, {}), "configuring the changed project"));
  }
  if (built) {
    return settings;
  }
  const auto before = read_file(settings.file);
  std::vector<std::string> build{settings.build_system.cmake_command, "--build",
                                 settings.build_system.build_directory.native(), "--target",
                                 "slipway-inputs-" + settings.place.deployment};
  if (!settings.build_system.configuration.empty()) {
    build.insert(build.end(), {"--config", settings.build_system.configuration});
  }
  SLIPWAY_TRY(run_cmake({.argv = build}, "building what the deployment needs"));
  const auto after = read_file(settings.file);
  if (before && after && *before != *after) {
    say("slipway: the project has changed: CMake configured again");
  }
  SLIPWAY_TRY_ASSIGN(deploy::Settings again, deploy::load_settings(settings.file));
  deploy::choose_configuration(again, settings.build_system.configuration);
  if (settings.place.of_fleet) {
    const deploy::FleetHost* host = again.fleet.find(settings.place.host);
    if (host == nullptr) {
      return fail(ExitCode::usage,
                  fmt::format("`{}` is no longer a host of the deployment", printable(settings.place.host)),
                  "the project has changed", "leave --host out, or name another host");
    }
    return deploy::settings_of_host(again, *host);
  }
  return again;
}

std::string outdated(const deploy::Settings& settings) {
  if (const auto preset = deploy::outdated_preset(settings)) {
    return fmt::format(
        "the preset {} {} since this build directory was configured; slipway deploy says what to do",
        printable(preset->name), preset->gone ? "has gone" : "has changed");
  }
  const auto newer = newer_input(settings.build_system.build_directory, read_anyway(settings));
  if (!newer) {
    return {};
  }
  const std::string build = shell_quote_if_needed(settings.build_system.build_directory.native());
  const auto with = deploy::preset_with_environment(settings);
  const std::filesystem::path inside = newer->lexically_relative(settings.build_system.project_directory);
  const bool is_inside = !inside.empty() && *inside.begin() != "..";
  return fmt::format(
      "{} is newer than the settings made of it: {}", printable((is_inside ? inside : *newer).native()),
      with ? fmt::format("cmake --preset {} -B {}", shell_quote_if_needed(*with), build) : "cmake " + build);
}

}  // namespace slipway::cli
