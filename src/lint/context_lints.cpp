#include "lint/context_lints.hpp"

#include "image/context/selection_members.hpp"
#include "image/go/path_match.hpp"
#include "image/predict/default_reach.hpp"
#include "image/predict/layers.hpp"
#include "lint/layer_lints.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace slipway::lint {
namespace {

using classify::Finding;
using image::BuildStep;
using image::ContextView;

/// Where deployments leave what they know: Slipway's own, and files of older scripts.
constexpr std::array<std::string_view, 5> state_names{".slipway", ".last_deploy_commit", ".last_deploy",
                                                      ".deployed_commit", ".deploy_state"};

/// The first step that takes a path of the context's root along, with the directory it is in.
Result<const BuildStep*> step_taking(const image::ImageModel& model, std::string_view path) {
  for (const BuildStep& step : model.steps()) {
    for (const image::StepInput& input : step.inputs) {
      if (input.kind != image::StepInput::Kind::context || input.context != 0) {
        continue;
      }
      for (const image::ContextSelector& selector : input.selectors) {
        SLIPWAY_TRY_ASSIGN(const auto members,
                           image::SelectionMembers::open(model.contexts().front(), selector));
        SLIPWAY_TRY_ASSIGN(const image::Membership membership, members.find(path));
        if (membership != image::Membership::none) {
          return &step;
        }
      }
    }
  }
  return nullptr;
}

/// Whether the ignore file lets anything of `name` through, were it there.
Result<bool> is_let_through(const image::IgnoreRules& rules, std::string_view name, bool is_directory) {
  if (!is_directory) {
    SLIPWAY_TRY_ASSIGN(const auto verdict, rules.file(rules.root(), name));
    return !verdict.ignored;
  }
  SLIPWAY_TRY_ASSIGN(const auto entered, rules.enter(rules.root(), name));
  return rules.below(entered.directory) != image::Below::ignored;
}

std::string ignore_file_to_edit(const image::ImageModel& model) {
  if (!model.ignore_file().empty()) {
    return model.ignore_file();
  }
  const std::string context = model.contexts().front().tree_path("");
  return context.empty() ? ".dockerignore" : context + "/.dockerignore";
}

Result<void> add_git(std::vector<Finding>& findings, const image::ImageModel& model) {
  SLIPWAY_TRY_ASSIGN(const bool inside, is_let_through(model.contexts().front().rules(), ".git", true));
  SLIPWAY_TRY_ASSIGN(const BuildStep* step, step_taking(model, ".git/HEAD"));
  if (!inside || step == nullptr) {
    return {};
  }
  findings.push_back(
      {"git-in-context",
       {},
       ignore_file_to_edit(model),
       0,
       fmt::format("`.git` is inside the build context, and {} copies it", short_step(step->name)),
       "a build by hand (docker build, docker compose build) copies the history along, and runs that step "
       "and "
       "what follows again with every commit; Slipway builds from a checkout without it",
       fmt::format(
           "add a line `.git` to {}; if a step asks git for its version, give it that as a build argument",
           ignore_file_to_edit(model)),
       {step->name}});
  return {};
}

/// What no image needs, by its name in the context's root.
bool is_needless(const std::string& name) {
  constexpr std::array<std::string_view, 12> names{
      "docs",  "doc",     ".github",       ".gitignore", ".gitattributes", "test",
      "tests", ".vscode", ".editorconfig", "CHANGELOG",  "LICENSE",        ".gitlab-ci.yml"};
  return name.ends_with(".md") || std::find(names.begin(), names.end(), name) != names.end();
}

/// How a source of a step takes part of an entry of the context's root.
enum class Taking : unsigned char {
  none,
  along,  ///< With the whole context: the step does without it.
  by_name
};

/// Whether a pattern, of which only the first name counts, may be about `name`.
bool may_be_about(std::string_view pattern, std::string_view name) {
  pattern = pattern.substr(std::min(pattern.find_first_not_of("./"), pattern.size()));
  const std::string_view first = pattern.substr(0, pattern.find('/'));
  return first.find("**") != std::string_view::npos || image::path_match(first, name) != image::PathMatch::no;
}

Result<Taking> taking(const ContextView& context, const image::ContextSelector& selector,
                      const ContextView::Node& node) {
  const std::string written = image::normal_path(selector.path);
  if (selector.wildcard) {
    return written == "*" ? Taking::along : may_be_about(written, node.path) ? Taking::by_name : Taking::none;
  }
  SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(selector.path, true));
  const auto is_in = [&](std::string_view path) {
    return path == node.path || image::lies_below(path, node.path);
  };
  const bool named =
      is_in(written) || (resolved.node && is_in(resolved.node->path)) ||
      std::any_of(selector.required.begin(), selector.required.end(),
                  [&](const std::string& path) { return is_in(image::normal_path(path)); }) ||
      std::any_of(resolved.links.begin(), resolved.links.end(), is_in) ||
      std::any_of(selector.include.begin(), selector.include.end(),
                  [&](const std::string& pattern) { return may_be_about(pattern, node.path); });
  if (named) {
    return Taking::by_name;
  }
  SLIPWAY_TRY_ASSIGN(const auto members, image::SelectionMembers::open(context, selector));
  SLIPWAY_TRY_ASSIGN(const image::Membership membership,
                     members.find(node.is_directory() ? node.path + "/x" : node.path));
  return membership == image::Membership::none     ? Taking::none
         : membership == image::Membership::within ? Taking::along
                                                   : Taking::by_name;
}

