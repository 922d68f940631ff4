#include "deploy/plan/project_lint.hpp"

#include "deploy/plan/artifact_lints.hpp"
#include "deploy/plan/checkout_differences.hpp"
#include "deploy/plan/compose_model.hpp"
#include "deploy/plan/image_source.hpp"
#include "deploy/plan/image_spec.hpp"
#include "deploy/plan/mounted_placeholders.hpp"
#include "deploy/plan/traps.hpp"
#include "deploy/plan/whole_tree.hpp"
#include "image/predict/placeholders.hpp"
#include "lint/compose_lints.hpp"
#include "lint/health_check_lints.hpp"
#include "lint/stop_lints.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace slipway::deploy {
namespace {

using classify::Finding;
using classify::Severity;

/// A refusal of the planner's, as a finding beside the others.
Finding refusal(const Error& error, const std::string& service, const std::string& file) {
  Finding finding{"deployment-refused",
                  service,
                  file,
                  0,
                  summary(error),
                  "a deployment is refused before anything is sent",
                  error.fix,
                  {}};
  finding.severity = Severity::error;
  return finding;
}

/// Whether there is a Dockerfile, and no compose file by any of the names that compose looks for.
Result<bool> is_dockerfile_alone(const classify::Tree& tree, const Application& application) {
  if (!application.compose_files.empty()) {
    return false;
  }
  for (const char* name : {"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}) {
    SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(name));
    if (entry) {
      return false;
    }
  }
  // A .env file can name the compose files.
  if (const auto variables = tree.read(".env");
      variables && variables->find("COMPOSE_FILE") != std::string::npos) {
    return false;
  }
  SLIPWAY_TRY_ASSIGN(const auto dockerfile, tree.find("Dockerfile"));
  return dockerfile && dockerfile->kind != classify::EntryKind::directory;
}

class Linter {
 public:
  Linter(const classify::Tree& tree, const Settings& settings, LintReport& report)
      : tree_(tree), settings_(settings), report_(report) {}

  Result<void> run(const git::Repository& repository, const std::string& tree_id) {
    compose::Model model;
    ReleaseSpec spec;
    std::optional<Error> refused;
    SLIPWAY_TRY_ASSIGN(const bool dockerfile_alone, is_dockerfile_alone(tree_, settings_.application));
    if (dockerfile_alone) {
      ImageBuild build;
      build.dockerfile = "Dockerfile";
      spec.platforms.insert(settings_.build.platform);
      spec.images.push_back(std::move(build));
    } else {
      SLIPWAY_TRY_ASSIGN(const auto files, compose_files_in_root(settings_.application));
      SLIPWAY_TRY_ASSIGN(model, load_compose_model(tree_, settings_, files, {}));
      report_.files = model.files;
      auto described =
          describe_images(spec, model, tree_, settings_.build, settings_.switchover.before_switch);
      if (described) {
        described = refuse_unsupported_builds(spec, model);
      }
      if (!described) {
        refused = std::move(described).error();
      }
    }
    SLIPWAY_TRY_ASSIGN(const image::TreeSurvey survey, image::survey_tree(tree_));
    lint::CheckoutDifferences differences =
        checkout_differences(repository, report_.subject.commit, report_.subject.root, tree_id, survey);
    TrapSearch traps(model, settings_, report_.subject.root.empty(), survey, std::move(differences));
    if (refused) {
      traps.add({refusal(*refused, {}, model.files.empty() ? std::string{} : model.files.front())});
    }
    if (auto mounted = refuse_mounted_placeholders(model, tree_, survey, survey.files); !mounted) {
      traps.add({refusal(mounted.error(), {}, model.files.empty() ? std::string{} : model.files.front())});
    }
    const ImageSources sources(tree_, spec.images);
    for (const ImageBuild& build : spec.images) {
      SLIPWAY_TRY(look_at(traps, build, sources, survey));
    }
    const std::vector<std::string>& jobs = settings_.switchover.before_switch;
    // Of a Dockerfile that was not read nobody knows whether it has a check.
    for (const auto& [name, service] : model.services) {
      if (service.build && !modelled_.contains(name)) {
        checked_.insert(name);
      }
    }
    traps.add(lint::unchecked_services(model, checked_, jobs));
    traps.add(lint::stop_lints(model, traps.starts(), tree_, jobs));
    // A swarm starts anew what has ended, unless the compose file says otherwise.
    if (!settings_.swarm.on) {
      traps.add(lint::restart_lints(model, jobs));
    }
    if (report_.artifacts.built) {
      traps.add(artifact_lints(*report_.artifacts.built, wanted_architectures(spec.platforms, {}, {}).names,
                               traps.base_images()));
    }
    lint::Findings found = std::move(traps).found();
    if (!report_.still_to_build.empty()) {
      found = without_missing_files(std::move(found));
    }
    UnsilencedFindings unsilenced = without_silenced(std::move(found), settings_.verdict.silenced);
    report_.findings = std::move(unsilenced.findings);
    report_.silenced = unsilenced.silenced;
    return {};
  }

