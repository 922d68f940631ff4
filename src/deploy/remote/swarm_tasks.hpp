#pragma once

#include "deploy/plan/settings.hpp"
#include "host/connection.hpp"
#include "util/error.hpp"

#include <optional>
#include <string>

namespace slipway::deploy {

/// A container of a task on another node than HOST.
struct TaskElsewhere {
  std::string node;       ///< As NODES names it.
  std::string container;  ///< Its id.
};

/// Where a task of the service runs, if none runs on HOST; nothing if one does, or none runs anywhere.
/// `manager` is a connection to HOST. Error: none of NODES is a node that runs one, as far as they can be
/// reached.
Result<std::optional<TaskElsewhere>> find_task_elsewhere(const Settings& settings, host::Connection& manager,
                                                         const std::string& directory,
                                                         const std::string& service, host::Network& network);

}  // namespace slipway::deploy
