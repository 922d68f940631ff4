#include "report/status_report.hpp"

#include "deploy/plan/probation.hpp"
#include "deploy/plan/swarm_plan.hpp"
#include "report/plan_report.hpp"
#include "report/release_report.hpp"
#include "report/row_text.hpp"
#include "report/verdict_report.hpp"
#include "util/columns.hpp"
#include "util/natural_order.hpp"
#include "util/place_name.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::report {
namespace {

constexpr std::size_t most_drift_lines = 5;

std::string artifacts_text(const deploy::Release& release) {
  if (release.artifacts.empty()) {
    return {};
  }
  std::vector<std::string> paths;
  for (const deploy::Artifact& artifact : release.artifacts) {
    paths.push_back(artifact.path);
  }
  return row_text("built",
                  fmt::format("{} ({})", some_paths(paths), artifact_build_text(release.artifact_build)));
}

std::string release_text(const deploy::Release& release, std::int64_t now) {
  std::string again =
      release.restores ? fmt::format(" (release {} again)", *release.restores) : std::string{};
  return row_text("running", fmt::format("release {}, {}: {} {}", release.number, ago_text(release, now),
                                         printable(release.source_commit.substr(0, 12)),
                                         subject_text(release.source_subject))) +
         row_text("by", fmt::format("{}, {}{}", printable(release.deployed_by),
                                    printable(strategy_word(release)), again)) +
         artifacts_text(release);
}

/// "a deployment would be cached"
std::string would_be_text(const classify::Plan& plan) {
  return plan.images.empty() ? std::string("a deployment would build nothing")
                             : fmt::format("a deployment would be {}", name_of(plan.computed));
}

std::string ahead_text(const classify::Plan& plan) {
  if (plan.computed == classify::Strategy::none) {
    return row_text("ahead", "no: up to date, the host runs the files of this commit");
  }
  if (plan.changes.empty()) {
    return row_text("ahead", fmt::format("no: same files, but {} ({})",
                                         plan.reasons.empty() ? std::string("a deployment was asked for")
                                                              : printable(plan.reasons.front().text),
                                         would_be_text(plan)));
  }
  std::vector<std::string> paths;
  for (const classify::PathVerdict& path : plan.changes) {
    paths.push_back(path.change.path);
  }
  return row_text("ahead", fmt::format("by {}: {}", count_of(paths.size(), "file"), some_paths(paths))) +
         row_text("", would_be_text(plan));
}

std::string state_text(const host::Container& container) {
  std::string text = printable(container.state);
  if (container.looping) {
    text += fmt::format(", crashes again and again (last status {})", container.exit_code);
  } else if (container.state == "exited" || container.state == "restarting") {
    text += fmt::format(" (status {})", container.exit_code);
  }
  if (!container.node.empty()) {
    text += " on " + printable(container.node);
  }
  return text;
}

std::string health_text(const host::Container& container) {
  if (!container.health.empty()) {
    return printable(container.health);
  }
  return container.state == "running" ? "not checked" : "-";
}

std::string memory_text(const host::ContainerUsage* usage) {
  if (usage == nullptr || !usage->memory_bytes) {
    return "-";
  }
  std::string text = bytes_text(*usage->memory_bytes);
  if (usage->memory_limit_bytes != 0) {
    text += " of " + bytes_text(usage->memory_limit_bytes);
  }
  return text;
}

/// The engine tells when a container started in time of day. It cannot run longer than the machine does.
std::string up_text(const ContainerStatus& status, const host::HostHealth& host, std::int64_t now) {
  const auto started = status.usage == nullptr || status.container->state != "running"
                           ? std::nullopt
                           : parse_utc(status.usage->started.raw());
  if (!started) {
    return "-";
  }
  const std::int64_t seconds = host.time.value_or(now) - *started;
  const bool too_long = host.uptime_seconds && status.container->node.empty() &&
                        seconds > static_cast<std::int64_t>(*host.uptime_seconds) + 1;
  return host.time && (seconds < -1 || too_long) ? std::string("unknown") : age_text(seconds);
}

/// A port that is bound for both families of addresses is one port.
std::string ports_text(const host::ContainerUsage* usage) {
  if (usage == nullptr) {
    return "-";
  }
  std::vector<std::string> ports;
  for (const Untrusted& address : usage->ports) {
    std::string port = printable(address);
    for (const std::string_view any : {"0.0.0.0:", ":::", "[::]:"}) {
      if (port.starts_with(any)) {
        port.erase(0, any.size());
        break;
      }
    }
    if (std::find(ports.begin(), ports.end(), port) == ports.end()) {
      ports.push_back(std::move(port));
    }
  }
  return ports.empty() ? "-" : join(ports, ", ");
}

/// The table's rows as sentences, for a terminal that the table is too wide for.
std::string stacked_text(const std::vector<std::vector<std::string>>& rows) {
  std::string text;
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
    std::vector<std::string> parts;
    for (std::size_t i = 1; i < row->size(); ++i) {
      const std::string& name = rows.front()[i];
      const std::string& value = (*row)[i];
      if (value != "-") {
        parts.push_back(name == "up" || name == "restarts" || name == "ports" ? name + " " + value : value);
      }
    }
    text += row_text(row == rows.begin() + 1 ? "services" : "", row->front() + ": " + join(parts, ", "));
  }
  return text;
}

