#include "classify/verdict.hpp"
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "git/repository.hpp"
#include "image/predict/default_reach.hpp"
#include "report/verdict_report.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct ClassifyOptions {
  std::string repository = ".";
  std::string from;
  std::string to = "HEAD";
  std::string root;
  classify::RuleLines rules;
  std::string dockerfile_rule = "strict";
  bool json = false;
};

/// The verdict without a base: everything has to be assumed changed.
classify::Verdict without_base(const std::string& revision, const Error& error) {
  classify::Verdict verdict;
  verdict.strategy = classify::Strategy::full;
  verdict.reasons.push_back({classify::Strategy::full, classify::ReasonCode::base_unreachable,
                             fmt::format("the base `{}` is not known here ({})", revision, error.found)});
  return verdict;
}

Result<classify::Verdict> verdict_on(const git::Repository& repository, const ClassifyOptions& options,
                                     const std::string& from_tree, const std::string& to_tree) {
  auto changes = repository.changes(from_tree, to_tree);
  if (!changes) {
    // Something is missing. Where that is not of the tree to deploy, the base is as good as unknown.
    SLIPWAY_TRY(repository.changes({}, to_tree));
    return without_base(options.from, changes.error());
  }
  const classify::Rules rules(options.rules, options.rules.empty());
  const bool precise = options.dockerfile_rule == "precise";
  classify::ReachAnswers reach;
  if (rules.with_defaults()) {
    SLIPWAY_TRY_ASSIGN(reach, image::default_reach(*repository.tree(from_tree), *repository.tree(to_tree),
                                                   *changes, precise));
  }
  return classify::classify(std::move(*changes), rules, {}, reach, !precise);
}

Result<ExitCode> run_classify(const ClassifyOptions& options) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(options.repository));
  SLIPWAY_TRY_ASSIGN(const std::string to, repository.resolve(options.to));
  SLIPWAY_TRY_ASSIGN(const std::string to_tree, repository.tree_id(to, options.root));
  const auto from = repository.resolve(options.from);
  const auto from_tree = from ? repository.tree_id(*from, options.root) : from;
  classify::Verdict verdict;
  if (!from_tree) {
    if (from_tree.error().code == ExitCode::usage) {
      return tl::unexpected(from_tree.error());
    }
    verdict = without_base(options.from, from_tree.error());
  } else {
    SLIPWAY_TRY_ASSIGN(verdict, verdict_on(repository, options, *from_tree, to_tree));
  }
  const report::Comparison comparison{options.from, from.value_or(std::string{}), options.to, to};
  print(options.json ? report::verdict_json(verdict, comparison) : report::verdict_text(verdict, comparison));
  return ExitCode::success;
}

Action declare_classify(Arguments& arguments) {
  auto options = std::make_shared<ClassifyOptions>();
  arguments.option("--repository", options->repository, "A path inside the repository (default: here)");
  arguments.required("--from", options->from, "The revision that is deployed");
  arguments.option("--to", options->to, "The revision to deploy (default: HEAD)");
  arguments.option("--root", options->root, "Compare this directory of the repository only");
  arguments.repeated("--full-when", options->rules.full,
                     "Paths (gitignore syntax) whose change asks for a full build");
  arguments.repeated("--incremental-when", options->rules.incremental, "… for an incremental build");
  arguments.repeated("--cached-when", options->rules.cached, "… for a cached build");
  arguments.choice("--dockerfile-rule", options->dockerfile_rule, {"strict", "precise"},
                   "Whether any change of the Dockerfile is full, or what it does to layers counts "
                   "(default: strict)");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/classify-json.md)");
  arguments.footer(
      "With rule options given, exactly those rules are used; otherwise the default rules and the "
      "Dockerfile.");
  return [options] { return run_classify(*options); };
}

}  // namespace

const Command classify_command{
    "classify", "The verdict on what differs between two revisions: full, incremental, cached or none",
    declare_classify};

}  // namespace slipway::cli
