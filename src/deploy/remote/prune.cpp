#include "deploy/remote/prune.hpp"

#include "deploy/remote/host_session.hpp"
#include "deploy/remote/preconditions.hpp"
#include "deploy/run/run_plan.hpp"
#include "host/records.hpp"
#include "host/scripts.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace slipway::deploy {
namespace {

/// The number that a text starts with, of `unit` bytes.
std::optional<std::uint64_t> size_in(std::string_view text, std::uint64_t unit = 1) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  return read.ec == std::errc{} && value < (1ULL << 50U) ? std::optional(value * unit) : std::nullopt;
}

}  // namespace

Pruned parse_pruned(std::string_view output) {
  Pruned pruned;
  host::read_records(output, [&pruned](std::string_view key, const std::string& value) {
    const std::size_t next = value.find(' ');
    const std::string name = next == std::string::npos ? std::string{} : value.substr(next + 1);
    if (key == "locked") {
      pruned.locked = value;
    } else if (key == "image" || key == "unnamed") {
      pruned.things.push_back({key == "image" ? "image" : "unnamed image", name, size_in(value)});
    } else if (key == "run") {
      pruned.things.push_back({std::string(key), name, size_in(value, 1024)});
    } else if (key == "secrets" || key == "parcel") {
      pruned.things.push_back({std::string(key), value, {}});
    } else if (key == "problem") {
      pruned.problems.push_back(value);
    } else if (key == "cache") {
      pruned.build_cache = value;
    } else if (key == "free") {
      (pruned.free_before ? pruned.free_after : pruned.free_before) = size_in(value, 1024);
    }
  });
  return pruned;
}

Result<Pruned> prune(const Settings& settings, const PruneOptions& options) {
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}));
  const host::HostState& host = session.state();
  SLIPWAY_TRY(check_host(host, settings));
  if (host.journal.empty()) {
    return fail(ExitCode::refused,
                fmt::format("no release of `{}` is on the host", settings.place.deployment),
                "it has no journal", "slipway deploy");
  }
  SLIPWAY_TRY_ASSIGN(
      const host::ScriptResult result,
      session.connection().run({fmt::format("{}\n{}\n{}", host::holder_sh, host::tidy_sh, host::prune_sh),
                                {host.directory.raw(), std::to_string(settings.switchover.keep_releases),
                                 options.dry_run ? "show" : "remove", options.keep_cache.value_or("no"),
                                 tag_digest(host.directory.raw())}}));
  if (result.status != 0) {
    return fail(ExitCode::failure, "tidying the deployment's directory on the host failed",
                fmt::format("the script there exited with status {}", result.status),
                "slipway doctor   (checks .slipway and its owner)");
  }
  return parse_pruned(result.out);
}

}  // namespace slipway::deploy
