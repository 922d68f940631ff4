#include "lint/volume_lints.hpp"

#include "image/context/selection_stream.hpp"
#include "image/go/clean_path.hpp"
#include "lint/copied_file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
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
  const auto& metadata = model.metadata();
  const auto text = std::find_if(metadata.begin(), metadata.end(),
                                 [](const image::KeyPart& part) { return part.label == "VOLUME"; });
  for (std::string_view word : split(text == metadata.end() ? std::string{} : text->text, '\n')) {
    constexpr std::string_view json = "json ";
    word.remove_prefix(word.starts_with(json) ? json.size() : 0);
    if (word.starts_with('/') && mounted.insert(image::clean_path(std::string(word))).second) {
      volumes.push_back({std::string(word), model.dockerfile(), text->line, true});
    }
  }
  return volumes;
}

bool is_at_or_below(const std::string& path, const std::string& place) {
  return path == place || image::lies_below(path, place);
}

bool lies_in_another(const std::string& target, const std::string& place,
                     const std::vector<MountPlace>& mounts) {
  return std::any_of(mounts.begin(), mounts.end(), [&](const MountPlace& mount) {
    const std::string other = image::clean_path(mount.path);
    return image::lies_below(other, place) && is_at_or_below(target, other);
  });
}

/// Whether the step takes a file from a context: all of them if `below` is nothing, else one that is there,
/// or below it. Directories alone leave nothing for a volume to hide.
Result<bool> takes_a_file(const image::ImageModel& model, const BuildStep& step,
                          const std::optional<std::string>& below) {
  for (const image::StepInput& input : step.inputs) {
    if (input.kind != image::StepInput::Kind::context) {
      continue;
    }
    for (const image::ContextSelector& selector : input.selectors) {
      SLIPWAY_TRY_ASSIGN(auto stream,
                         image::SelectionStream::open(model.contexts()[input.context], selector));
      while (true) {
        SLIPWAY_TRY_ASSIGN(const auto item, stream.next());
        if (!item) {
          break;
        }
        if (!item->node.is_directory() && (!below || is_at_or_below(item->node.path, *below))) {
          return true;
        }
      }
    }
  }
  return false;
}

/// Whether the step copies a file from the commit to the place, or below it, that no mount further down
/// hides.
Result<bool> copies_to(const image::ImageModel& model, std::size_t number, const std::string& place,
                       const std::vector<MountPlace>& mounts) {
  const BuildStep& step = model.steps()[number];
  const std::string* destination = text_of(step.key, "the destination");
  if (step.kind != BuildStep::Kind::copy || step.place_is_open || destination == nullptr) {
    return false;
  }
  const std::string target = image::clean_path(*destination);
  if (is_at_or_below(target, place)) {
    if (lies_in_another(target, place, mounts)) {
      return false;
    }
    return takes_a_file(model, step, std::nullopt);
  }
  SLIPWAY_TRY_ASSIGN(const auto source, copied_to(model, number, place));
  return source ? takes_a_file(model, step, source->path) : Result<bool>(false);
}

/// Whether a later RUN of the stage removes the place: `rm` and its path, or the end of it from the working
/// directory on.
bool is_removed_later(const image::ImageModel& model, std::size_t number, const std::string& place) {
  const auto& steps = model.steps();
  const auto is_place = [&](std::string word) {
    while (word.ends_with('/') || word.ends_with(';')) {
      word.pop_back();
    }
    return word == place || (!word.empty() && word.front() != '/' && place.ends_with("/" + word));
  };
  return std::any_of(
      steps.begin() + static_cast<std::ptrdiff_t>(number), steps.end(), [&](const BuildStep& step) {
        if (step.kind != BuildStep::Kind::run || step.stage != steps[number].stage) {
          return false;
        }
        std::string text = step.command;
        std::replace_if(
            text.begin(), text.end(), [](char one) { return one == '\n' || one == '\t'; }, ' ');
        bool removes = false;  // The words are those of an `rm`, up to the end of that command.
        for (const std::string& word : split(text, ' ')) {
          if (removes && is_place(word)) {
            return true;
          }
          removes = (removes || word == "rm" || word == "rmdir") && word != "&&" && word != "||" &&
                    word != "|" && !word.ends_with(';');
        }
        return false;
      });
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
      if (copies && !is_removed_later(model, number, place)) {
        findings.push_back(
            {"volume-over-files",
             {},
             volume.file,
             volume.line == 0 ? step.line : volume.line,
             fmt::format("a volume is mounted at `{}`, where {} puts files", volume.path, step.name),
             "Docker copies files into a volume once at most, when it creates it: containers do not "
             "get what a later commit changes there",
             "if the files are only the volume's first content: SILENCE volume-over-files; otherwise copy "
             "them to "
             "another path, or mount the volume at another one",
             {step.name}});
        break;
      }
    }
  }
  return findings;
}

}  // namespace slipway::lint
