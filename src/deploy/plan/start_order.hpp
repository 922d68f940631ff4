#pragma once

#include "classify/plan.hpp"
#include "compose/model.hpp"

#include <optional>
#include <set>
#include <string>

namespace slipway::deploy {

/// UPDATE_ORDER. With `automatic` the new container starts first if nothing of the service is exclusive and
/// others connect to it: that is what spares them the gap. A worker that nobody connects to may be in trouble
/// if two of it run.
enum class UpdateOrder : std::uint8_t { automatic, stop_first, start_first };

/// The value of UPDATE_ORDER in settings.json: `auto`, `stop-first`, `start-first`.
UpdateOrder update_order_of(const std::string& name);

/// In which order the containers of the service `name` change places. `asked`: UPDATE_ORDER;
/// `deploy.update_config.order` of the service wins over it. `exposing`: the services whose Dockerfile says
/// EXPOSE; nothing if no Dockerfile was read, so that the host has to say.
classify::StartOrder start_order(const compose::Model& model, const std::string& name, UpdateOrder asked,
                                 const std::optional<std::set<std::string>>& exposing);

}  // namespace slipway::deploy
