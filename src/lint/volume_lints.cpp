#include "lint/volume_lints.hpp"

#include "image/go/clean_path.hpp"
#include "lint/copied_file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::lint {
namespace {

using classify::Finding;
using image::BuildStep;

/// The volumes of the compose file, and those of VOLUME instructions that nothing else is mounted over.
std::vector<MountPlace> volumes_of(const image::ImageModel& model, const std::vector<MountPlace>& mounts) {
  std::vector<MountPlace> volumes;
  std::set<std::string> mounted;
  for (const MountPlace& mount : mounts) {
    mounted.insert(image::clean_path(mount.path));
    if (mount.is_volume) {
      volumes.push_back(mount);
    }
  }
  const std::string* text = text_of(model.metadata(), "VOLUME");
  for (std::string_view word : split(text == nullptr ? std::string{} : *text, '\n')) {
    constexpr std::string_view json = "json ";
    word.remove_prefix(word.starts_with(json) ? json.size() : 0);
    if (word.starts_with('/') && mounted.insert(image::clean_path(std::string(word))).second) {
      volumes.push_back({std::string(word), model.dockerfile(), 0, true});
    }
  }
  return volumes;
}

bool is_at_or_below(const std::string& path, const std::string& place) {
  return path == place || image::lies_below(path, place);
}

/// Whether the step copies something from the commit to the place, or below it, that no mount further down
/// hides.
Result<bool> copies_to(const image::ImageModel& model, std::size_t number, const std::string& place,
                       const std::vector<MountPlace>& mounts) {
  const BuildStep& step = model.steps()[number];
  const std::string* destination = text_of(step.key, "the destination");
  const bool takes_files = std::any_of(
      step.inputs.begin(), step.inputs.end(),
      [](const image::StepInput& input) { return input.kind == image::StepInput::Kind::context; });
  if (step.kind != BuildStep::Kind::copy || step.place_is_open || destination == nullptr || !takes_files) {
    return false;
  }
  const std::string target = image::clean_path(*destination);
  if (is_at_or_below(target, place)) {
    return std::none_of(mounts.begin(), mounts.end(), [&](const MountPlace& mount) {
      const std::string other = image::clean_path(mount.path);
      return image::lies_below(other, place) && is_at_or_below(target, other);
    });
  }
  SLIPWAY_TRY_ASSIGN(const auto file, copied_to(model, number, place));
  return file.has_value();
}

}  // namespace

Result<std::vector<Finding>> volume_lints(const image::ImageModel& model,
                                          const std::vector<MountPlace>& mounts) {
  std::vector<Finding> findings;
  for (const MountPlace& volume : volumes_of(model, mounts)) {
    const std::string place = image::clean_path(volume.path);
    for (std::size_t number = 0; number < model.steps().size(); ++number) {
      const BuildStep& step = model.steps()[number];
      if (step.stage != model.steps().back().stage) {
        continue;
      }
      SLIPWAY_TRY_ASSIGN(const bool copies, copies_to(model, number, place, mounts));
      if (copies) {
        findings.push_back(
            {"volume-over-files",
             {},
             volume.file,
             volume.line == 0 ? step.line : volume.line,
             fmt::format("a volume is mounted at `{}`, where {} puts files", volume.path, step.name),
             "Docker copies files into a volume once at most, when it creates it: containers do not "
             "get what a later commit changes there",
             "mount the volume at another path, or leave it out; if the files are only its first "
             "content: SILENCE volume-over-files",
             {step.name}});
        break;
      }
    }
  }
  return findings;
}

}  // namespace slipway::lint
