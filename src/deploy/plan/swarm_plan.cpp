#include "deploy/plan/swarm_plan.hpp"

#include "deploy/plan/start_order.hpp"
#include "swarm/placement.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {

Result<void> check_swarm_settings(const Settings& settings) {
  if (!settings.swarm.on) {
    return {};
  }
  const auto without = [](std::string_view what, std::string_view because, std::string_view fix) {
    return fail(ExitCode::usage, fmt::format("{} does not work with ENGINE swarm", what),
                std::string(because), std::string(fix));
  };
  if (settings.fleet.any()) {
    return without("HOSTS", "HOST is the manager of one swarm, and the swarm distributes the services",
                   "write HOST and NODES, and configure again");
  }
  if (!settings.switchover.before_switch.empty()) {
    return without("BEFORE_SWITCH", "a job would run outside of the networks of the swarm",
                   "let the service do it at its start, and configure again without BEFORE_SWITCH");
  }
  if (settings.switchover.probation > 0) {
    return without("PROBATION",
                   "the swarm starts tasks anew by itself, and nobody watches them after the gate",
                   "raise SETTLE, and configure again without PROBATION");
  }
  return {};
}

Result<void> refuse_for_swarm(const std::vector<classify::Finding>& findings) {
  std::size_t count = 0;
  const classify::Finding* first = nullptr;
  for (const classify::Finding& finding : findings) {
    if (finding.name.starts_with("swarm-") && finding.severity == classify::Severity::error) {
      first = first == nullptr ? &finding : first;
      ++count;
    }
  }
  if (first == nullptr) {
    return {};
  }
  const std::string place =
      first->file.empty() ? std::string{} : fmt::format("{}:{}: ", printable(first->file), first->line);
  return fail(ExitCode::refused, printable(first->message),
              fmt::format("{}{} ({})", place, printable(first->cost), first->name),
              fmt::format("{}{}", printable(first->fix),
                          count == 1 ? std::string{}
                                     : fmt::format("\nslipway lint   (shows {} more)",
                                                   count_of(count - 1, "finding"))));
}

Result<void> check_same_engine(const Settings& settings, const Release* deployed,
                               const compose::Model& model) {
  const bool was_swarm = deployed != nullptr && deployed->engine == "swarm";
  if (deployed == nullptr || was_swarm == settings.swarm.on) {
    return {};
  }
  // A volume of a swarm is on the node that runs the task, which its placement may name.
  std::set<std::string> volumes;
  for (const auto& [name, service] : model.services) {
    for (const compose::Mount& mount : service.mounts) {
      if (service.active && mount.kind == compose::Mount::Kind::volume && !mount.volume.empty()) {
        const std::string node =
            was_swarm ? swarm::demanded_hostname(swarm::constraints_of(model, name)) : std::string{};
        volumes.insert(node.empty() ? mount.volume : fmt::format("{} (on {})", mount.volume, node));
      }
    }
  }
  const std::string data = volumes.empty()
                               ? std::string("it keeps no data in volumes")
                               : fmt::format("its data is in the volumes {} of {}",
                                             printable(join({volumes.begin(), volumes.end()}, ", ")),
                                             was_swarm ? "the nodes that run its tasks" : "this host");
  return fail(ExitCode::refused,
              fmt::format("release {} runs {} in `{}`, and ENGINE is {} now", deployed->number,
                          was_swarm ? "on a swarm" : "under compose", printable(settings.place.directory),
                          settings.swarm.on ? "swarm" : "compose"),
              fmt::format("the services of both would run, and {}", data),
              "deploy to another DIRECTORY, and stop the old application when the new one runs "
              "(docs/how-to/swarm.md has the "
              "steps, with the data)");
}

std::vector<std::string> swarm_notes(const Settings& settings) {
  const std::string nodes =
      settings.swarm.nodes.empty()
          ? std::string("it alone gets tasks, as NODES names no other node")
          : fmt::format("tasks run on it and on {}", printable(join(settings.swarm.nodes, ", ")));
  std::vector<std::string> notes{
      fmt::format("ENGINE swarm: {} is the manager; {}", printable(settings.place.host), nodes)};
  if (!settings.build.registry.empty()) {
    notes.push_back(fmt::format(
        "REGISTRY: {} pushes the images of all services to {}, they are pinned by the digests that they have "
        "there, and nodes pull them",
        printable(settings.place.host), printable(settings.build.registry)));
  } else if (!settings.swarm.nodes.empty()) {
    notes.emplace_back(
        "no REGISTRY: images are pinned by their ids and brought from the manager to each node through this "
        "machine, over ssh, layers that a node lacks only; none of them has to pull");
  }
  return notes;
}

