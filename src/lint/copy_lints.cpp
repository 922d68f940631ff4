#include "lint/copy_lints.hpp"

#include "image/context/selection_stream.hpp"
#include "image/go/code_points.hpp"
#include "lint/layer_lints.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace slipway::lint {
namespace {

using classify::Finding;
using classify::Severity;
using image::BuildStep;
using image::ContextSelector;
using image::ContextView;
using image::StepInput;

constexpr std::size_t most_named = 3;

/// The part of a source that has to be there: all of it, or the directory in front of its first wildcard.
std::string fixed_part(const ContextSelector& selector) {
  std::string path = selector.path;
  if (selector.wildcard) {
    const std::size_t slash = path.rfind('/', path.find_first_of("*?[\\"));
    path = path.substr(0, slash == std::string::npos ? 0 : slash);
  }
  return image::normal_path(path);
}

/// The ignore file's line that keeps out the source, or a directory that it lies in.
std::string deciding_line(const ContextView& context, const std::string& path, bool is_directory) {
  const auto verdict = context.rules().verdict(path, is_directory);
  return verdict && verdict->line ? fmt::format("{}:{}", context.rules().name(), *verdict->line)
                                  : context.rules().name();
}

bool is_likely_secret(const std::string& path) {
  const std::string name = image::to_lower(image::base_name(path));
  constexpr std::array<std::string_view, 7> endings{".pem", ".key",      ".p12", ".pfx",
                                                    ".jks", ".keystore", ".kdbx"};
  return name.starts_with(".env") || name.starts_with("id_") || name.find("secret") != std::string::npos ||
         name.find("credential") != std::string::npos || name.find("password") != std::string::npos ||
         std::any_of(endings.begin(), endings.end(),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

Finding missing(const image::ImageModel& model, const BuildStep& step, const ContextView& context,
                const ContextSelector& selector, const std::string& message) {
  Finding finding{"copy-missing", {}, model.dockerfile(), step.line, {}, {}, {}, {step.name}};
  finding.severity = Severity::error;
  finding.cost = "the build stops there";
  const std::string path = fixed_part(selector);
  finding.missing_path = context.tree_path(path);
  const auto entry = context.tree().find(finding.missing_path);
  const bool is_directory = entry && *entry && (*entry)->kind == classify::EntryKind::directory;
  const auto verdict = context.rules().verdict(path, is_directory);
  if (entry && *entry && verdict && verdict->ignored) {
    const std::string line = deciding_line(context, path, is_directory);
    finding.name = "copy-ignored";
    finding.message =
        fmt::format("{} takes `{}`, which {} keeps out of the build context", step.name, path, line);
    finding.fix = fmt::format("take it out of the ignore file ({}), or write `!{}` below", line, path);
  } else {
    finding.message = fmt::format("{}: {}", step.name, message);
    finding.fix =
        is_likely_secret(path)
            ? "if it is a secret, do not commit it: SECRET_FILES gives it to the container at run time, "
              "without the "
              "COPY; a build gets what is committed, or what slipway_add_artifacts() adds"
            : "commit it (what git ignores is in no commit), have slipway_add_artifacts() add what a build "
              "makes, or correct the Dockerfile";
  }
  return finding;
}

/// The files of a selection that arrive with zero bytes. Only exclusions (`!pattern`) make BuildKit list a
/// file that it does not open.
Result<std::vector<std::string>> empty_files(const ContextView& context, const ContextSelector& selector) {
  std::vector<std::string> paths;
  SLIPWAY_TRY_ASSIGN(auto stream, image::SelectionStream::open(context, selector));
  while (true) {
    while (const ContextView::Node* directory = stream.upcoming_directory()) {
      if (!context.wholly_included(*directory)) {
        break;
      }
      stream.skip_upcoming();
    }
    SLIPWAY_TRY_ASSIGN(const auto item, stream.next());
    if (!item) {
      return paths;
    }
    if (item->node.empty) {
      paths.push_back(item->node.path);
    }
  }
}

bool has_exclusions(const ContextView& context) {
  const auto& rules = context.rules().rules();
  return std::any_of(rules.begin(), rules.end(),
                     [](const image::IgnoreRules::Rule& rule) { return rule.pattern.exclusion(); });
}

Result<void> add_empty(std::vector<Finding>& findings, const BuildStep& step, const ContextView& context,
                       const ContextSelector& selector) {
  SLIPWAY_TRY_ASSIGN(const auto paths, empty_files(context, selector));
  if (paths.empty()) {
    return {};
  }
  const std::vector<std::string> named(
      paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(std::min(most_named, paths.size())));
  const auto verdict = context.rules().verdict(paths.front(), false);
  findings.push_back(
      {"copied-empty",
       {},
       context.rules().name(),
       verdict && verdict->line ? static_cast<int>(*verdict->line) : 0,
       fmt::format("{} copies {} with zero bytes: {}{}", step.name, count_of(paths.size(), "file"),
                   join(named, ", "), paths.size() > named.size() ? " …" : ""),
       "BuildKit lists a file that a `!` line brings back below an ignored directory, but does not send its "
       "content; the build succeeds",
       "put the `!` line below all lines that match the directory above the file",
       {step.name}});
  return {};
}

Result<bool> matches_nothing(const ContextView& context, const ContextSelector& selector) {
  // A plain source that is there may have nothing in it that the ignore file lets through.
  if (!selector.wildcard && context.rules().rules().empty()) {
    return false;
  }
  SLIPWAY_TRY_ASSIGN(auto stream, image::SelectionStream::open(context, selector));
  while (true) {
    SLIPWAY_TRY_ASSIGN(const auto item, stream.next());
    if (!item) {
      return true;
    }
    if (selector.wildcard || !item->node.is_directory()) {
      return false;
    }
  }
}

Result<void> check(std::vector<Finding>& findings, const image::ImageModel& model, const BuildStep& step,
                   const ContextView& context, const ContextSelector& selector,
                   const std::vector<const ContextSelector*>& all) {
  SLIPWAY_TRY_ASSIGN(const std::string message, image::missing_source(context, selector, all));
  if (!message.empty()) {
    Finding finding = missing(model, step, context, selector, message);
    Finding* const last = findings.empty() ? nullptr : &findings.back();
    if (finding.name == "copy-missing" && last != nullptr && last->name == finding.name &&
        last->steps == finding.steps && last->fix == finding.fix) {
      last->message += "; " + message;
    } else {
      findings.push_back(std::move(finding));
    }
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const bool nothing, matches_nothing(context, selector));
  if (nothing && !selector.wildcard) {
    const std::string source = selector.path == "/" ? "." : selector.path.substr(1);
    findings.push_back(
        {"copy-nothing",
         {},
         model.dockerfile(),
         step.line,
         fmt::format("{} copies nothing: {} keeps out all of `{}`", short_step(step.name),
                     context.rules().name(), source),
         "the step succeeds, and the image lacks what it was made for",
         fmt::format("bring back what the image needs in {}: `!src`, say", context.rules().name()),
         {step.name}});
  } else if (nothing) {
    findings.push_back(
        {"copy-nothing",
         {},
         model.dockerfile(),
         step.line,
         fmt::format("in {} `{}` matches no file of the build context", step.name, selector.path.substr(1)),
         "the step succeeds and copies nothing",
         "correct the pattern, or commit the files",
         {step.name}});
  }
  return has_exclusions(context) ? add_empty(findings, step, context, selector) : Result<void>{};
}

}  // namespace

Result<std::vector<Finding>> copy_lints(const image::ImageModel& model) {
  std::vector<Finding> findings;
  for (const BuildStep& step : model.steps()) {
    for (const StepInput& input : step.inputs) {
      if (input.kind != StepInput::Kind::context) {
        continue;
      }
      const auto all = model.selectors_of(input.context);
      for (const ContextSelector& selector : input.selectors) {
        SLIPWAY_TRY(check(findings, model, step, model.contexts()[input.context], selector, all));
      }
    }
  }
  return findings;
}

}  // namespace slipway::lint
