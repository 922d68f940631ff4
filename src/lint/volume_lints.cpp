#include "lint/volume_lints.hpp"

#include "image/go/clean_path.hpp"
#include "lint/copied_file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace slipway::lint {
namespace {

using classify::Finding;
using image::BuildStep;

/// Those of the image's own VOLUME instructions.
std::vector<VolumePlace> own_volumes(const image::ImageModel& model) {
  std::vector<VolumePlace> places;
  const std::string* text = text_of(model.metadata(), "VOLUME");
  for (std::string_view word : split(text == nullptr ? std::string{} : *text, '\n')) {
    constexpr std::string_view json = "json ";
    word.remove_prefix(word.starts_with(json) ? json.size() : 0);
    if (word.starts_with('/')) {
      places.push_back({std::string(word), model.dockerfile(), 0});
    }
  }
  return places;
}

/// Whether the step copies something from the commit to the place, or below it.
Result<bool> copies_to(const image::ImageModel& model, std::size_t number, const std::string& place) {
  const BuildStep& step = model.steps()[number];
  const std::string* destination = text_of(step.key, "the destination");
  const bool takes_files = std::any_of(
      step.inputs.begin(), step.inputs.end(),
      [](const image::StepInput& input) { return input.kind == image::StepInput::Kind::context; });
  if (step.kind != BuildStep::Kind::copy || step.place_is_open || destination == nullptr || !takes_files) {
    return false;
  }
  const std::string target = image::clean_path(*destination);
  if (target == place || image::lies_below(target, place)) {
    return true;
  }
  SLIPWAY_TRY_ASSIGN(const auto file, copied_to(model, number, place));
  return file.has_value();
}

}  // namespace

Result<std::vector<Finding>> volume_lints(const image::ImageModel& model,
                                          const std::vector<VolumePlace>& volumes) {
  std::vector<VolumePlace> places = volumes;
  for (VolumePlace& own : own_volumes(model)) {
    places.push_back(std::move(own));
  }
  std::vector<Finding> findings;
  for (const VolumePlace& volume : places) {
    const std::string place = image::clean_path(volume.path);
    for (std::size_t number = 0; number < model.steps().size(); ++number) {
      const BuildStep& step = model.steps()[number];
      if (step.stage != model.steps().back().stage) {
        continue;
      }
      SLIPWAY_TRY_ASSIGN(const bool copies, copies_to(model, number, place));
      if (copies) {
        findings.push_back({"volume-over-files",
                            {},
                            volume.file,
                            volume.line == 0 ? step.line : volume.line,
                            fmt::format("a volume lies at `{}`, where {} puts files", volume.path, step.name),
                            "the volume keeps the files of the first deployment: what a later commit changes "
                            "there never arrives",
                            "mount the volume at another place, or leave it out; SILENCE volume-over-files "
                            "if the files are only "
                            "its first content",
                            {step.name}});
        break;
      }
    }
  }
  return findings;
}

}  // namespace slipway::lint
