#pragma once

#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// What happens to a step when the image is built again.
enum class LayerVerdict : std::uint8_t {
  hit,   ///< Reused.
  miss,  ///< Runs again.
  maybe  ///< Depends on what a step that runs again produces: files taken from another stage are compared by
         ///< content.
};

struct LayerPrediction {
  std::string step;  ///< As BuildKit lists it.
  int line = 0;
  LayerVerdict verdict = LayerVerdict::hit;
  std::string cause;  ///< Why it is not certainly reused; for a hit, what is only known after the build.
};

/// What building `after` does on a builder that has built `before`.
struct LayersPrediction {
  std::vector<LayerPrediction> steps;
  std::optional<std::size_t> first_rerun;  ///< The first step that certainly or possibly runs again.
  /// Of the steps that are counted (BuildStep::is_counted): all, the certain hits, and the MAYBEs.
  std::size_t total = 0;
  std::size_t reused = 0;
  std::size_t undecided = 0;
  std::vector<std::string>
      metadata_changes;               ///< What of the image's configuration differs: "CMD", "LABEL version".
  std::vector<std::string> problems;  ///< Where the build of `after` stops.
  std::vector<std::string> reservations;  ///< Why the prediction may be wrong.

  /// "3 of 5 steps reused", with what is undecided.
  std::string summary() const;
};

std::string_view name_of(LayerVerdict verdict);

/// Compares every step by what the builder recognises it by: its own key, the steps that it builds on, and
/// the content of what it takes in. Error if a tree cannot be read.
Result<LayersPrediction> predict_layers(const ImageModel& before, const ImageModel& after);

/// What building `after` does on a builder that has built nothing like it: every step is a miss, because of
/// `cause`.
Result<LayersPrediction> predict_first_build(const ImageModel& after, const std::string& cause);

/// The steps that a new value of a build argument makes run again, by number; those that it may make run
/// again are among them. Empty if the argument is not declared, or nothing behind it sees it.
Result<std::vector<std::size_t>> steps_seeing_argument(const ImageModel& model, const std::string& name);

}  // namespace slipway::image
