#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/artifacts/collect.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace slipway::cli {
namespace {

/// More names than this do not fit on a line.
constexpr std::size_t most_names = 3;

Result<ExitCode> run_collect(const SettingsOption& option) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, option.load());
  SLIPWAY_TRY_ASSIGN(const deploy::Collected collected, deploy::collect_artifacts(settings));
  if (collected.changed.empty()) {
    return ExitCode::success;
  }
  std::vector<std::string> names;
  for (const std::string& path : collected.changed) {
    if (names.size() == most_names) {
      names.push_back(fmt::format("{} more", collected.changed.size() - most_names));
      break;
    }
    const auto file = std::find_if(collected.built.files.begin(), collected.built.files.end(),
                                   [&](const deploy::Artifact& one) { return one.path == path; });
    names.push_back(fmt::format("{} ({})", printable(path), bytes_text(file->bytes)));
  }
  say(fmt::format("slipway: artifacts of {} that have changed: {}", settings.place.deployment,
                  join(names, ", ")));
  return ExitCode::success;
}

Action declare_collect(Arguments& arguments) {
  auto option = std::make_shared<SettingsOption>();
  option->add_to(arguments);
  return [option] { return run_collect(*option); };
}

}  // namespace

const Command collect_command{"collect",
                              "For the CMake module: take what the build has made into the objects of this "
                              "repository, for the next release",
                              declare_collect, true};

}  // namespace slipway::cli
