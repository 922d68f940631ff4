#include "deploy/plan/traps.hpp"

#include "deploy/plan/secret_files.hpp"
#include "lint/catalogue.hpp"
#include "lint/compose_lints.hpp"
#include "lint/swarm_lints.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <tuple>

namespace slipway::deploy {

using classify::Finding;
using classify::Severity;

TrapSearch::TrapSearch(const compose::Model& model, const Settings& settings, bool is_repository_top,
                       const image::TreeSurvey& survey, lint::CheckoutDifferences differences)
    : model_(&model),
      is_repository_top_(is_repository_top),
      survey_(&survey),
      differences_(std::move(differences)),
      health_timeout_(settings.switchover.health_timeout),
      own_images_(lint::own_images(model)),
      found_(lint::compose_lints(model, {settings.build.platform, places_beside_git(settings.application),
                                         settings.switchover.health_timeout})) {
  add(lint::mounted_checkout_lints(model, differences_));
  if (settings.swarm.on) {
    add(lint::swarm_lints(model, places_beside_git(settings.application)));
  }
}

Result<void> TrapSearch::look_at(const image::ImageModel& image, const std::string& service) {
  SLIPWAY_TRY_ASSIGN(lint::Findings findings, lint::quick_image_lints(image, surroundings_of(service)));
  add(std::move(findings));
  starts_[service] = lint::start_words(image);
  const std::vector<image::KeyPart> metadata = image.metadata();
  if (std::any_of(metadata.begin(), metadata.end(),
                  [](const image::KeyPart& part) { return part.label == "EXPOSE"; })) {
    exposing_.insert(service);
  }
  base_images_.insert(base_images_.end(), image.base_images().begin(), image.base_images().end());
  return {};
}

namespace {

bool is_context_of(const compose::Build& build, const std::string& directory) {
  const auto is_it = [&](const compose::BuildContext& context) {
    return context.kind == compose::BuildContext::Kind::directory && context.path.is_inside() &&
           context.path.resolved == directory;
  };
  return is_it(build.context) ||
         std::any_of(build.additional_contexts.begin(), build.additional_contexts.end(),
                     [&](const auto& context) { return is_it(context.second); });
}

std::string dockerfile_of(const compose::Build& build) {
  return build.dockerfile_path ? build.dockerfile_path->path : std::string{};
}

/// Whether another image, or another Dockerfile, takes files from the directory that the service's image is
/// built from.
bool shares_context(const compose::Model& model, const compose::Service& service) {
  if (!service.build || service.build->context.kind != compose::BuildContext::Kind::directory) {
    return false;
  }
  return std::any_of(model.services.begin(), model.services.end(), [&](const auto& entry) {
    const auto& other = entry.second.build;
    return other && entry.first != service.name &&
           is_context_of(*other, service.build->context.path.resolved) &&
           (other->dockerfile_inline || dockerfile_of(*other) != dockerfile_of(*service.build));
  });
}

}  // namespace

lint::ImageSurroundings TrapSearch::surroundings_of(const std::string& service) const {
  lint::ImageSurroundings surroundings{service,
                                       is_repository_top_,
                                       false,
                                       &own_images_,
                                       &survey_->names_not_utf8,
                                       &differences_,
                                       false,
                                       health_timeout_,
                                       {},
                                       {}};
  const auto found = model_->services.find(service);
  surroundings.shares_context = found != model_->services.end() && shares_context(*model_, found->second);
  if (found != model_->services.end()) {
    const auto first_of = [](const std::optional<std::vector<std::string>>& words) {
      return words ? words->front() : std::string{};
    };
    surroundings.start = {first_of(found->second.entrypoint), first_of(found->second.command),
                          found->second.definition.contains("working_dir")};
    for (const compose::Mount& mount : found->second.mounts) {
      const auto volume = model_->volumes.find(mount.volume);
      const bool is_directory = volume != model_->volumes.end() && volume->second.device;
      if (mount.target.known()) {
        surroundings.mounts.push_back({mount.target.value, mount.location.file, mount.location.line,
                                       mount.kind == compose::Mount::Kind::volume && !is_directory});
      }
    }
  }
  if (found != model_->services.end() && found->second.health_check) {
    const compose::HealthCheck& check = *found->second.health_check;
    surroundings.health_check_replaced = check.disabled || !check.test.empty();
    if (check.start_seconds > 0) {
      surroundings.health_timeout = 0;  // the compose file's start period counts, and is looked at there
    }
  }
  return surroundings;
}

void TrapSearch::add(lint::Findings findings) {
  std::move(findings.begin(), findings.end(), std::back_inserter(found_));
}

namespace {

/// Whether two findings have one cause. What is wrong with a build context is so for every image that is
/// built from it, whatever the steps are called there.
bool have_one_cause(const Finding& left, const Finding& right) {
  constexpr std::array<std::string_view, 5> of_contexts{"copied-empty", "git-in-context", "large-file",
                                                        "state-in-context", "unmatched-ignore-pattern"};
  if (left.name != right.name) {
    return false;
  }
  if (left.name == "no-ignore-file") {
    return left.message == right.message;
  }
  const bool is_of_context =
      std::find(of_contexts.begin(), of_contexts.end(), left.name) != of_contexts.end();
  return left.file == right.file && left.line == right.line &&
         (is_of_context || left.message == right.message);
}

}  // namespace

lint::Findings TrapSearch::found() && {
  lint::Findings unique;
  std::set<std::string> stop_the_build;
  for (const Finding& finding : found_) {
    if (finding.name == "copy-missing") {
      stop_the_build.insert(finding.missing_path);
    }
  }
  for (Finding& finding : found_) {
    const bool known =
        (finding.name == "bind-source-missing" && stop_the_build.contains(finding.missing_path)) ||
        std::any_of(unique.begin(), unique.end(),
                    [&](const Finding& other) { return have_one_cause(other, finding); });
    if (!known) {
      unique.push_back(std::move(finding));
    }
  }
  std::stable_sort(unique.begin(), unique.end(), [](const Finding& left, const Finding& right) {
    return std::tie(right.severity, left.file, left.line) < std::tie(left.severity, right.file, right.line);
  });
  return unique;
}

lint::Findings without_missing_files(lint::Findings findings) {
  std::erase_if(findings, [](const classify::Finding& finding) {
    return finding.name == "copy-missing" || finding.name == "copy-nothing" ||
           finding.name == "bind-source-missing";
  });
  return findings;
}

UnsilencedFindings without_silenced(lint::Findings findings, const std::vector<std::string>& silenced) {
  UnsilencedFindings result;
  for (Finding& finding : findings) {
    const bool leave_out =
        (finding.severity == Severity::warning || finding.name == "artifact-architecture") &&
        std::find(silenced.begin(), silenced.end(), finding.name) != silenced.end();
    if (leave_out) {
      ++result.silenced;
    } else {
      result.findings.push_back(std::move(finding));
    }
  }
  for (const std::string& name : silenced) {
    if (lint::find_lint(name) != nullptr) {
      continue;
    }
    const std::string_view nearest = lint::nearest_lint(name);
    result.findings.push_back({"unknown-silence",
                               {},
                               {},
                               0,
                               fmt::format("SILENCE has `{}`, which is the name of no warning", name),
                               "what it was meant to silence is still shown",
                               nearest.empty() ? std::string("take a name from docs/reference/lints.md")
                                               : fmt::format("did you mean `{}`?", nearest),
                               {}});
  }
  return result;
}

}  // namespace slipway::deploy
