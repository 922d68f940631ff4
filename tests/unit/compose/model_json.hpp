#pragma once

#include "compose/model.hpp"

#include <nlohmann/json.hpp>

namespace slipway::compose {

/// A model in the form of `docker compose config --format json`, as far as the model goes, for a project in
/// /host/hey-orac whose owner lives in /home/person.
nlohmann::json model_json(const Model& model);

/// What of compose's own output model_json() has as well, in the same form.
nlohmann::json comparable_record(const nlohmann::json& recorded);

}  // namespace slipway::compose
