#include "lint/entry_point_lints.hpp"

#include "image/go/clean_path.hpp"
#include "image/go/json_array.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace slipway::lint {
namespace {

using classify::EntryKind;
using classify::Finding;
using image::BuildStep;
using image::ContextView;

const std::string* text_of(const std::vector<image::KeyPart>& parts, std::string_view label) {
  const auto part =
      std::find_if(parts.begin(), parts.end(), [&](const image::KeyPart& one) { return one.label == label; });
  return part == parts.end() ? nullptr : &part->text;
}

/// The first word of ENTRYPOINT, or else of CMD, as a path in the image; nothing if it is looked for in PATH.
std::optional<std::string> entry_point(const image::ImageModel& model) {
  for (const char* instruction : {"ENTRYPOINT", "CMD"}) {
    const std::string* text = text_of(model.metadata(), instruction);
    constexpr std::string_view exec_form = "json ";
    if (text == nullptr || text->empty()) {
      continue;
    }
    if (!text->starts_with(exec_form)) {
      return std::nullopt;  // A shell starts it, and what the shell makes of its words is not known here.
    }
    const std::string word = text->substr(exec_form.size(), text->find('\n') - exec_form.size());
    if (word.find('/') == std::string::npos) {
      return std::nullopt;
    }
    const std::string* directory = text_of(model.metadata(), "WORKDIR");
    return image::clean_path(word.starts_with('/') || directory == nullptr ? word : *directory + "/" + word);
  }
  return std::nullopt;
}

struct Source {
  std::size_t step = 0;
  std::string path;  ///< In the context.
  EntryKind kind = EntryKind::file;
  bool has_own_mode = false;
};

/// The file of the main context that a plain COPY puts at the place, if one does.
Result<std::optional<Source>> source_of(const image::ImageModel& model, std::size_t number,
                                        const std::string& place) {
  const BuildStep& step = model.steps()[number];
  const std::string* destination = text_of(step.key, "the destination");
  const ContextView& context = model.contexts().front();
  if (step.kind != BuildStep::Kind::copy || destination == nullptr) {
    return std::nullopt;
  }
  const std::string* mode = text_of(step.key, "--chmod");
  const auto source = [&](const ContextView::Node& node) {
    return Source{number, node.path, node.kind, mode != nullptr && !mode->empty()};
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

/// Whether a later RUN may put right what is wrong with the file.
bool is_mended(const image::ImageModel& model, const Source& source, const std::string& place,
               const std::vector<std::string_view>& programs) {
  const std::string name = image::base_name(place);
  for (std::size_t number = source.step + 1; number < model.steps().size(); ++number) {
    const std::string& command = model.steps()[number].command;
    const bool is_meant = command.find(name) != std::string::npos || command.find('*') != std::string::npos ||
                          command.find("-R") != std::string::npos;
    if (is_meant && std::any_of(programs.begin(), programs.end(), [&](std::string_view program) {
          return command.find(program) != std::string::npos;
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::vector<Finding>> entry_point_lints(const image::ImageModel& model) {
  std::vector<Finding> findings;
  const auto place = entry_point(model);
  if (!place) {
    return findings;
  }
  std::optional<Source> source;
  for (std::size_t number = model.steps().size(); number > 0 && !source; --number) {
    if (model.steps()[number - 1].stage == model.steps().back().stage) {
      SLIPWAY_TRY_ASSIGN(source, source_of(model, number - 1, *place));
    }
  }
  const ContextView& context = model.contexts().front();
  if (!source || (source->kind != EntryKind::file && source->kind != EntryKind::executable)) {
    return findings;
  }
  const std::string path = context.tree_path(source->path);
  constexpr std::uint64_t largest_script = 1 << 20;
  if (context.tree().size(path).value_or(largest_script) >= largest_script) {
    return findings;
  }
  SLIPWAY_TRY_ASSIGN(const std::string text, context.tree().read(path));
  const bool is_script = text.starts_with("#!");
  const std::string first_line = text.substr(0, text.find('\n'));
  if (is_script && first_line.ends_with('\r') &&
      !is_mended(model, *source, *place, {"dos2unix", "sed", "tr "})) {
    findings.push_back(
        {"script-line-ends",
         {},
         path,
         1,
         fmt::format("`{}` starts the container, and its first line ends in a carriage return", path),
         "the container ends at once, with \"no such file or directory\", and starts again and again",
         fmt::format("sed -i 's/\\r$//' {0} && echo '{1} text eol=lf' >> .gitattributes, and commit", path,
                     image::base_name(path)),
         {}});
  }
  if (source->kind == EntryKind::file && !source->has_own_mode &&
      !is_mended(model, *source, *place, {"chmod", "install"})) {
    findings.push_back({"script-not-executable",
                        {},
                        path,
                        0,
                        fmt::format("`{}` starts the container, and is not executable", path),
                        "the container does not start: \"permission denied\"",
                        fmt::format("git update-index --chmod=+x {}, and commit", path),
                        {}});
  }
  return findings;
}

}  // namespace slipway::lint
