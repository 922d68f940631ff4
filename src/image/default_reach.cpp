#include "image/default_reach.hpp"

#include "image/image_model.hpp"
#include "image/placeholders.hpp"
#include "image/reach.hpp"

#include <algorithm>

namespace slipway::image {

bool uses_context(const ImageModel& model) {
  return std::any_of(model.steps().begin(), model.steps().end(), [](const BuildStep& step) {
    return std::any_of(step.inputs.begin(), step.inputs.end(),
                       [](const StepInput& input) { return input.kind == StepInput::Kind::context; });
  });
}

Result<classify::ReachAnswers> default_reach(const classify::Tree& from, const classify::Tree& to,
                                             const classify::ChangeSet& changes) {
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
  return reach_of_changes(before ? &*before : nullptr, *after, changes);
}

}  // namespace slipway::image
