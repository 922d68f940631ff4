#include "deploy/remote/swarm_tasks.hpp"

#include "host/scripts.hpp"
#include "util/pasted_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace slipway::deploy {
namespace {

struct Task {
  std::string node_id;
  std::string hostname;
  std::string container;
};

std::vector<Task> parse_tasks(const std::string& text) {
  std::vector<Task> tasks;
  for (const std::string& line : split(text, '\n')) {
    if (auto words = split(line, ' '); words.size() == 3 && !words[2].empty()) {
      tasks.push_back({words[0], words[1], words[2]});
    }
  }
  return tasks;
}

/// `user@pi2.lan` is most likely the node with the host name `pi2`.
bool sounds_like(const std::string& name, const std::string& hostname) {
  const std::string host = name.substr(name.find('@') == std::string::npos ? 0 : name.find('@') + 1);
  return host == hostname || host.starts_with(hostname + ".");
}

}  // namespace

Result<std::optional<TaskElsewhere>> find_task_elsewhere(const Settings& settings, host::Connection& manager,
                                                         const std::string& directory,
                                                         const std::string& service, host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult found,
                     manager.run({std::string(host::task_sh), {directory, service}}));
  const std::vector<Task> tasks = parse_tasks(found.out);
  if (tasks.empty()) {
    return std::nullopt;
  }
  std::vector<std::string> names = settings.swarm.nodes;
  std::stable_partition(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(tasks.begin(), tasks.end(),
                       [&](const Task& task) { return sounds_like(name, task.hostname); });
  });
  for (const std::string& name : names) {
    host::ScriptResult said;
    const auto node = network.open({name, settings.place.ssh_config, false, {}},
                                   {"docker info --format '{{.Swarm.NodeID}}'\n", {}}, said);
    if (!node) {
      continue;
    }
    const std::string id(trim(said.out));
    const auto task =
        std::find_if(tasks.begin(), tasks.end(), [&](const Task& one) { return one.node_id == id; });
    if (task != tasks.end()) {
      return TaskElsewhere{name, task->container};
    }
  }
  std::vector<std::string> hostnames;
  for (const Task& task : tasks) {
    hostnames.push_back(printable(task.hostname));
  }
  std::sort(hostnames.begin(), hostnames.end());
  hostnames.erase(std::unique(hostnames.begin(), hostnames.end()), hostnames.end());
  return fail(ExitCode::unreachable,
              fmt::format("the tasks of {} run on {}, which cannot be reached", printable(service),
                          join(hostnames, ", ")),
              settings.swarm.nodes.empty() ? std::string("NODES is empty")
                                           : std::string("none of the NODES that answer is such a node"),
              PastedCommand("ssh -t {} docker exec -it {} sh   (if ssh knows it by its host name)",
                            tasks.front().hostname, tasks.front().container.substr(0, 12))
                  .text());
}

}  // namespace slipway::deploy
