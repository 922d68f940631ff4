#include "cli/command.hpp"
#include "cli/each_host.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/remote/prune.hpp"
#include "util/place_name.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::cli {
namespace {

struct PruneOptions {
  SettingsOption settings;
  deploy::PruneOptions prune;
  std::string build_cache;
};

std::string thing_text(const deploy::Prunable& thing) {
  return fmt::format("  {:<14} {}{}\n", thing.kind, printable(thing.name),
                     thing.bytes ? fmt::format("   {}", bytes_text(*thing.bytes)) : std::string{});
}

/// "4GB", "500m", "0": as Docker reads sizes.
bool is_size(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view unit = text.substr(digits);
  constexpr std::string_view units[] = {"",    "b", "k",  "kb",  "kib", "m",  "mb",
                                        "mib", "g", "gb", "gib", "t",   "tb", "tib"};
  const auto same = [&](std::string_view known) {
    return std::equal(unit.begin(), unit.end(), known.begin(), known.end(),
                      [](char one, char other) { return (one | 0x20) == other; });
  };
  return digits > 0 && text.front() != '.' && std::any_of(std::begin(units), std::end(units), same);
}

Result<ExitCode> show_pruned(const PruneOptions& options, const deploy::Settings& settings,
                             const deploy::Pruned& pruned);

Result<ExitCode> run_prune(PruneOptions& options) {
  if (!options.build_cache.empty()) {
    if (!is_size(options.build_cache)) {
      return fail(
          ExitCode::usage,
          fmt::format("`--build-cache={}` is not a size as Docker writes it", printable(options.build_cache)),
          {}, "write for example --build-cache=4GB, or --build-cache to remove all of it");
    }
    options.prune.keep_cache = options.build_cache;
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load_whole());
  watch_for_interrupts();
  if (settings.fleet.any()) {
    return for_each_host<deploy::Pruned>(
        settings, [&](const deploy::Settings& host) { return deploy::prune(host, options.prune); },
        [&](const deploy::Settings& host, const deploy::Pruned& pruned) {
          return show_pruned(options, host, pruned);
        });
  }
  SLIPWAY_TRY_ASSIGN(const deploy::Pruned pruned, deploy::prune(settings, options.prune));
  return show_pruned(options, settings, pruned);
}

Result<ExitCode> show_pruned(const PruneOptions& options, const deploy::Settings& settings,
                             const deploy::Pruned& pruned) {
  if (pruned.locked) {
    return fail(
        ExitCode::locked,
        fmt::format("nothing was removed: a deployment to `{}` is running", settings.place.deployment),
        printable(pruned.locked->substr(0, pruned.locked->find('\n'))),
        "wait until the deployment has ended, and run the same command again");
  }
  print(fmt::format("{} on {}: {}{}\n", settings.place.deployment, settings.place.shown(),
                    pruned.things.empty()
                        ? "nothing to remove"
                        : count_of(pruned.things.size(), "thing to remove", "things to remove"),
                    options.prune.dry_run && !pruned.things.empty() ? ", left as they are (--dry-run)" : ""));
  for (const deploy::Prunable& thing : pruned.things) {
    print(thing_text(thing));
  }
  // Of several hosts what is on standard error has to say of which.
  const std::string of_host =
      settings.place.of_fleet ? printable(settings.place.host) + ": " : std::string("  ");
  for (const std::string& problem : pruned.problems) {
    say(of_host + printable(problem));
  }
  const bool any_removed = !pruned.things.empty() || options.prune.keep_cache;
  if (!options.prune.dry_run && any_removed && pruned.free_before && pruned.free_after) {
    print(fmt::format("  freed          {}; {} are free\n",
                      bytes_text(*pruned.free_after - std::min(*pruned.free_after, *pruned.free_before)),
                      bytes_text(*pruned.free_after)));
  }
  if (!pruned.build_cache.empty() && !options.prune.keep_cache) {
    say(fmt::format(
        "{}build cache: {} could be freed. It has no owner, so it is left alone; for all projects of the "
        "host:\n                 slipway prune{} --build-cache=4GB   keeps the newest 4 GB of it",
        of_host, printable(pruned.build_cache),
        settings.place.of_fleet ? " --host " + printable(shell_quote_if_needed(settings.place.host))
                                : std::string{}));
  }
  return ExitCode::success;
}

Action declare_prune(Arguments& arguments) {
  auto options = std::make_shared<PruneOptions>();
  options->settings.add_to(arguments);
  arguments.flag("--dry-run", options->prune.dry_run, "Show what would be removed, and remove nothing");
  arguments.flag_with_value("--build-cache", "0", options->build_cache,
                            "Remove the unused build cache of all projects on the host as well "
                            "(--build-cache=KEEP, such as 4GB: the oldest, until that much is left)");
  return [options] { return run_prune(*options); };
}

}  // namespace

const Command prune_command{"prune", "Remove from the host what no kept release of the deployment needs",
                            declare_prune};

}  // namespace slipway::cli
