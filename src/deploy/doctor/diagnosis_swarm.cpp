#include "deploy/doctor/diagnosis.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

/// Certificates of nodes are not valid before they are made, and messages of managers carry times.
constexpr std::int64_t harmful_node_skew = 30;
constexpr unsigned management_port = 2377;
constexpr unsigned gossip_port = 7946;

void add(std::vector<Diagnosis>& found, DiagnosisSeverity severity, std::string name, std::string what,
         std::string why = {}, std::string fix = {}) {
  found.push_back({severity, std::move(name), std::move(what), std::move(why), std::move(fix),
                   severity == DiagnosisSeverity::fine
                       ? std::vector<Symptom>{}
                       : std::vector<Symptom>{Symptom::container_wont_start}});
}

void diagnose_quorum(const SwarmState& swarm, std::vector<Diagnosis>& found) {
  const std::size_t managers = swarm.managers();
  const auto reachable = std::count_if(swarm.nodes.begin(), swarm.nodes.end(), [](const SwarmNode& node) {
    return node.is_manager && node.is_reachable;
  });
  if (static_cast<std::size_t>(reachable) < managers) {
    add(found, DiagnosisSeverity::warning, "swarm-quorum",
        fmt::format("{} of {} managers can be reached", reachable, managers),
        "a swarm without more than half of its managers decides nothing: tasks go on, and nothing can be "
        "deployed",
        "bring the others back, or demote them: docker node demote <node>");
  } else if (managers % 2 == 0) {
    add(found, DiagnosisSeverity::warning, "swarm-quorum", fmt::format("the swarm has {} managers", managers),
        fmt::format("it needs {} of them: it bears the loss of no more than with {}", managers / 2 + 1,
                    managers - 1),
        "docker node demote <node>   (or promote one more, for three)");
  } else {
    add(found, DiagnosisSeverity::fine, "swarm-quorum",
        fmt::format("{}, which bear the loss of {}", count_of(managers, "manager"), (managers - 1) / 2));
  }
}

void diagnose_nodes(const DoctorFacts& facts, const SwarmState& swarm, std::vector<Diagnosis>& found) {
  for (const SwarmNode& node : swarm.nodes) {
    if (node.state != "ready") {
      add(found, DiagnosisSeverity::warning, "swarm-nodes",
          fmt::format("the node {} is {}", printable(node.hostname), printable(node.state)),
          "its tasks run elsewhere, or not at all if they are pinned to it",
          "bring it back, or remove it for good: docker node rm <node>");
    } else if (node.availability != "active" && node.is_labelled) {
      add(found, DiagnosisSeverity::hint, "swarm-nodes",
          fmt::format("the node {} gets no tasks: its availability is {}", printable(node.hostname),
                      printable(node.availability)),
          "somebody has said so", "docker node update --availability active <node>");
    }
  }
  for (const NodeFacts& node : facts.nodes) {
    if (!node.error.empty()) {
      add(found, DiagnosisSeverity::problem, "swarm-nodes",
          fmt::format("the node {} of NODES cannot be reached", printable(node.name)),
          printable_lines(node.error),
          fmt::format("ssh {} true   (has to work)",
                      ssh_target(node.name, facts.settings->place.ssh_config)));
    } else if (swarm.node(node.id) == nullptr) {
      add(found, DiagnosisSeverity::problem, "swarm-nodes",
          fmt::format("{} of NODES is no node of this swarm", printable(node.name)),
          "images would be brought to it, and no task would come",
          "docker swarm join-token worker   (on HOST)");
    }
    if (node.clock_skew_seconds && std::abs(*node.clock_skew_seconds) >= harmful_node_skew) {
      add(found, DiagnosisSeverity::warning, "swarm-clock",
          fmt::format("the clock of the node {} is {} {} ours", printable(node.name),
                      duration_text(static_cast<double>(std::abs(*node.clock_skew_seconds))),
                      *node.clock_skew_seconds > 0 ? "ahead of" : "behind"),
          "certificates of nodes count as not yet valid, or as expired",
          fmt::format("ssh -t {} sudo timedatectl set-ntp true",
                      ssh_target(node.name, facts.settings->place.ssh_config)));
    }
  }
}

void diagnose_mix(const SwarmState& swarm, std::vector<Diagnosis>& found) {
  std::set<std::string> platforms;
  std::set<std::string> engines;
  for (const SwarmNode& node : swarm.nodes) {
    platforms.insert(printable(node.platform));
    engines.insert(printable(node.engine));
  }
  const SwarmNode* own = swarm.node(swarm.node_id);
  if (platforms.size() > 1 && own != nullptr) {
    add(found, DiagnosisSeverity::hint, "swarm-platforms",
        fmt::format("the nodes have several platforms: {}", join({platforms.begin(), platforms.end()}, ", ")),
        fmt::format("images are for {}, and other nodes get no tasks", printable(own->platform)),
        fmt::format("let NODES name nodes of {} alone", printable(own->platform)));
  }
  if (engines.size() > 1) {
    add(found, DiagnosisSeverity::hint, "swarm-engines",
        fmt::format("the nodes have several engines: {}", join({engines.begin(), engines.end()}, ", ")),
        "a service may run on one node and not on another", "upgrade the older ones, the managers last");
  }
}

void diagnose_swarm_ports(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  for (const unsigned port : {management_port, gossip_port}) {
    const bool is_open = std::any_of(facts.host.listening.begin(), facts.host.listening.end(),
                                     [&](const host::Listener& listener) { return listener.port == port; });
    if (!is_open) {
      add(found, DiagnosisSeverity::problem, "swarm-ports",
          fmt::format("nothing listens on port {} of the manager", port),
          port == gossip_port ? "nodes find each other there: networks between them do not work"
                              : "nodes reach the manager there",
          on_host(facts, "sudo systemctl restart docker"));
    }
  }
}

}  // namespace

void diagnose_swarm(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  if (!facts.settings->swarm.on || !facts.swarm) {
    return;
  }
  const SwarmState& swarm = *facts.swarm;
  if (swarm.local_state != "active" || !swarm.is_manager) {
    add(found, DiagnosisSeverity::problem, "swarm",
        swarm.local_state != "active" ? "the host is in no swarm"
                                      : "the host is a worker of its swarm, not a manager",
        "ENGINE swarm needs a manager",
        swarm.local_state != "active" ? on_host(facts, "docker swarm init")
                                      : "docker node promote <this node>   (on a manager)");
    return;
  }
  if (swarm.nodes.empty()) {
    add(found, DiagnosisSeverity::problem, "swarm-quorum", "the swarm does not say which nodes it has",
        printable_lines(trim(swarm.error)), "bring back more than half of its managers");
    return;
  }
  add(found, DiagnosisSeverity::fine, "swarm",
      fmt::format("a manager of {}", count_of(swarm.nodes.size(), "node")));
  diagnose_quorum(swarm, found);
  diagnose_nodes(facts, swarm, found);
  diagnose_mix(swarm, found);
  diagnose_swarm_ports(facts, found);
  if (swarm.ipvs == SwarmState::Ipvs::no) {
    add(found, DiagnosisSeverity::hint, "swarm-mesh", "the kernel has no IPVS",
        "virtual addresses and ports without `mode: host` answer nobody",
        "write `endpoint_mode: dnsrr`, and ports with `mode: host`");
  }
}

}  // namespace slipway::deploy
