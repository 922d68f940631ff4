#include "classify/verdict.hpp"
#include "cli/command.hpp"
#include "cli/print.hpp"
#include "deploy/plan/tree_verdict.hpp"
#include "deploy/plan/whole_tree.hpp"
#include "git/repository.hpp"
#include "report/verdict_report.hpp"

#include <fmt/format.h>

namespace slipway::cli {
namespace {

struct ClassifyOptions {
  std::string repository = ".";
  std::string from;
  std::string to = "HEAD";
  std::string root;
  std::string dockerfile;
  std::string context;
  deploy::TreeVerdictQuery query;
  std::string dockerfile_rule = "strict";
  bool json = false;
};

/// The verdict without a base: everything has to be assumed changed.
classify::Verdict without_base(const std::string& revision, const Error& error) {
  classify::Verdict verdict;
  verdict.strategy = classify::Strategy::full;
  verdict.reasons.push_back({classify::Strategy::full, classify::ReasonCode::base_unreachable,
                             fmt::format("the base `{}` is not known here ({})", revision, cause_of(error))});
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
  deploy::TreeVerdictQuery query = options.query;
  query.precise = options.dockerfile_rule == "precise";
  if (!options.dockerfile.empty()) {
    query.dockerfile = options.dockerfile;
  }
  if (!options.context.empty()) {
    query.context = options.context;
  }
  return deploy::verdict_between(*repository.tree(from_tree), *repository.tree(to_tree), std::move(*changes),
                                 query);
}

Result<ExitCode> run_classify(const ClassifyOptions& options) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(options.repository));
  SLIPWAY_TRY_ASSIGN(const std::string to, repository.resolve(options.to));
  SLIPWAY_TRY_ASSIGN(const std::string to_committed, repository.tree_id(to, options.root));
  SLIPWAY_TRY_ASSIGN(const std::string to_tree, deploy::whole_tree(repository, to_committed, options.root));
  const auto from = repository.resolve(options.from);
  const auto from_committed = from ? repository.tree_id(*from, options.root) : from;
  const auto from_tree =
      from_committed ? deploy::whole_tree(repository, *from_committed, options.root) : from_committed;
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
  arguments.repeated(
      "--compose-file", options->query.compose_files,
      "A compose file, relative to the compared directory (default: what compose finds there)");
  arguments.option("--context", options->context, "The build context of one image, without compose files");
  arguments.option("--dockerfile", options->dockerfile,
                   "The Dockerfile of one image, without compose files (default: Dockerfile in the context)");
  arguments.repeated("--full-when", options->query.rules.full,
                     "Paths (gitignore syntax) whose change needs a full build");
  arguments.repeated("--incremental-when", options->query.rules.incremental, "… for an incremental build");
  arguments.repeated("--cached-when", options->query.rules.cached, "… for a cached build");
  arguments.choice("--dockerfile-rule", options->dockerfile_rule, {"strict", "precise"},
                   "strict: any change of the Dockerfile is full; precise: its effect on the layers decides "
                   "(default: strict)");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/classify-json.md)");
  arguments.footer(
      "If you give rule options, only those rules are used; otherwise the default rules, and the Dockerfiles "
      "of all images that the compose file builds. A file that cannot be read counts as changed: full.");
  return [options] { return run_classify(*options); };
}

}  // namespace

const Command classify_command{
    "classify", "Show the strategy for what differs between two revisions: full, incremental, cached or none",
    declare_classify};

}  // namespace slipway::cli
