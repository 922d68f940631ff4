#include "cli/command.hpp"
#include "cli/print.hpp"
#include "cli/settings_option.hpp"
#include "cli/terminal.hpp"
#include "deploy/artifacts/reproduce.hpp"
#include "deploy/plan/known_deployments.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/project_lint.hpp"
#include "deploy/plan/traps.hpp"
#include "report/lint_report.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

struct LintOptions {
  SettingsOption settings;
  std::string repository;
  std::string revision;
  std::string root;
  std::vector<std::string> files;
  std::vector<std::string> silenced;
  bool dirty = false;
  bool json = false;
  bool strict = false;
  bool all = false;
  bool reproducible = false;

  bool names_files() const { return !repository.empty() || !root.empty() || !files.empty(); }
  bool names_deployment() const {
    return !settings.file.empty() || !settings.deployment.empty() || !settings.environment.empty();
  }
};

struct Subject {
  git::Repository repository;
  deploy::Settings settings;
  std::string root;
};

/// The directory that `--repository` or the shell is in, relative to the top of the working tree.
std::string directory_in(const git::Repository& repository, const std::string& path) {
  std::error_code error;
  const fs::path relative =
      fs::weakly_canonical(path, error).lexically_relative(fs::weakly_canonical(repository.top(), error));
  const bool inside = !relative.empty() && relative != "." && *relative.begin() != "..";
  return inside ? relative.native() : std::string{};
}

/// The deployment that is meant: the one that the options name, or the only one that this clone knows.
Result<std::optional<deploy::Settings>> deployment_meant(const LintOptions& options) {
  if (options.names_deployment()) {
    SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, options.settings.load_whole());
    // What is looked at is the same on each host.
    return deploy::settings_of_hosts(settings).front();
  }
  if (options.names_files()) {
    return std::nullopt;
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open("."));
  auto known = deploy::known_deployments(repository);
  return known.size() == 1 ? std::optional(deploy::settings_of_hosts(known.front()).front()) : std::nullopt;
}

/// Compose files as a directory without any settings would be deployed with.
Result<Subject> plain_subject(const LintOptions& options) {
  const std::string path = options.repository.empty() ? "." : options.repository;
  SLIPWAY_TRY_ASSIGN(git::Repository repository, git::Repository::open(path));
  std::string root = options.root.empty() ? directory_in(repository, path) : options.root;
  deploy::Settings settings;
  settings.application.source_directory = repository.top() / root;
  settings.application.root = settings.application.source_directory;
  settings.application.compose_files = options.files;
  return Subject{std::move(repository), std::move(settings), std::move(root)};
}

Result<Subject> subject_of(const LintOptions& options) {
  SLIPWAY_TRY_ASSIGN(auto settings, deployment_meant(options));
  if (!settings) {
    return plain_subject(options);
  }
  SLIPWAY_TRY_ASSIGN(git::Repository repository,
                     git::Repository::open(settings->application.source_directory));
  SLIPWAY_TRY_ASSIGN(const deploy::Target target, deploy::find_target(repository, settings->application, {}));
  return Subject{std::move(repository), std::move(*settings), target.root};
}

Result<std::string> commit_of(const git::Repository& repository, const LintOptions& options) {
  if (!options.dirty) {
    return repository.resolve(options.revision.empty() ? "HEAD" : options.revision);
  }
  if (!options.revision.empty()) {
    return fail(ExitCode::usage, "--revision and --dirty exclude each other", {}, "leave one of them out");
  }
  return repository.snapshot("The working tree, for lint\n");
}

Result<ExitCode> run_lint(const LintOptions& options) {
  if (options.names_deployment() && options.names_files()) {
    return fail(ExitCode::usage,
                "options that name a deployment and options that name files exclude each other", {},
                "leave out --settings, --deployment and --environment, or --repository, --root and --file");
  }
  SLIPWAY_TRY_ASSIGN(Subject subject, subject_of(options));
  subject.settings.verdict.silenced.insert(subject.settings.verdict.silenced.end(), options.silenced.begin(),
                                           options.silenced.end());
  deploy::LintSubject files;
  SLIPWAY_TRY_ASSIGN(files.commit, commit_of(subject.repository, options));
  files.root = subject.root;
  files.dirty = options.dirty;
  SLIPWAY_TRY_ASSIGN(deploy::LintReport report,
                     deploy::lint_application(subject.repository, subject.settings, files));
  if (options.reproducible) {
    say("slipway: building the artifacts twice, in two new directories");
    SLIPWAY_TRY_ASSIGN(const auto found, deploy::find_unreproducible(subject.settings));
    for (const classify::Finding& finding :
         deploy::without_silenced(found, subject.settings.verdict.silenced).findings) {
      if (finding.name == "artifact-not-reproducible") {
        report.findings.push_back(finding);
      }
    }
  }
  report::PageStyle style = style_for(stdout);
  style.everything = options.all;
  print(options.json ? report::lint_json(report) : report::lint_text(report, style));
  const bool failed = report.has_errors() || (options.strict && !report.findings.empty());
  return failed ? ExitCode::refused : ExitCode::success;
}

Action declare_lint(Arguments& arguments) {
  auto options = std::make_shared<LintOptions>();
  options->settings.add_to(arguments);
  arguments.option("--repository", options->repository,
                   "A directory with compose files or a Dockerfile (default: here)");
  arguments.option("--revision", options->revision, "The commit to check (default: HEAD)");
  arguments.option("--root", options->root, "The directory of the repository that is deployed");
  arguments.repeated("--file", options->files,
                     "A compose file, relative to that directory; may be given several times");
  arguments.flag("--dirty", options->dirty, "Check the working tree as it is instead of a commit");
  arguments.repeated("--silence", options->silenced,
                     "The name of a warning to leave out; may be given several times");
  arguments.flag("--strict", options->strict, "Fail on warnings too");
  arguments.flag("--all", options->all, "Name the ten largest files of each build context");
  arguments.flag("--reproducible", options->reproducible,
                 "Build the artifacts of HEAD twice, in two new directories, and compare them");
  arguments.flag("--json", options->json, "Print JSON (schema 1, docs/reference/lint-json.md)");
  arguments.footer("Every warning by name, with examples: docs/reference/lints.md");
  return [options] { return run_lint(*options); };
}

}  // namespace

const Command lint_command{
    "lint", "Find traps in Dockerfiles, ignore files and compose files, what they cost, and how to fix them",
    declare_lint};

}  // namespace slipway::cli