std::string services_text(const deploy::Inspection& inspection, std::int64_t now, std::size_t columns) {
  if (!inspection.host.containers) {
    const deploy::Release* deployed = inspection.journal.deployed_release();
    const bool on_swarm = deployed != nullptr && deployed->engine == "swarm";
    return row_text(on_swarm ? "swarm" : "docker",
                    "does not answer: " + printable(trim(inspection.host.docker_error)));
  }
  const auto containers = containers_of(inspection);
  if (containers.empty()) {
    return row_text("services", "no container");
  }
  std::vector<std::vector<std::string>> rows{
      {"service", "state", "health", "up", "restarts", "memory", "ports"}};
  for (const ContainerStatus& status : containers) {
    const host::Container& container = *status.container;
    rows.push_back({printable(container.service), state_text(container), health_text(container),
                    up_text(status, inspection.host_health, now), std::to_string(container.restarts),
                    memory_text(status.usage), ports_text(status.usage)});
  }
  const std::string table = table_text(rows, "  ");
  const auto lines = split(table, '\n');
  const bool is_too_wide =
      columns > 0 && std::any_of(lines.begin(), lines.end(), [columns](const std::string& line) {
        return display_width(line) > columns;
      });
  return is_too_wide ? stacked_text(rows) : table;
}

/// What runs under the name of this deployment's compose project and is not of this deployment.
std::string strangers_text(const host::HostState& host) {
  std::string text;
  for (const host::Container& container : host.containers.value_or(std::vector<host::Container>{})) {
    if (!container.directory.empty() && !host::is_own_directory(host, container.directory)) {
      text += row_text(
          text.empty() ? "not ours" : "",
          fmt::format("the container of {} was started from {}, under this project's name ({})",
                      printable(container.service), printable(container.directory), printable(host.project)));
    }
  }
  return text;
}

/// Containers of this deployment's own directory that are not those which its last run left here.
std::string replaced_text(const deploy::Inspection& inspection) {
  const auto known = inspection.journal.containers();
  const deploy::Release* deployed = inspection.journal.deployed_release();
  if (known.empty() || deployed == nullptr || inspection.host.locked || !inspection.host.unfinished.empty()) {
    return {};
  }
  std::string text;
  // A swarm makes tasks anew by itself.
  if (deployed->engine == "swarm") {
    return text;
  }
  for (const host::Container& container :
       inspection.host.containers.value_or(std::vector<host::Container>{})) {
    const bool ours = std::any_of(known.begin(), known.end(), [&](const auto& one) {
      return one.first == container.service && container.id.starts_with(one.second);
    });
    const bool elsewhere =
        !container.directory.empty() && !host::is_own_directory(inspection.host, container.directory);
    if (ours || elsewhere || container.id.empty()) {
      continue;
    }
    const deploy::ReleaseImage* image = deployed->image(container.service.raw());
    text += row_text(
        text.empty() ? "not ours" : "",
        fmt::format(
            "the container of {} is not the one that Slipway started: it was re-created outside of Slipway{}",
            printable(container.service),
            image == nullptr ? std::string{}
            : image->id == container.image_id
                ? fmt::format(", from the image of release {}", deployed->number)
                : std::string(", from another image than the release's")));
  }
  return text;
}

std::string changed_text(const host::ChangedService& service) {
  using What = host::ChangedService::What;
  const std::string name = printable(service.service);
  switch (service.what) {
    case What::replicas:
      return fmt::format("{} has {} instead of {} replicas", name, printable(service.now),
                         printable(service.before));
    case What::image:
      return fmt::format("{} has another image than in the release", name);
    case What::definition:
      return fmt::format("the definition of {} is not the release's", name);
    case What::rest:
      return fmt::format("labels or update rules of {} are not the release's", name);
    case What::gone:
      return fmt::format("{} was removed", name);
    case What::unknown:
      break;
  }
  return "not known until the next deployment, because the engine was updated after the last one";
}

/// What somebody has changed on a swarm, with `docker service update` for example.
std::string changed_services_text(const host::HostState& host) {
  std::string text;
  for (const host::ChangedService& service : host.changed_services) {
    text += row_text(text.empty() ? "by hand" : "", changed_text(service));
  }
  return text;
}