std::string waiting_text(const host::WaitingService& service) {
  using Away = host::WaitingService::Node::Away;
  const std::string begin = fmt::format("{} does not run: ", printable(service.service));
  if (service.nodes.empty()) {
    return begin + "no node of the swarm may run it any more";
  }
  const auto state_of = [](const host::WaitingService::Node& node) {
    return node.away == Away::down ? "is down" : node.away == Away::draining ? "is drained" : "is paused";
  };
  const bool are_down =
      std::all_of(service.nodes.begin(), service.nodes.end(),
                  [](const host::WaitingService::Node& node) { return node.away == Away::down; });
  if (service.nodes.size() == 1) {
    const host::WaitingService::Node& node = service.nodes.front();
    return begin + fmt::format("{}, which alone may run it, {}; deploy once more when it {}",
                               printable(node.name), state_of(node),
                               are_down ? "is back" : "takes tasks again");
  }
  std::vector<std::string> names;
  for (const host::WaitingService::Node& node : service.nodes) {
    names.push_back(printable(node.name) + (are_down ? std::string{} : fmt::format(" {}", state_of(node))));
  }
  return begin + fmt::format("the nodes that may run it {} ({}); deploy once more when one of them {}",
                             are_down ? "are down" : "take no tasks", join(names, ", "),
                             are_down ? "is back" : "does");
}

void plan_for_tasks(classify::Plan& plan) {
  for (classify::ServicePlan& service : plan.services) {
    if (service.action == classify::ServiceAction::restart) {
      service.action = classify::ServiceAction::recreate;
    }
    service.refresh = classify::Refresh::none;
  }
}

Result<swarm::Stack> stack_of(const PlannedRelease& planned, const Settings& settings,
                              const std::string& directory, std::uint64_t release) {
  const ReleaseSpec& spec = planned.spec;
  swarm::StackOptions options;
  options.project = spec.project_v2;
  options.directory = directory;
  options.labels = {{"dev.slipway.commit", spec.commit},
                    {"dev.slipway.deployment", settings.place.deployment},
                    {"dev.slipway.directory", directory},
                    {"dev.slipway.environment", settings.place.environment},
                    {"dev.slipway.release", std::to_string(release)}};
  options.brought = places_beside_git(settings.application);
  options.settle = settings.switchover.settle;
  for (const std::string& service : spec.services) {
    if (start_order(*spec.application, service, update_order_of(settings.switchover.update_order),
                    std::set<std::string>{})
            .starts_first()) {
      options.start_first.insert(service);
    }
  }
  return swarm::write_stack(*spec.application, options);
}

namespace {

/// Whether a line means the same to compose and to `docker stack deploy`, which takes what follows `=` as it
/// stands.
bool is_plain_line(std::string_view line) {
  if (line.ends_with('\r')) {
    return false;
  }
  if (trim(line).empty() || line.front() == '#') {
    return true;
  }
  const std::size_t equals = line.find('=');
  const std::string_view name = line.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view{} : line.substr(equals + 1);
  return equals != std::string_view::npos && !name.empty() &&
         name.find_first_of(" \t:\"'") == std::string_view::npos &&
         value.find_first_of("\"'`$\\") == std::string_view::npos &&
         value.find(" #") == std::string_view::npos && trim(value) == value;
}

}  // namespace

Result<void> check_environment_files(const PlannedRelease& planned, const std::vector<SecretFile>& secrets) {
  if (planned.spec.application == nullptr) {
    return {};
  }
  for (const auto& [name, service] : planned.spec.application->services) {
    for (const compose::EnvironmentFile& file : service.environment_files) {
      for (const SecretFile& secret : secrets) {
        if (!service.active || secret.place != file.path.path) {
          continue;
        }
        const std::vector<std::string> lines = split(secret.bytes, '\n');
        for (std::size_t at = 0; at < lines.size(); ++at) {
          if (!file.raw && !is_plain_line(lines[at])) {
            return fail(
                ExitCode::refused,
                fmt::format("line {} of `{}` would mean something else to a swarm", at + 1,
                            printable(secret.place)),
                "the engine takes what follows `=` as it stands: quotes, variables and comments belong to "
                "the value",
                "write NAME=value without them, or make it one of `secrets`");
          }
        }
      }
    }
  }
  return {};
}

}  // namespace slipway::deploy
