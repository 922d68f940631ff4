#include "deploy/plan/moved_records.hpp"

#include "deploy/plan/last_seen.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

void move_record(const git::Repository& repository, const std::string& deployment, const std::string& from,
                 const std::string& to) {
  std::vector<std::pair<std::string, std::string>> references;
  for (const char* name : {"journal", "deployed", "seen"}) {
    const auto reference = [&](const std::string& record) {
      return fmt::format("refs/slipway/{}/{}/{}", deployment, record, name);
    };
    if (repository.resolve(reference(to))) {
      return;
    }
    if (const auto id = repository.resolve(reference(from))) {
      references.emplace_back(reference(to), *id);
      references.emplace_back(reference(from), std::string{});
    }
  }
  [[maybe_unused]] const auto written = repository.update_references(references);
}

}  // namespace

void move_records(const git::Repository& repository, const Settings& settings) {
  const std::string& deployment = settings.place.deployment;
  const std::string& alone = settings.place.environment;
  if (settings.fleet.any()) {
    const auto seen = load_last_seen(repository, deployment, alone);
    const FleetHost* host = seen ? settings.fleet.find(seen->host) : nullptr;
    if (host != nullptr) {
      move_record(repository, deployment, alone, settings_of_host(settings, *host).place.record());
    }
    return;
  }
  Place of_fleet = settings.place;
  of_fleet.of_fleet = true;
  if (load_last_seen(repository, deployment, of_fleet.record())) {
    move_record(repository, deployment, of_fleet.record(), alone);
  }
}

}  // namespace slipway::deploy
