#include "deploy/remote/swarm.hpp"

#include "host/records.hpp"
#include "host/scripts.hpp"
#include "util/pasted_command.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

SwarmNode parse_node(const std::vector<std::string>& words) {
  SwarmNode node;
  node.id = words[0];
  node.hostname = words[1];
  node.state = words[2];
  node.availability = words[3];
  node.is_manager = words[4] == "manager";
  node.is_reachable = words[5].starts_with("reachable");
  node.is_leader = words[5].ends_with("+leader");
  node.platform = words[6];
  node.engine = words[7];
  node.is_labelled = words[8] == "yes";
  return node;
}

}  // namespace

const SwarmNode* SwarmState::node(const std::string& id) const {
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const SwarmNode& one) { return one.id == id; });
  return found == nodes.end() ? nullptr : &*found;
}

std::size_t SwarmState::managers() const {
  return static_cast<std::size_t>(
      std::count_if(nodes.begin(), nodes.end(), [](const SwarmNode& one) { return one.is_manager; }));
}

SwarmState parse_swarm(std::string_view output) {
  SwarmState state;
  host::read_records(output, [&](std::string_view name, const std::string& value) {
    const std::vector<std::string> words = split(value, ' ');
    if (name == "swarm" && words.size() >= 3) {
      state.local_state = words[0];
      state.is_manager = words[1] == "true";
      state.node_id = words[2];
      state.error = words.size() > 4 ? join(std::vector<std::string>(words.begin() + 4, words.end()), " ")
                                     : std::string{};
    } else if (name == "node" && words.size() >= 9) {
      state.nodes.push_back(parse_node(words));
    } else if (name == "stack") {
      state.stack_directories.push_back(value);
    } else if (name == "store") {
      state.store = value;
    } else if (name == "nodes-error" || name == "error") {
      state.error = value;
    } else if (name == "ipvs") {
      state.ipvs = value == "yes"  ? SwarmState::Ipvs::yes
                   : value == "no" ? SwarmState::Ipvs::no
                                   : SwarmState::Ipvs::unknown;
    }
  });
  return state;
}

Result<SwarmState> look_at_swarm(host::Connection& connection, const std::string& project) {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result,
                     connection.run({std::string(host::swarm_sh), {swarm::node_label(project), project}}));
  return parse_swarm(result.out);
}

Result<void> check_swarm(const SwarmState& swarm, const Place& place, const std::string& directory,
                         const std::string& project, const swarm::Stack& stack) {
  const std::string host = printable(place.host);
  const std::string target = ssh_target(place.host, place.ssh_config);
  if (swarm.local_state == "locked") {
    return fail(ExitCode::host_unsuited, fmt::format("the swarm of `{}` is locked", host), {},
                fmt::format("ssh -t {} docker swarm unlock", target));
  }
  if (swarm.local_state != "active") {
    return fail(
        ExitCode::host_unsuited, fmt::format("`{}` is in no swarm", host), printable(swarm.error),
        fmt::format("ssh {} 'docker swarm init'   (makes one; with several addresses: --advertise-addr "
                    "ADDRESS)",
                    target));
  }
  if (!swarm.is_manager) {
    return fail(ExitCode::host_unsuited, fmt::format("`{}` is a worker of its swarm, not a manager", host),
                {}, "let HOST name a manager, or run on one: docker node promote <this node>");
  }
  if (swarm.nodes.empty()) {
    return fail(ExitCode::host_unsuited,
                fmt::format("the swarm of `{}` does not say which nodes it has", host),
                printable_lines(trim(swarm.error)),
                "bring back the managers that are missing: more than half of them have to run");
  }
  for (const Untrusted& other : swarm.stack_directories) {
    if (other != directory) {
      return fail(
          ExitCode::refused,
          fmt::format("the stack `{}` of this swarm does not belong to `{}`", printable(project),
                      printable(directory)),
          other == "-" ? std::string("it was not deployed by Slipway")
                       : fmt::format("it was deployed from `{}`", printable(other)),
          PastedCommand(
              "give this one another name: PROJECT_NAME {0}-2 in slipway_add_deployment()\nor remove what "
              "is there first; its volumes stay: docker stack rm {0}",
              project)
              .text());
    }
  }
  if (!stack.need_mesh.empty() && swarm.ipvs == SwarmState::Ipvs::no) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("{} cannot be reached in this swarm", printable(join(stack.need_mesh, ", "))),
        fmt::format("the kernel of `{}` has no IPVS, without which virtual addresses and `mode: ingress` "
                    "ports answer nobody",
                    host),
        "write `deploy: endpoint_mode: dnsrr`, and ports with `mode: host`");
  }
  for (const swarm::StackService& service : stack.services) {
    if (!service.hostname.empty() &&
        std::none_of(swarm.nodes.begin(), swarm.nodes.end(),
                     [&](const SwarmNode& node) { return node.hostname == service.hostname; })) {
      std::vector<std::string> names;
      for (const SwarmNode& node : swarm.nodes) {
        names.push_back(printable(node.hostname));
      }
      return fail(ExitCode::refused,
                  fmt::format("the service {} is pinned to the node {}, which the swarm does not have",
                              printable(service.name), printable(service.hostname)),
                  fmt::format("its nodes are {}", join(names, ", ")),
                  "correct node.hostname in `deploy: placement: constraints`");
    }
  }
  return {};
}

}  // namespace slipway::deploy