/// The first step that takes an entry of the context's root along with all the others; null if there is none,
/// or if another step asks for the entry, and would not find it if it were ignored. What the Dockerfile
/// speaks of at all (`RUN make docs`, another target, a later stage) may be needed.
Result<const BuildStep*> step_that_can_do_without(const image::ImageModel& model,
                                                  const ContextView::Node& node) {
  const BuildStep* first = nullptr;
  if (model.dockerfile_text().find(node.path) != std::string::npos) {
    return first;
  }
  for (const BuildStep& step : model.steps()) {
    for (const image::StepInput& input : step.inputs) {
      if (input.kind != image::StepInput::Kind::context || input.context != 0) {
        continue;
      }
      for (const image::ContextSelector& selector : input.selectors) {
        SLIPWAY_TRY_ASSIGN(const Taking how, taking(model.contexts().front(), selector, node));
        if (how == Taking::by_name) {
          return nullptr;
        }
        if (how == Taking::along && first == nullptr) {
          first = &step;
        }
      }
    }
  }
  return first;
}

/// What the files that describe a package to its tools say: they may need what is named there.
Result<std::string> manifests_of(const ContextView& context) {
  constexpr std::array<std::string_view, 6> names{"pyproject.toml", "setup.py",   "setup.cfg",
                                                  "MANIFEST.in",    "Cargo.toml", "package.json"};
  constexpr std::uint64_t largest = 1 << 20;
  std::string text;
  for (const std::string_view name : names) {
    SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(name, true));
    if (!resolved.node || resolved.node->is_directory()) {
      continue;
    }
    const std::string path = context.tree_path(resolved.node->path);
    if (context.tree().size(path).value_or(largest) < largest) {
      SLIPWAY_TRY_ASSIGN(const std::string content, context.tree().read(path));
      text += content;
    }
  }
  return text;
}

