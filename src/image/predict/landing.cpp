#include "image/predict/landing.hpp"

#include "image/context/selection_members.hpp"
#include "image/go/clean_path.hpp"

#include <algorithm>

namespace slipway::image {

namespace {

const std::string* key_text(const BuildStep& step, std::string_view label) {
  const auto part =
      std::find_if(step.key.begin(), step.key.end(), [&](const KeyPart& one) { return one.label == label; });
  return part == step.key.end() ? nullptr : &part->text;
}

/// The place that one plain source gives the file; nothing where it is not certain.
std::optional<std::string> place_by(const ContextSelector& selector, const std::string& destination,
                                    bool is_alone, std::string_view path) {
  const std::string source = normal_path(selector.path);
  if (path == source) {
    const bool into_directory = destination.ends_with('/') || destination.ends_with("/.") || !is_alone;
    return clean_path(into_directory ? destination + "/" + base_name(path) : destination);
  }
  if (!lies_below(path, source)) {
    return std::nullopt;
  }
  const std::size_t skipped = source.empty() ? 0 : source.size() + 1;
  return clean_path(destination + "/" + std::string(path.substr(skipped)));
}

/// Adds the places that a step gives the file. False where they are not certain.
Result<bool> add_places(std::vector<std::string>& places, const ImageModel& model, const BuildStep& step,
                        std::string_view path) {
  const std::string* destination = key_text(step, "the destination");
  const std::string* instruction = key_text(step, "the instruction");
  const bool is_plain_copy = step.kind == BuildStep::Kind::copy && destination != nullptr &&
                             (instruction == nullptr || instruction->empty());
  if (!is_plain_copy || step.place_is_open || step.stage != model.steps().back().stage) {
    return false;
  }
  for (const StepInput& input : step.inputs) {
    if (input.kind != StepInput::Kind::context) {
      return false;
    }
    const ContextView& context = model.contexts()[input.context];
    const std::string root = context.tree_path("");
    if (!root.empty() && !lies_below(path, root)) {
      continue;
    }
    const std::string_view relative = path.substr(root.empty() ? 0 : root.size() + 1);
    for (const ContextSelector& selector : input.selectors) {
      SLIPWAY_TRY_ASSIGN(const auto members, SelectionMembers::open(context, selector));
      SLIPWAY_TRY_ASSIGN(const Membership membership, members.find(relative));
      if (membership == Membership::none) {
        continue;
      }
      const auto place = selector.filters()
                             ? std::nullopt
                             : place_by(selector, *destination, input.selectors.size() == 1, relative);
      if (!place) {
        return false;
      }
      places.push_back(*place);
    }
  }
  return true;
}

}  // namespace

Result<std::optional<std::vector<std::string>>> landing_places(const ImageModel& model,
                                                               const ReachIndex& index,
                                                               std::string_view path) {
  SLIPWAY_TRY_ASSIGN(const PathReach reach, index.find(path));
  std::vector<std::string> places;
  for (const std::size_t step : reach.steps) {
    SLIPWAY_TRY_ASSIGN(const bool certain, add_places(places, model, model.steps()[step], path));
    if (!certain) {
      return std::nullopt;
    }
  }
  if (places.empty()) {
    return std::nullopt;
  }
  return std::optional<std::vector<std::string>>(std::move(places));
}

}  // namespace slipway::image
