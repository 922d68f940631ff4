#include "image/predict/default_reach.hpp"

#include "image/predict/layers.hpp"
#include "image/predict/path_reach.hpp"
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

classify::ReachAnswers about_dockerfile(const classify::ReachAnswers& answers, std::size_t changes) {
  classify::ReachAnswers kept;
  for (std::size_t change = 0; change < changes; ++change) {
    const classify::ReachAnswer* answer = answers.of(change);
    if (answer != nullptr && answer->reach == Reach::dockerfile) {
      kept.add(*answer);
    } else {
      kept.add_none();
    }
  }
  return kept;
}

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

Result<classify::ReachAnswers> reach_since(const ImageSource& before, const ImageModel& after,
                                           const classify::ChangeSet& changes, bool by_layers) {
  SLIPWAY_TRY_ASSIGN(const ReachIndex now, ReachIndex::of(after));
  // Most changes leave the image's definition alone, and the tree before has nothing to add.
  if (now.held_before(changes) && before.options.triggers == after.source().options.triggers) {
    SLIPWAY_TRY_ASSIGN(auto answers, reach_of_changes(static_cast<const ReachIndex*>(nullptr), now, changes));
    return uses_context(after) ? std::move(answers) : about_dockerfile(answers, changes.size());
  }
  SLIPWAY_TRY_ASSIGN(const ImageModel model, ImageModel::load(before));
  SLIPWAY_TRY_ASSIGN(const ReachIndex then, ReachIndex::of(model));
  SLIPWAY_TRY_ASSIGN(classify::ReachAnswers answers, reach_of_changes(&then, now, changes));
  if (!uses_context(after) && !uses_context(model)) {
    answers = about_dockerfile(answers, changes.size());
  }
  const bool definition_changed = std::any_of(
      answers.distinct().begin(), answers.distinct().end(), [](const classify::ReachAnswer& answer) {
        return answer.reach == Reach::dockerfile || answer.reach == Reach::ignore_file;
      });
  if (by_layers && definition_changed) {
    SLIPWAY_TRY_ASSIGN(const LayersPrediction layers, predict_layers(model, after));
    settle_same_layers(answers, layers, after);
  }
  return answers;
}

}  // namespace slipway::image