/// An ignore file is worth something if a step takes what it could keep out.
Result<void> add_missing_ignore_file(std::vector<Finding>& findings, const image::ImageModel& model,
                                     bool shares_context) {
  // Other images may need what this one does without: they have other Dockerfiles.
  if (shares_context && model.dockerfile().empty()) {
    return {};
  }
  const std::string file = shares_context ? model.dockerfile() + ".dockerignore" : ignore_file_to_edit(model);
  const ContextView& context = model.contexts().front();
  SLIPWAY_TRY_ASSIGN(const auto root, context.root());
  SLIPWAY_TRY_ASSIGN(const auto children, context.children(root));
  SLIPWAY_TRY_ASSIGN(const std::string manifests, manifests_of(context));
  std::string needless;
  std::string example;
  const BuildStep* first = nullptr;
  for (const ContextView::Node& node : children) {
    // What would be a pattern in an ignore file is left to a person.
    if (!is_needless(node.path) || node.path.find_first_of("*?[]\\!# ") != std::string::npos ||
        manifests.find(node.path) != std::string::npos) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const BuildStep* step, step_that_can_do_without(model, node));
    if (step == nullptr) {
      continue;
    }
    needless += " " + shell_quote_if_needed(node.path);
    if (first == nullptr) {
      first = step;
      example = context.tree_path(node.path);
    }
  }
  if (first == nullptr) {
    return {};
  }
  const std::string directory = context.tree_path("");
  findings.push_back(
      {"no-ignore-file",
       {},
       model.dockerfile(),
       0,
       fmt::format("the build context `{}` has no ignore file", directory.empty() ? "." : directory),
       fmt::format("a change of `{}`, say, makes {} and what follows run again", example,
                   short_step(first->name)),
       fmt::format("printf '%s\\n' .git .slipway .last_deploy_commit{} >>{}   (then commit)", needless,
                   shell_quote_if_needed(file)),
       {first->name}});
  return {};
}

Result<void> add_committed_state(std::vector<Finding>& findings, const image::ImageModel& model) {
  const ContextView& context = model.contexts().front();
  for (const std::string_view name : state_names) {
    SLIPWAY_TRY_ASSIGN(const auto node, context.find(name));
    if (!node) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(
        const BuildStep* step,
        step_taking(model, node->is_directory() ? fmt::format("{}/x", name) : std::string(name)));
    findings.push_back(
        {"state-in-context",
         {},
         context.tree_path(name),
         0,
         fmt::format("`{}` is a deployment's own state, and is committed", name),
         step == nullptr
             ? std::string("each deployment that writes it makes a change to commit and deploy")
             : fmt::format("it is another one after each deployment, so {} and what follows run again",
                           step->name),
         fmt::format("git rm --cached {0}, and add `{0}` to .gitignore and {1}", name,
                     ignore_file_to_edit(model)),
         step == nullptr ? std::vector<std::string>{} : std::vector<std::string>{step->name}});
  }
  return {};
}

/// State that lies beside the deployed files on the host, in no commit.
Result<void> add_state_on_host(std::vector<Finding>& findings, const image::ImageModel& model) {
  SLIPWAY_TRY_ASSIGN(const bool inside, is_let_through(model.contexts().front().rules(), ".slipway", true));
  SLIPWAY_TRY_ASSIGN(const BuildStep* step, step_taking(model, ".slipway/journal.git/HEAD"));
  if (inside && step != nullptr) {
    findings.push_back(
        {"state-in-context",
         {},
         ignore_file_to_edit(model),
         0,
         fmt::format("{} copies `.slipway`, which is beside the deployed files on the host", step->name),
         "a build by hand there (docker compose build) copies the journal along, and runs that step again "
         "after "
         "every deployment; Slipway builds from a checkout without it",
         fmt::format("add lines `.slipway` and `.last_deploy_commit` to {}", ignore_file_to_edit(model)),
         {step->name}});
  }
  return {};
}

}  // namespace

Result<std::vector<Finding>> context_lints(const image::ImageModel& model, bool is_repository_top,
                                           bool shares_context) {
  std::vector<Finding> findings;
  if (!image::uses_context(model)) {
    return findings;
  }
  if (model.ignore_file().empty()) {
    SLIPWAY_TRY(add_missing_ignore_file(findings, model, shares_context));
  }
  // The file that is missing has lines for these as well.
  const bool is_root = model.contexts().front().tree_path("").empty() && findings.empty();
  if (is_root && is_repository_top) {
    SLIPWAY_TRY(add_git(findings, model));
  }
  SLIPWAY_TRY(add_committed_state(findings, model));
  if (is_root) {
    SLIPWAY_TRY(add_state_on_host(findings, model));
  }
  return findings;
}

}  // namespace slipway::lint