 private:
  Result<void> look_at(TrapSearch& traps, const ImageBuild& build, const ImageSources& sources,
                       const image::TreeSurvey& survey) {
    const auto model = image::ImageModel::load(sources.of(build));
    if (!model) {
      Finding finding = refusal(model.error(), build.service, build.dockerfile);
      if (has_own_front_end(build, tree_)) {
        finding = {
            "conservative",
            build.service,
            build.dockerfile,
            1,
            fmt::format("only the front end that `# syntax=` names can read it: {}", cause_of(model.error())),
            "every change builds the image from scratch",
            "if possible, use only what Docker's own front end can read",
            {}};
      }
      traps.add({std::move(finding)});
      return {};
    }
    modelled_.insert(build.service);
    if (lint::has_health_check(*model)) {
      checked_.insert(build.service);
    }
    SLIPWAY_TRY(traps.look_at(*model, build.service));
    if (auto placeholders = image::refuse_placeholders(*model, survey, survey.files); !placeholders) {
      traps.add({refusal(placeholders.error(), build.service, build.dockerfile)});
    }
    SLIPWAY_TRY_ASSIGN(lint::ContextMeasure measure, lint::measure_context(*model, build.service));
    SLIPWAY_TRY_ASSIGN(lint::Findings findings,
                       lint::thorough_image_lints(*model, traps.surroundings_of(build.service), measure));
    traps.add(std::move(findings));
    report_.contexts.push_back(std::move(measure));
    return {};
  }

  const classify::Tree& tree_;
  const Settings& settings_;
  LintReport& report_;
  std::set<std::string> modelled_;  ///< Services whose Dockerfile was read.
  std::set<std::string> checked_;   ///< Services whose image has a health check of its own.
};

}  // namespace

bool LintReport::has_errors() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; });
}

Result<LintReport> lint_application(const git::Repository& repository, const Settings& settings,
                                    const LintSubject& subject) {
  LintReport report;
  report.deployment = settings.place.deployment;
  report.environment = settings.place.environment;
  report.subject = subject;
  SLIPWAY_TRY_ASSIGN(const std::string committed, repository.tree_id(subject.commit, subject.root));
  SLIPWAY_TRY_ASSIGN(const std::string whole, whole_tree(repository, committed, subject.root));
  report.artifacts = load_artifacts(repository, settings.application.artifacts);
  SLIPWAY_TRY_ASSIGN(
      const std::string id,
      report.artifacts.built
          ? tree_with_artifacts(repository, whole, report.artifacts.built->files, settings.application.root)
          : Result<std::string>(whole));
  SLIPWAY_TRY_ASSIGN(const std::string head,
                     subject.dirty ? repository.resolve("HEAD") : Result<std::string>(subject.commit));
  if (may_lack(report.artifacts, head)) {
    report.still_to_build = still_to_build(report.artifacts);
  }
  const auto tree = repository.tree(id);
  SLIPWAY_TRY(Linter(*tree, settings, report).run(repository, id));
  return report;
}

}  // namespace slipway::deploy
