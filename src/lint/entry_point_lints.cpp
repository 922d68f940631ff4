#include "lint/entry_point_lints.hpp"

#include "image/go/clean_path.hpp"
#include "image/go/json_array.hpp"
#include "lint/copied_file.hpp"
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

/// The program of a command that `sh -c` runs; empty if only a shell could tell.
std::string first_word_of_shell(std::string_view text) {
  text = trim(text);
  for (const std::string_view before : {"/bin/sh -c ", "exec "}) {
    text.remove_prefix(text.starts_with(before) ? before.size() : 0);
    text = trim(text);
  }
  const std::string_view word = text.substr(0, text.find_first_of(" \t\n"));
  return word.find_first_of("$`\"'\\(){}|&;<>*?[]~=") == std::string_view::npos ? std::string(word)
                                                                                : std::string{};
}

/// A word as a path in the image; nothing if it is looked for in PATH.
std::optional<std::string> place_of(const image::ImageModel& model, const std::string& word) {
  if (word.find('/') == std::string::npos) {
    return std::nullopt;
  }
  const std::string* directory = text_of(model.metadata(), "WORKDIR");
  return image::clean_path(word.starts_with('/') || directory == nullptr ? word : *directory + "/" + word);
}

/// The program of ENTRYPOINT or CMD; empty without one.
std::string program_of(const image::ImageModel& model, const char* instruction) {
  const std::string* text = text_of(model.metadata(), instruction);
  constexpr std::string_view exec_form = "json ";
  if (text == nullptr || !text->starts_with(exec_form)) {
    return text == nullptr ? std::string{} : first_word_of_shell(*text);
  }
  return text->substr(exec_form.size(), text->find('\n') - exec_form.size());
}

/// Whether the image has the instruction, and not an empty one that takes back that of its base.
bool has_instruction(const image::ImageModel& model, const char* instruction) {
  const std::string* text = text_of(model.metadata(), instruction);
  return text != nullptr && !text->empty() && *text != "json ";
}

/// What a container starts with, as a path in the image. The compose file's entry point takes the image's CMD
/// away as well.
std::optional<std::string> entry_point(const image::ImageModel& model, const StartPrograms& start) {
  const bool has_own = !start.entry_point.empty();
  if (has_own || (!has_instruction(model, "ENTRYPOINT") && !start.command.empty())) {
    const std::string& program = has_own ? start.entry_point : start.command;
    return program.starts_with('/') || !start.has_own_directory ? place_of(model, program) : std::nullopt;
  }
  return place_of(model, program_of(model, has_instruction(model, "ENTRYPOINT") ? "ENTRYPOINT" : "CMD"));
}

/// Whether a later RUN may put right what is wrong with the file.
bool is_mended(const image::ImageModel& model, const CopiedFile& source, const std::string& place,
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

Result<std::vector<Finding>> entry_point_lints(const image::ImageModel& model, const StartPrograms& start) {
  std::vector<Finding> findings;
  const auto place = entry_point(model, start);
  if (!place) {
    return findings;
  }
  std::optional<CopiedFile> source;
  for (std::size_t number = model.steps().size(); number > 0 && !source; --number) {
    if (model.steps()[number - 1].stage == model.steps().back().stage) {
      SLIPWAY_TRY_ASSIGN(source, copied_to(model, number - 1, *place));
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
         "the container ends at once, with \"no such file or directory\"",
         fmt::format("sed -i 's/\\r$//' {0} && echo '{1} text eol=lf' >> .gitattributes   (then commit)",
                     path, image::base_name(path)),
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
                        fmt::format("git update-index --chmod=+x {}   (then commit)", path),
                        {}});
  }
  return findings;
}

}  // namespace slipway::lint
