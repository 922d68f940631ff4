#include "deploy/run/journal_message.hpp"

#include "deploy/plan/forecast.hpp"
#include "deploy/run/build_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

void trailer(std::string& message, std::string_view name, std::string_view value) {
  std::string line(value);
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (!line.empty()) {
    message += fmt::format("{}: {}\n", name, line);
  }
}

void artifact_trailers(std::string& message, const std::vector<Artifact>& artifacts,
                       const ArtifactBuild& build) {
  if (artifacts.empty()) {
    return;
  }
  for (const Artifact& artifact : artifacts) {
    trailer(message, "Artifact",
            fmt::format("{} {} {} {}\t{}", artifact.sha256, artifact.blob, artifact.bytes,
                        printable(artifact.origin), printable(artifact.path)));
  }
  trailer(message, "Artifact-Build-Type", build.build_type);
  trailer(message, "Artifact-Toolchain", build.toolchain_file);
  trailer(message, "Artifact-Compilers", build.compilers);
  trailer(message, "Artifact-Processor", build.processor);
  trailer(message, "Artifact-Source", build.changed ? "changed" : "clean");
}

}  // namespace

std::string journal_message(const RunPlan& run, const Place& place, const std::string& deployed_by) {
  const classify::Plan& plan = *run.plan;
  std::string message =
      fmt::format("Release {} of {} on {}\n\n", run.release, place.deployment, place.environment);
  trailer(message, "Deployment", place.deployment);
  trailer(message, "Environment", place.environment);
  trailer(message, "Release", std::to_string(run.release));
  trailer(message, "Source-Commit", plan.to.commit);
  trailer(message, "Source-Subject", plan.to.subject);
  trailer(message, "Source-Branch", plan.to.branch);
  if (!run.left_behind.empty()) {
    trailer(message, "Source-Tree", run.restores != nullptr ? run.restores->tree : run.spec->tree);
  }
  if (plan.to.dirty) {
    trailer(message, "Source-Dirty", "yes");
  }
  if (run.restores != nullptr) {
    artifact_trailers(message, run.restores->artifacts, run.restores->artifact_build);
  } else {
    artifact_trailers(message, run.spec->artifacts, run.spec->artifact_build);
  }
  if (run.restores != nullptr) {
    trailer(message, "Restores", std::to_string(run.restores->number));
    trailer(message, "Strategy", "rollback");
  } else {
    trailer(message, "Strategy", classify::name_of(plan.strategy));
    if (plan.forced) {
      trailer(message, "Asked-Strategy", classify::name_of(plan.computed));
    }
  }
  for (const std::string& stale : plan.stale) {
    trailer(message, "May-Be-Stale", stale);
  }
  for (const ImageBuild& image : run.spec->images) {
    const classify::ImagePlan* image_plan_of = image_plan(run, image.service);
    std::string definition = image.definition;
    std::string labels = image_plan_of == nullptr || !image_plan_of->build
                             ? image.present_labels
                             : label_values(image, image_plan_of->strategy, run);
    std::string cache_bust = image_plan_of == nullptr || !image_plan_of->build
                                 ? image.present_cache_bust
                                 : cache_bust_of(image, image_plan_of->strategy);
    if (run.restores != nullptr) {
      const ReleaseImage* restored = run.restores->image(image.service);
      definition = restored == nullptr ? std::string{} : restored->definition;
      cache_bust = restored == nullptr ? std::string{} : restored->cache_bust;
      labels = restored == nullptr ? std::string{} : restored->labels;
    }
    trailer(message, "Build", fmt::format("{} {} {}", image.service, definition, cache_bust));
    if (!labels.empty()) {
      trailer(message, "Build-Labels", fmt::format("{} {}", image.service, labels));
    }
  }
  if (run.spec->images.empty()) {
    trailer(message, "Images", "none");
  }
  // Of images that are put back the plan says nothing, and so not which containers they make anew.
  if (!plan.files_alone && run.restores == nullptr) {
    for (const classify::ServicePlan& service : plan.services) {
      trailer(message, "Planned", fmt::format("{} {}", service.service, classify::name_of(service.action)));
    }
  }
  trailer(message, "Settings", run.spec->settings_digest);
  trailer(message, "Project", project_name(*run.spec, run.tools));
  trailer(message, "Engine", run.stack ? "swarm" : "");
  trailer(message, "Builder", run.tools.builder());
  trailer(message, "Deployed-By", deployed_by);
  if (run.rollout) {
    trailer(message, "Rollout",
            fmt::format("{} {}/{} {}", run.rollout->id, run.rollout->wave, run.rollout->waves,
                        run.rollout->hosts));
  }
  trailer(message, "Started", run.started);
  if (const auto reruns = predicted_reruns(plan); reruns && run.restores == nullptr) {
    trailer(message, "Predicted-Reruns", std::to_string(*reruns));
    if (const auto undecided = undecided_reruns(plan); undecided > 0) {
      trailer(message, "Undecided-Reruns", std::to_string(undecided));
    }
  }
  if (plan.cost && run.restores == nullptr) {
    trailer(message, "Forecast-Seconds",
            fmt::format("{:.2f} {:.2f} {:.2f}", plan.cost->seconds, plan.cost->low, plan.cost->high));
  }
  for (const auto& [name, value] : run.measured) {
    trailer(message, name, value);
  }
  return message;
}

}  // namespace slipway::deploy
