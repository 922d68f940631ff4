#include "image/default_reach.hpp"

#include "image/image_model.hpp"
#include "image/layers.hpp"
#include "image/placeholders.hpp"
#include "image/reach.hpp"

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
  for (auto& [path, answer] : answers) {
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
  source.tree = &from;
  const auto before = ImageModel::load(source);
  SLIPWAY_TRY_ASSIGN(answers, reach_of_changes(before ? &*before : nullptr, *after, changes));
  if (changes.size() <= most_changes_looked_into) {
    SLIPWAY_TRY(refuse_changed_pointers(*after, changes, answers));
  }
  const bool definition_changed = std::any_of(answers.begin(), answers.end(), [](const auto& answer) {
    return answer.second.reach == Reach::dockerfile || answer.second.reach == Reach::ignore_file;
  });
  if (by_layers && before && definition_changed) {
    SLIPWAY_TRY_ASSIGN(const LayersPrediction layers, predict_layers(*before, *after));
    settle_same_layers(answers, layers, *after);
  }
  return answers;
}

}  // namespace slipway::image