std::string waiting_services_text(const host::HostState& host) {
  std::string text;
  for (const host::WaitingService& service : host.waiting_services) {
    text += row_text(text.empty() ? "waiting" : "", deploy::waiting_text(service));
  }
  return text;
}

std::string drift_text(const host::HostState& host) {
  const std::string& drift = host.drift.raw();
  if (host.drift_unknown) {
    return row_text(
        "drift", "unknown: the index of the deployed files cannot be read; the next deployment rebuilds it");
  }
  if (drift.empty()) {
    return row_text("drift", "none: the files on the host are the release's");
  }
  const auto lines = split(drift, '\n');
  std::string text = row_text("drift", count_of(lines.size(), "file") + " edited on the host:");
  for (std::size_t i = 0; i < std::min(lines.size(), most_drift_lines); ++i) {
    text += row_text("", printable(lines[i].substr(lines[i].find('\t') + 1)));
  }
  return lines.size() > most_drift_lines
             ? text + row_text("", fmt::format("and {} more", lines.size() - most_drift_lines))
             : text;
}

std::string of_text(const std::optional<std::uint64_t>& part, const std::optional<std::uint64_t>& whole) {
  std::string text = part ? bytes_text(*part) : std::string("unknown");
  return whole ? text + " of " + bytes_text(*whole) : text;
}

std::string disk_text(const host::HostState& host, const host::HostHealth& health) {
  std::string text = fmt::format(
      "{} free in {}{}", of_text(host.free_bytes, health.disk_bytes), printable(host.directory),
      host.directory_state == host::DirectoryState::read_only ? ", which is mounted read-only" : "");
  // Both on one file system is what most hosts have.
  const bool same =
      host.docker_free_bytes == host.free_bytes && health.docker_disk_bytes == health.disk_bytes;
  if (!host.docker_root.empty()) {
    text += same ? ", docker's too"
                 : fmt::format("; {} free in {}", of_text(host.docker_free_bytes, health.docker_disk_bytes),
                               printable(host.docker_root));
  }
  return row_text("disk", text);
}

std::string docker_disk_text(const host::HostHealth& health) {
  if (health.docker_disk_late) {
    return row_text("docker", "took longer than 2 s to count its disk use: docker system df, on the host");
  }
  std::vector<std::string> parts;
  for (const host::DockerDisk& use : health.docker_disk) {
    if (use.count == 0) {
      continue;
    }
    std::string name = printable(use.type);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    // Docker counts what images share as unused, though containers use it: of images only their number tells.
    const std::string unused = use.type == "Images" ? fmt::format("{} of {} in use", use.active, use.count)
                                                    : bytes_text(use.reclaimable_bytes) + " unused";
    parts.push_back(fmt::format("{} {} ({})", name, bytes_text(use.bytes), unused));
  }
  return parts.empty() ? std::string{} : row_text("docker", join(parts, ", "));
}

std::string memory_row(const host::HostState& host, const host::HostHealth& health) {
  std::string text = of_text(host.memory_available_bytes, host.memory_bytes) + " available";
  if (health.swap_bytes.value_or(0) == 0) {
    text += "; no swap";
  } else {
    text += fmt::format("; {} of {} swap used",
                        bytes_text(*health.swap_bytes - health.swap_free_bytes.value_or(0)),
                        bytes_text(*health.swap_bytes));
  }
  return row_text("memory", text);
}

std::string throttling_text(const host::Throttling& throttling) {
  std::vector<std::string> parts;
  if (throttling.under_voltage || throttling.slowed) {
    parts.emplace_back(throttling.under_voltage ? "slowed down now: the power supply is too weak"
                                                : "slowed down now: too hot");
  }
  if (throttling.under_voltage_before || throttling.slowed_before) {
    parts.emplace_back(throttling.under_voltage_before ? "under-voltage since it was started"
                                                       : "was slowed down since it was started");
  }
  return parts.empty() ? "not throttled" : join(parts, ", ");
}

std::string machine_row(const host::HostHealth& health) {
  std::vector<std::string> parts;
  if (!health.load.empty()) {
    parts.push_back("load " + printable(health.load) +
                    (health.processors ? " on " + count_of(*health.processors, "processor") : std::string{}));
  }
  if (health.uptime_seconds) {
    parts.push_back("up " + age_text(static_cast<std::int64_t>(*health.uptime_seconds)));
  }
  if (health.celsius) {
    parts.push_back(fmt::format("{:.1f} °C", *health.celsius));
  }
  if (health.throttling) {
    parts.push_back(throttling_text(*health.throttling));
  }
  return row_text("machine", join(parts, ", "));
}

std::string engine_row(const host::HostState& host) {
  return row_text("engine",
                  fmt::format("docker {} ({}), compose {}, {}", printable(host.engine_version),
                              printable(host.engine_architecture),
                              printable(host.compose_v2.empty() ? host.compose_v1 : host.compose_v2),
                              host.buildx ? "buildx" : "no buildx"));
}

