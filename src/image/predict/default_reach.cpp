#include "image/predict/default_reach.hpp"

#include "image/predict/layers.hpp"
#include "image/predict/path_reach.hpp"
#include "image/predict/placeholders.hpp"
#include "image/steps/image_model.hpp"

#include <algorithm>

namespace slipway::image {

using classify::Reach;

bool uses_context(const ImageModel& model) {
  return std::any_of(model.steps().begin(), model.steps().end(), [](const BuildStep& step) {
    return std::any_of(step.inputs.begin(), step.inputs.end(),
                       [](const StepInput& input) { return input.kind == StepInput::Kind::context; });
  });
}

namespace {

/// Reading a file costs more than the whole verdict on it.
constexpr std::size_t most_changes_looked_into = 32;

}  // namespace

void settle_same_layers(classify::ReachAnswers& answers, const LayersPrediction& layers,
                        const ImageModel& after) {
  if (layers.first_rerun || !after.reservations().empty()) {
    return;
  }
  for (classify::ReachAnswer& answer : answers.distinct()) {
    if (answer.reach == Reach::dockerfile) {
      answer.reach = Reach::same_layers;
    } else if (answer.reach == Reach::ignore_file) {
      answer = {Reach::not_copied, {}};
    }
  }
}

Result<classify::ReachAnswers> default_reach(const classify::Tree& from, const classify::Tree& to,
                                             const classify::ChangeSet& changes, bool by_layers) {
  classify::ReachAnswers answers;
  if (changes.empty()) {
    return answers;
  }
  ImageSource source;
  source.tree = &to;
  const auto after = ImageModel::load(source);
  if (!after || !uses_context(*after)) {
    return answers;
  }
  SLIPWAY_TRY(refuse_lfs_pointers(*after));
  SLIPWAY_TRY_ASSIGN(const ReachIndex now, ReachIndex::of(*after));
  // Most changes leave the image's definition alone, and the tree before has nothing to add.
  std::optional<ImageModel> before;
  if (!now.held_before(changes)) {
    source.tree = &from;
    if (auto loaded = ImageModel::load(source)) {
      before = std::move(*loaded);
    }
  }
  std::optional<ReachIndex> then;
  if (before) {
    SLIPWAY_TRY_ASSIGN(then, ReachIndex::of(*before));
  }
  SLIPWAY_TRY_ASSIGN(answers, reach_of_changes(then ? &*then : nullptr, now, changes));
  if (changes.size() <= most_changes_looked_into) {
    SLIPWAY_TRY(refuse_changed_pointers(*after, changes, answers));
  }
  const bool definition_changed = std::any_of(
      answers.distinct().begin(), answers.distinct().end(), [](const classify::ReachAnswer& answer) {
        return answer.reach == Reach::dockerfile || answer.reach == Reach::ignore_file;
      });
  if (by_layers && before && definition_changed) {
    SLIPWAY_TRY_ASSIGN(const LayersPrediction layers, predict_layers(*before, *after));
    settle_same_layers(answers, layers, *after);
  }
  return answers;
}

}  // namespace slipway::image
