#include "deploy/remote/looking.hpp"

#include "util/columns.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {

std::string machine_of(const host::HostState& host) {
  const Untrusted& id = host.machine_id.empty() ? host.host_keys : host.machine_id;
  return id.empty() || host.boot_id.empty()
             ? std::string{}
             : fmt::format("{} {} {}", id.raw(), host.boot_id.raw(), host.machine.raw());
}

std::string missing_of(const Release& release, const host::HostState& host) {
  for (const ReleaseImage& image : release.images) {
    const auto& ids = host.image_ids;
    if (!image.id.empty() && ids && std::find(ids->begin(), ids->end(), image.id) == ids->end()) {
      return fmt::format("the image of {}", image.service);
    }
  }
  const auto& stores = host.secret_stores;
  if (!release.secrets.empty() && std::find(stores.begin(), stores.end(), release.secrets) == stores.end()) {
    return "the secret files";
  }
  return {};
}

Seen seen_of(const git::Repository& repository, const Place& place, const host::HostState& host,
             const Journal& journal, const std::string& tree) {
  LastSeen seen{seconds_since_epoch(), place.host, host.machine.raw(),
                host.machine_id.raw(), {},         machine_of(host)};
  seen.empty = host.journal_state == host::JournalState::none;
  if (host.image_ids) {
    for (const Release& release : journal.entries) {
      if (release.healthy() && !release.unwell && missing_of(release, host).empty()) {
        seen.restorable.push_back(release.number);
      }
    }
  } else if (const auto before = load_last_seen(repository, place.deployment, place.record())) {
    seen.restorable = before->restorable;
  }
  return {place.deployment, place.record(), tree, std::move(seen)};
}

void remember_look(const git::Repository& repository, const Place& place, const host::HostState& host,
                   const Journal& journal, const std::string& tree) {
  const Seen seen = seen_of(repository, place, host, journal, tree);
  remember_seen(repository, seen.deployment, seen.record, seen.tree, seen.last);
}

std::optional<std::string> other_machine(const std::optional<LastSeen>& seen, const host::HostState& host,
                                         const Place& place, const Journal& known, std::int64_t now) {
  if (!seen || seen->machine_id.empty() || host.machine_id.empty() || seen->machine_id == host.machine_id) {
    return {};
  }
  std::string text =
      fmt::format("`{}` is another machine than last time: {}, not {} ({})", printable(place.host),
                  printable(host.machine), printable(seen->machine), as_last_seen(*seen, now));
  if (const Release* deployed = known.deployed_release()) {
    text +=
        fmt::format("; release {} ({} {}) still runs there unless it was stopped", deployed->number,
                    printable(deployed->source_commit.substr(0, 12)), subject_text(deployed->source_subject));
  }
  return text;
}

}  // namespace slipway::deploy
