#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/remote/swarm.hpp"
#include "host/connection.hpp"
#include "util/error.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The nodes that NODES names, over connections of their own: they get the images that the manager has.
class SwarmNodes {
 public:
  /// `tags` is how the names of the deployment's images begin (release_tags()).
  SwarmNodes(const Settings& settings, std::string tags, host::Network& network,
             std::function<void(const std::string&)> note)
      : settings_(settings), tags_(std::move(tags)), network_(network), note_(std::move(note)) {}

  /// Reaches each of them and finds out which node of the swarm it is. Error: one cannot be reached although
  /// all nodes are there, is of another swarm, or of another platform than the manager, whose images it could
  /// not run, or keeps images in another way without a REGISTRY; or a service is pinned to a node that would
  /// get no images. A node that is down is left out.
  Result<void> reach(const SwarmState& swarm, const swarm::Stack& stack);

  /// Brings the images of a run to each of them; `request` is what runner/nodes.sh says. "yes NODE-ID…" of
  /// those that may have tasks. `manager` is a connection to HOST. A node pulls those that are in a registry;
  /// if it cannot, that is said, and its tasks try it once more, with the login of HOST.
  Result<std::string> seed(host::Connection& manager, const std::string& request);

 private:
  struct Node {
    std::string name;  ///< As ssh knows it.
    std::string id;
    std::unique_ptr<host::Connection> connection;
  };
  struct Images {
    std::vector<std::string> lacking;
    std::string chains;
  };

  Result<host::ScriptResult> run_on(Node& node, const std::vector<std::string>& arguments);
  /// Those of `images` that the node could not pull.
  Result<std::vector<std::string>> pull(Node& node, const std::vector<std::string>& images);
  Result<void> bring(host::Connection& manager, Node& node, const Images& images,
                     const std::vector<std::string>& words);

  const Settings& settings_;
  std::string tags_;
  host::Network& network_;
  std::function<void(const std::string&)> note_;
  std::vector<Node> nodes_;
};

}  // namespace slipway::deploy
