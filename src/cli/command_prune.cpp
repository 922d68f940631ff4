#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "deploy/prune.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::cli {
namespace {

struct Options {
  SettingsOption settings;
  deploy::PruneOptions prune;
};

std::string thing_text(const deploy::Prunable& thing) {
  return fmt::format("  {:<14} {}{}\n", thing.kind, printable(thing.name),
                     thing.bytes ? fmt::format("   {}", bytes_text(*thing.bytes)) : std::string{});
}

Result<ExitCode> run_prune(const Options& options) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load());
  watch_for_interrupts();
  SLIPWAY_TRY_ASSIGN(const deploy::Pruned pruned, deploy::prune(settings, options.prune));
  if (pruned.locked) {
    return fail(ExitCode::locked, fmt::format("no deployment to `{}` at the same time", settings.deployment),
                printable(pruned.locked->substr(0, pruned.locked->find('\n'))),
                "wait until it has ended, and run the same command again");
  }
  print(fmt::format("{} on {}: {}{}\n", settings.deployment, settings.environment,
                    pruned.things.empty()
                        ? "nothing to remove"
                        : count_of(pruned.things.size(), "thing to remove", "things to remove"),
                    options.prune.dry_run && !pruned.things.empty() ? ", left as they are (--dry-run)" : ""));
  for (const deploy::Prunable& thing : pruned.things) {
    print(thing_text(thing));
  }
  for (const std::string& problem : pruned.problems) {
    say("  " + printable(problem));
  }
  if (!options.prune.dry_run && pruned.free_before && pruned.free_after) {
    print(fmt::format("  freed          {}; {} are free\n",
                      bytes_text(*pruned.free_after - std::min(*pruned.free_after, *pruned.free_before)),
                      bytes_text(*pruned.free_after)));
  }
  if (!pruned.build_cache.empty() && !options.prune.build_cache) {
    say(fmt::format(
        "  build cache    {} could be freed. It has no owner, so it is left alone; for all projects of the "
        "host:\n                 ssh {} docker builder prune",
        printable(pruned.build_cache), shell_quote_if_needed(settings.host)));
  }
  return ExitCode::success;
}

Action declare(Arguments& arguments) {
  auto options = std::make_shared<Options>();
  options->settings.add_to(arguments);
  arguments.flag("--dry-run", options->prune.dry_run, "Say what would be removed, and remove nothing");
  arguments.flag("--build-cache", options->prune.build_cache,
                 "Remove the unused build cache as well: that of every project on the host");
  return [options] { return run_prune(*options); };
}

}  // namespace

const Command prune_command{"prune", "Remove from the host what no kept release of the deployment needs",
                            declare};

}  // namespace slipway::cli