/// What the host does with a release that it has deployed, and what a person may have to do.
std::string probation_row(const deploy::Inspection& inspection) {
  const host::HostState& host = inspection.host;
  const bool falling = !host.unfinished.empty();
  // Whoever puts back what ran before says so himself.
  if (!host.probation || (falling && host.locked)) {
    return {};
  }
  return row_text("watched", deploy::probation_text(*host.probation, inspection.journal, falling));
}

std::string failure_text(const deploy::Journal& journal, std::int64_t now) {
  const deploy::Release* failure = last_failure(journal);
  if (failure == nullptr) {
    return {};
  }
  return row_text("failure",
                  fmt::format("release {}, {}: {}{}", failure->number, ago_text(*failure, now),
                              printable(failure->outcome),
                              failure->reason.empty() ? std::string{} : ": " + printable(failure->reason)));
}

std::string busy_text(const std::string& holder) {
  const auto lines = split(holder, '\n');
  std::string text = lines.empty() ? std::string("somebody is deploying") : printable(lines.front());
  if (lines.size() > 1) {
    text += ", at step " + printable(lines.back().substr(lines.back().find(' ') + 1));
  }
  return row_text("busy", text) + row_text("", "slipway attach follows it, slipway cancel stops it");
}

}  // namespace

std::vector<ContainerStatus> containers_of(const deploy::Inspection& inspection) {
  std::vector<ContainerStatus> statuses;
  const auto& containers = inspection.host.containers;
  const auto& usage = inspection.host_health.containers;
  for (std::size_t i = 0; containers && i < containers->size(); ++i) {
    const bool same = usage.size() == containers->size() && usage[i].service == (*containers)[i].service;
    statuses.push_back({&(*containers)[i], same ? &usage[i] : nullptr});
  }
  std::stable_sort(statuses.begin(), statuses.end(),
                   [](const ContainerStatus& one, const ContainerStatus& other) {
                     return comes_before(one.container->service.raw(), other.container->service.raw());
                   });
  return statuses;
}

const deploy::Release* last_failure(const deploy::Journal& journal) {
  const auto found = std::find_if(journal.entries.begin(), journal.entries.end(),
                                  [](const deploy::Release& release) { return !release.healthy(); });
  return found == journal.entries.end() ? nullptr : &*found;
}

std::string status_text(const deploy::Inspection& inspection, std::int64_t client_now, std::size_t columns) {
  // What is told in the host's time is compared with the host's clock.
  const std::int64_t now = inspection.host_health.time.value_or(client_now);
  const host::HostState& host = inspection.host;
  std::string text =
      fmt::format("{} on {} ({}:{})\n", inspection.plan.deployment,
                  place_name(inspection.plan.environment, inspection.plan.host, inspection.plan.of_fleet),
                  printable(inspection.plan.host), printable(host.directory));
  if (inspection.other_machine) {
    text += row_text("careful", *inspection.other_machine);
  }
  if (inspection.plan.diverged) {
    text += row_text("careful", divergence_text(*inspection.plan.diverged));
  }
  if (host.locked) {
    text += busy_text(host.locked->raw());
  }
  const deploy::Release* deployed = inspection.journal.deployed_release();
  text += deployed == nullptr ? row_text("running", "nothing that Slipway deployed")
                              : release_text(*deployed, now);
  if (deployed != nullptr && !deployed->reason.empty()) {
    text += row_text("because", printable(deployed->reason));
  }
  text += probation_row(inspection) + ahead_text(inspection.plan);
  if (!host.unfinished.empty() && !host.locked && !host.probation) {
    const Untrusted failure = host::failed_way_back(host);
    text +=
        row_text("stopped", failure.empty()
                                ? std::string("a deployment was interrupted in its switch; the next one "
                                              "puts that right first")
                                : fmt::format("a deployment failed, and what ran before it could not be put "
                                              "back; the next one tries that first: {}",
                                              printable(failure)));
  } else if (host.run_state == host::RunState::stopped) {
    text += row_text("stopped",
                     fmt::format("the last run ({}) was killed in the step {}; it had switched nothing",
                                 printable(host.run), printable(host.run_step)));
  }
  text += failure_text(inspection.journal, now);
  if (deployed != nullptr) {
    text += drift_text(host) + changed_services_text(host) + waiting_services_text(host);
  }
  text += strangers_text(host) + replaced_text(inspection) + services_text(inspection, now, columns);
  text += disk_text(host, inspection.host_health) + docker_disk_text(inspection.host_health) +
          memory_row(host, inspection.host_health) + machine_row(inspection.host_health) + engine_row(host);
  return text;
}

}  // namespace slipway::report
