#include "deploy/remote/swarm_nodes.hpp"

#include "host/records.hpp"
#include "host/scripts.hpp"
#include "util/pasted_command.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace slipway::deploy {
namespace {

using namespace std::chrono_literals;

/// A layer can take long on a slow line, and docker is silent while it loads one. ssh notices a dead line.
constexpr auto transfer_patience = 60min;

/// What a node may say of pulling.
constexpr std::size_t most_words = 65536;

std::vector<std::string> with_script(std::string_view text, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"exec", "/bin/sh", "-c", std::string(text), "sh"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

host::Destination destination_of(const std::string& name, const Settings& settings) {
  return {name, settings.place.ssh_config, false, {}};
}

}  // namespace

Result<host::ScriptResult> SwarmNodes::run_on(Node& node, const std::vector<std::string>& arguments) {
  const host::Script script{std::string(host::node_sh), arguments};
  if (node.connection != nullptr) {
    if (auto result = node.connection->run(script)) {
      return result;
    }
  }
  // It may have been idle for as long as a build took.
  host::ScriptResult result;
  SLIPWAY_TRY_ASSIGN(node.connection, network_.open(destination_of(node.name, settings_), script, result));
  return result;
}

Result<void> SwarmNodes::reach(const SwarmState& swarm, const swarm::Stack& stack) {
  nodes_.clear();
  const SwarmNode* manager = swarm.node(swarm.node_id);
  std::vector<std::pair<std::string, Error>> missing;
  for (const std::string& name : settings_.swarm.nodes) {
    Node node{name, {}, nullptr};
    const auto result = run_on(node, {"look"});
    if (!result) {
      missing.emplace_back(name, result.error());
      continue;
    }
    const SwarmState seen = parse_swarm(result->out);
    const SwarmNode* known = swarm.node(seen.node_id);
    const std::string target = ssh_target(name, settings_.place.ssh_config);
    if (seen.local_state.empty()) {
      return fail(
          ExitCode::host_unsuited, fmt::format("docker does not answer on the node `{}`", printable(name)),
          printable_lines(trim(seen.error)),
          fmt::format("ssh {} docker info   (has to work: the account may need to be in the group docker)",
                      target));
    }
    if (known == nullptr) {
      return fail(ExitCode::host_unsuited,
                  fmt::format("`{}` is no node of the swarm of `{}`", printable(name),
                              printable(settings_.place.host)),
                  seen.local_state == "active" ? std::string("it is a node of another swarm")
                                               : std::string("it is in no swarm"),
                  PastedCommand("docker swarm join-token worker")
                          .over_ssh(settings_.place.host, settings_.place.ssh_config)
                          .text() +
                      fmt::format("   (prints the command to run on `{}`)", printable(name)));
    }
    if (manager != nullptr && known->platform != manager->platform) {
      return fail(
          ExitCode::host_unsuited,
          fmt::format("the node {} is {}, and the images are for {}", printable(known->hostname),
                      printable(known->platform), printable(manager->platform)),
          "a service has one image, which is made for the platform of the manager",
          fmt::format("take {0} out of NODES: it then gets no tasks\n"
                      "what is to run there is a deployment of its own, with ENGINE compose and HOST {0}",
                      printable(name)));
    }
    if (settings_.build.registry.empty() && !seen.store.empty() && !swarm.store.empty() &&
        seen.store != swarm.store) {
      const auto kept_in = [](const std::string& store) {
        return store == "containerd" ? "containerd's store" : "the engine's own store";
      };
      return fail(
          ExitCode::host_unsuited,
          fmt::format("images of the node {} are in {}, and those of `{}` in {}", printable(known->hostname),
                      kept_in(seen.store), printable(settings_.place.host), kept_in(swarm.store)),
          "services are pinned to the ids of their images, and an image has another id in the other store",
          "let both have the same value of \"features\": {\"containerd-snapshotter\": …} in "
          "/etc/docker/daemon.json\nor let nodes pull from a registry of yours: REGISTRY <address>");
    }
    node.id = known->id;
    if (node.id == swarm.node_id) {
      continue;  // The manager under another name.
    }
    nodes_.push_back(std::move(node));
  }
  const auto all_ready = std::all_of(swarm.nodes.begin(), swarm.nodes.end(),
                                     [](const SwarmNode& node) { return node.state == "ready"; });
  for (const auto& [name, error] : missing) {
    if (all_ready) {
      return fail(ExitCode::unreachable,
                  fmt::format("the node `{}` cannot be reached, and all nodes of the swarm are ready",
                              printable(name)),
                  cause_of(error),
                  fmt::format("ssh {} true   (has to work)", ssh_target(name, settings_.place.ssh_config)));
    }
    note_(
        fmt::format("the node {} cannot be reached and a node of the swarm is down: it gets no tasks until "
                    "the next deployment that reaches it",
                    printable(name)));
  }
  for (const SwarmNode& node : swarm.nodes) {
    const bool is_ours =
        node.id == swarm.node_id ||
        std::any_of(nodes_.begin(), nodes_.end(), [&](const Node& one) { return one.id == node.id; });
    // A node that has tasks would lose them before anything is checked.
    if (!is_ours && node.is_labelled && node.state == "ready" && node.availability != "drain" &&
        missing.empty()) {
      return fail(
          ExitCode::refused,
          fmt::format("the node {} may have tasks of this deployment, and NODES does not name it any more",
                      printable(node.hostname)),
          "its tasks would end before the release is known to work",
          PastedCommand("docker node update --availability drain {}", node.hostname)
                  .over_ssh(settings_.place.host, settings_.place.ssh_config)
                  .text() +
              "   (moves its tasks to other nodes), or name it in NODES");
    }
    if (!is_ours && node.is_labelled && node.state == "ready" && !missing.empty()) {
      return fail(
          ExitCode::unreachable,
          fmt::format("the node {} has tasks of this deployment, and none of the NODES that answer is it",
                      printable(node.hostname)),
          fmt::format("{} cannot be reached", printable(missing.front().first)),
          fmt::format("ssh {} true   (has to work)",
                      ssh_target(missing.front().first, settings_.place.ssh_config)));
    }
    for (const swarm::StackService& service : stack.services) {
      if (is_ours || node.hostname != service.hostname) {
        continue;
      }
      // The rest of the application does not wait for it.
      if (node.state != "ready" && !missing.empty()) {
        note_(
            fmt::format("the service {} is pinned to the node {}, which is down: it does not run until a "
                        "deployment reaches the node",
                        printable(service.name), printable(node.hostname)));
        continue;
      }
      return fail(ExitCode::refused,
                  fmt::format("the service {} is pinned to the node {}, which would not get its image",
                              printable(service.name), printable(node.hostname)),
                  missing.empty() ? std::string("NODES does not name it")
                                  : std::string("NODES does not name it, or it cannot be reached"),
                  "add the node to NODES, as ssh knows it");
    }
  }
  return {};
}

Result<void> SwarmNodes::bring(host::Connection& manager, Node& node, const Images& images,
                               const std::vector<std::string>& words) {
  std::vector<std::string> pack{images.chains};
  pack.insert(pack.end(), images.lacking.begin(), images.lacking.end());
  const Command reading = manager.command(host::for_any_shell(shell_join(with_script(host::pack_sh, pack))));
  const Command writing =
      node.connection->command(host::for_any_shell(shell_join(with_script(host::node_sh, words))));
  SLIPWAY_TRY_ASSIGN(Child source, Child::start(reading, {.in = Child::Stream::null, .own_group = true}));
  SLIPWAY_TRY_ASSIGN(Child sink, Child::start(writing, {.in = Child::Stream::pipe, .own_group = true}));
  std::uint64_t bytes = 0;
  std::string said;
  bool is_taken = true;
  const bool ended = source.pump(
      [&](Child::Source stream, std::string_view piece) {
        if (stream == Child::Source::err) {
          said += piece.substr(0, 4096 - std::min<std::size_t>(said.size(), 4096));
          return true;
        }
        bytes += piece.size();
        is_taken = sink.write(piece);
        return is_taken && !interrupted();
      },
      transfer_patience);
  sink.close_input();
  std::string answer;
  sink.pump(
      [&](Child::Source, std::string_view piece) {
        answer += piece.substr(0, 4096 - std::min<std::size_t>(answer.size(), 4096));
        return true;
      },
      transfer_patience);
  const int packed = is_taken && ended ? source.wait(10s).value_or(1) : 1;
  const int taken = sink.wait(10s).value_or(1);
  if (packed != 0 || taken != 0) {
    const std::string cause = std::string(trim(taken != 0 && !answer.empty() ? answer : said));
    return fail(ExitCode::failure,
                fmt::format("the images did not reach the node `{}`", printable(node.name)),
                cause.empty() ? std::string("the connection was lost") : printable_lines(cause),
                "run the same command again");
  }
  note_(fmt::format("{}: {} of images", printable(node.name), bytes_text(bytes)));
  return {};
}

Result<std::vector<std::string>> SwarmNodes::pull(Node& node, const std::vector<std::string>& images) {
  std::vector<std::string> words{"pull"};
  words.insert(words.end(), images.begin(), images.end());
  note_(fmt::format("{}: pulling {}", printable(node.name), count_of(images.size(), "image")));
  std::string out;
  SLIPWAY_TRY_ASSIGN(const int status, node.connection->follow(
                                           {std::string(host::node_sh), words},
                                           [&](std::string_view piece) {
                                             out += piece.substr(
                                                 0, most_words - std::min(out.size(), most_words));
                                             return !interrupted();
                                           },
                                           transfer_patience));
  if (interrupted() || status != 0) {
    return fail(ExitCode::failure, fmt::format("the node `{}` did not pull the images", printable(node.name)),
                interrupted() ? std::string("it was interrupted")
                              : fmt::format("its shell exited with status {}", status),
                "run the same command again");
  }
  std::vector<std::string> failed;
  host::read_records(out, [&](std::string_view name, const std::string& value) {
    const std::size_t end = value.find('\n');
    if (name != "failed" || end == std::string::npos) {
      return;
    }
    failed.push_back(value.substr(0, end));
    note_(fmt::format("{} could not pull {} itself: {}", printable(node.name), printable(failed.back()),
                      printable(trim(std::string_view(value).substr(end)))));
  });
  if (!failed.empty()) {
    note_(fmt::format("tasks on {} try to pull them once more, with the login that `{}` has there",
                      printable(node.name), printable(settings_.place.host)));
  }
  return failed;
}

Result<std::string> SwarmNodes::seed(host::Connection& manager, const std::string& request) {
  std::vector<std::string> words;
  for (std::string& word : split(request, ' ')) {
    if (!word.empty()) {
      words.push_back(std::move(word));
    }
  }
  // "SECONDS RELEASE KEPT IMAGE…"; how long the run waits is its own concern.
  if (words.size() < 4) {
    return fail(ExitCode::failure, "the run did not say which images it needs", {}, "slipway doctor");
  }
  const std::vector<std::string> images(words.begin() + 3, words.end());
  std::string answer = "yes";
  for (Node& node : nodes_) {
    std::vector<std::string> look{"look"};
    look.insert(look.end(), images.begin(), images.end());
    const auto seen = run_on(node, look);
    if (!seen) {
      return tl::unexpected(seen.error());
    }
    Images lacking;
    host::read_records(seen->out, [&](std::string_view name, const std::string& value) {
      if (name == "lacks") {
        lacking.lacking.push_back(value);
      } else if (name == "chain") {
        lacking.chains += (lacking.chains.empty() ? "" : "\n") + value;
      }
    });
    // What is in a registry, the node pulls; the others it has only from the manager.
    const auto in_registry =
        std::stable_partition(lacking.lacking.begin(), lacking.lacking.end(),
                              [](const std::string& image) { return image.find('@') == std::string::npos; });
    std::vector<std::string> absent;
    if (in_registry != lacking.lacking.end()) {
      SLIPWAY_TRY_ASSIGN(absent, pull(node, {in_registry, lacking.lacking.end()}));
      lacking.lacking.erase(in_registry, lacking.lacking.end());
    }
    std::vector<std::string> rest{words[1], words[2], tags_};
    std::copy_if(images.begin(), images.end(), std::back_inserter(rest), [&](const std::string& image) {
      return std::find(absent.begin(), absent.end(), image) == absent.end();
    });
    if (lacking.lacking.empty()) {
      rest.insert(rest.begin(), "keep");
      SLIPWAY_TRY_ASSIGN(const host::ScriptResult kept, run_on(node, rest));
      if (kept.status != 0) {
        return fail(ExitCode::failure,
                    fmt::format("the images of the node `{}` could not be named", printable(node.name)),
                    printable_lines(trim(kept.err)), "run the same command again");
      }
    } else {
      rest.insert(rest.begin(), "take");
      SLIPWAY_TRY(bring(manager, node, lacking, rest));
    }
    answer += " " + node.id;
  }
  return answer;
}

}  // namespace slipway::deploy
