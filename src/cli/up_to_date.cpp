#include "cli/up_to_date.hpp"

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

/// When a file was written; the beginning of time if it cannot be told.
fs::file_time_type time_of(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  return error ? fs::file_time_type::min() : time;
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
    // Into this build directory, whatever the preset says now.
    const slipway::Command configure{.argv = {settings.build_system.cmake_command, "--preset", preset->name,
                                              "-B", settings.build_system.build_directory.native()},
                                     .directory = settings.build_system.project_directory.native()};
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
                       : "its SLIPWAY_… variables differ, and CMake does not read presets again by itself",
          preset->gone
              ? fmt::format("{}cmake --preset <another> -B {}\nor go on without a preset: cmake {}", there,
                            build, build)
              : fmt::format("{}cmake --preset {} -B {}", there, shell_quote_if_needed(preset->name), build));
    }
    say(fmt::format("slipway: the preset {} has changed: configuring again", printable(preset->name)));
    SLIPWAY_TRY(run_cmake(configure, "configuring the project with its changed preset"));
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
  return again;
}

std::string outdated(const deploy::Settings& settings) {
  if (const auto preset = deploy::outdated_preset(settings)) {
    return fmt::format(
        "the preset {} {} since this build directory was configured; slipway deploy says what to do",
        printable(preset->name), preset->gone ? "has gone" : "has changed");
  }
  const fs::file_time_type configured = time_of(settings.file.parent_path() / "configured");
  if (configured == fs::file_time_type::min()) {
    return {};
  }
  for (const fs::path& directory :
       {settings.application.source_directory, settings.build_system.project_directory}) {
    const fs::path file = directory / "CMakeLists.txt";
    if (!directory.empty() && time_of(file) > configured) {
      return fmt::format("{} is newer than the settings made of it: cmake {}", printable(file.native()),
                         shell_quote_if_needed(settings.build_system.build_directory.native()));
    }
  }
  return {};
}

}  // namespace slipway::cli
