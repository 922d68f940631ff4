#pragma once

#include "classify/tree.hpp"
#include "image/predict/layers.hpp"
#include "util/error.hpp"

#include <map>
#include <string>

namespace slipway::image {

/// What `slipway layers` compares, besides two trees.
struct LayersQuery {
  std::string context;     ///< The build context in both trees; "" is their root.
  std::string dockerfile;  ///< From the root of the trees; empty for the default one.
  std::string target;
  std::map<std::string, std::string> arguments;
  std::string platform = "linux/amd64";
};

/// What building `to` does on a builder that has built `from`. If there is nothing to compare with,
/// because the Dockerfile of `from` is missing or refused, every step is a miss. Error if that of `to` is.
Result<LayersPrediction> compare_layers(const classify::Tree& from, const classify::Tree& to,
                                        const LayersQuery& query);

/// One line for each step, the first step that runs again, and the summary.
std::string layers_text(const LayersPrediction& prediction);

/// The same for programs: schema 1, documented in docs/reference/layers-json.md.
std::string layers_json(const LayersPrediction& prediction);

}  // namespace slipway::image
