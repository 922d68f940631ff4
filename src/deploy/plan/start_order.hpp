#pragma once

#include "classify/plan.hpp"
#include "compose/model.hpp"

#include <optional>
#include <set>
#include <string>

namespace slipway::deploy {

/// UPDATE_ORDER. With `automatic` the new container starts first if the service has nothing exclusive and
/// others connect to it, so that they see no gap. Two containers of a worker that nobody connects to may
/// disturb each other.
enum class UpdateOrder : std::uint8_t { automatic, stop_first, start_first };

/// The value of UPDATE_ORDER in settings.json: `auto`, `stop-first`, `start-first`.
UpdateOrder update_order_of(const std::string& name);

/// In which order the containers of the service `name` are replaced. `asked`: UPDATE_ORDER;
/// `deploy.update_config.order` of the service wins over it. `exposing`: the services whose Dockerfile says
/// EXPOSE; nothing if no Dockerfile was read, so that the host has to say.
classify::StartOrder start_order(const compose::Model& model, const std::string& name, UpdateOrder asked,
                                 const std::optional<std::set<std::string>>& exposing);

}  // namespace slipway::deploy
