#include "lint/copied_file.hpp"

#include "image/go/clean_path.hpp"
#include "util/text.hpp"

#include <algorithm>

namespace slipway::lint {

using image::BuildStep;
using image::ContextView;

const std::string* text_of(const std::vector<image::KeyPart>& parts, std::string_view label) {
  const auto part =
      std::find_if(parts.begin(), parts.end(), [&](const image::KeyPart& one) { return one.label == label; });
  return part == parts.end() ? nullptr : &part->text;
}

Result<std::optional<CopiedFile>> copied_to(const image::ImageModel& model, std::size_t number,
                                            const std::string& place) {
  const BuildStep& step = model.steps()[number];
  const std::string* destination = text_of(step.key, "the destination");
  const ContextView& context = model.contexts().front();
  if (step.kind != BuildStep::Kind::copy || destination == nullptr) {
    return std::nullopt;
  }
  const std::string* mode = text_of(step.key, "--chmod");
  const auto source = [&](const ContextView::Node& node) {
    return CopiedFile{number, node.path, node.kind, mode != nullptr && !mode->empty()};
  };
  for (const image::StepInput& input : step.inputs) {
    if (input.kind != image::StepInput::Kind::context || input.context != 0) {
      continue;
    }
    for (const image::ContextSelector& selector : input.selectors) {
      if (selector.filters()) {
        continue;
      }
      SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(selector.path, true));
      if (!resolved.node) {
        continue;
      }
      if (resolved.node->is_directory()) {
        const std::string below = image::clean_path(*destination);
        if (image::lies_below(place, below == "/" ? "" : below)) {
          const std::string rest = place.substr(below == "/" ? 1 : below.size() + 1);
          const std::string& top = resolved.node->path;
          SLIPWAY_TRY_ASSIGN(const auto node, context.find(top.empty() ? rest : top + "/" + rest));
          if (node) {
            return source(*node);
          }
        }
      } else {
        const bool into_directory = destination->ends_with('/') || input.selectors.size() > 1;
        if (place == image::clean_path(into_directory ? *destination + "/" + image::base_name(selector.path)
                                                      : *destination)) {
          return source(*resolved.node);
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace slipway::lint
