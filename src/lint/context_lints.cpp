#include "lint/context_lints.hpp"

#include "image/context/selection_members.hpp"
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
       "a build by hand (docker build, docker compose build) runs that step and what follows again with "
       "every commit, and puts the history into the image; Slipway builds from a checkout without it",
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

/// An ignore file is worth something if a step takes what it could keep out.
Result<void> add_missing_ignore_file(std::vector<Finding>& findings, const image::ImageModel& model) {
  const ContextView& context = model.contexts().front();
  SLIPWAY_TRY_ASSIGN(const auto root, context.root());
  SLIPWAY_TRY_ASSIGN(const auto children, context.children(root));
  std::string needless;
  for (const ContextView::Node& node : children) {
    needless += is_needless(node.path) ? " " + shell_quote_if_needed(node.path) : std::string{};
  }
  for (const ContextView::Node& node : children) {
    SLIPWAY_TRY_ASSIGN(const BuildStep* step,
                       step_taking(model, node.is_directory() ? node.path + "/x" : node.path));
    if (step == nullptr || !is_needless(node.path)) {
      continue;
    }
    const std::string directory = context.tree_path("");
    findings.push_back(
        {"no-ignore-file",
         {},
         model.dockerfile(),
         0,
         fmt::format("the build context `{}` has no ignore file", directory.empty() ? "." : directory),
         fmt::format("a change of `{}`, say, makes {} and what follows run again", node.path,
                     short_step(step->name)),
         fmt::format("printf '%s\\n' .git .slipway .last_deploy_commit{} >>{}, and commit", needless,
                     shell_quote_if_needed(ignore_file_to_edit(model))),
         {step->name}});
    break;
  }
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
         fmt::format("{} copies `.slipway`, which lies beside the deployed files on the host", step->name),
         "a build by hand there (docker compose build) puts the journal into the image, and runs that step "
         "again after every deployment; Slipway builds from a checkout without it",
         fmt::format("add lines `.slipway` and `.last_deploy_commit` to {}", ignore_file_to_edit(model)),
         {step->name}});
  }
  return {};
}

}  // namespace

Result<std::vector<Finding>> context_lints(const image::ImageModel& model, bool is_repository_top) {
  std::vector<Finding> findings;
  if (!image::uses_context(model)) {
    return findings;
  }
  if (model.ignore_file().empty()) {
    SLIPWAY_TRY(add_missing_ignore_file(findings, model));
  }
  const bool is_root = model.contexts().front().tree_path("").empty();
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
