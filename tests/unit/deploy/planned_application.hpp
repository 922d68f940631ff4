#pragma once

#include "deploy/plan/planner.hpp"
#include "git/scratch_repository.hpp"

#include <map>
#include <string>
#include <vector>

namespace slipway::deploy {

/// An application in a repository: one commit is deployed, a later one is planned.
class PlannedApplication {
 public:
  using Files = std::map<std::string, std::string>;

  explicit PlannedApplication(const Files& files) {
    settings.place.deployment = "app";
    settings.place.environment = "pi";
    settings.place.host = "pi";
    settings.place.directory = "/srv/app";
    settings.application.root = settings.application.source_directory = scratch.path();
    settings.build.cache_bust_arg = "SLIPWAY_CACHE_BUST";
    write(files);
  }

  /// Files by path; a content that starts with "-> " is where a link leads.
  void write(const Files& files) {
    for (const auto& [path, content] : files) {
      const std::filesystem::path file = scratch.path() / path;
      std::filesystem::remove_all(file);
      if (content.starts_with("-> ")) {
        std::filesystem::create_directories(file.parent_path());
        std::filesystem::create_symlink(content.substr(3), file);
      } else {
        scratch.write(path, content);
      }
    }
    scratch.commit();
  }

  Result<PlannedRelease> release() const {
    SLIPWAY_TRY_ASSIGN(const auto repository, git::Repository::open(scratch.path()));
    SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings.application, {}));
    return make_plan(repository, settings, target, journal, request);
  }

  /// What the last commit is, is deployed.
  void deploy() {
    const auto planned = release();
    ASSERT_TRUE(planned) << planned.error().what << ", " << planned.error().because;
    Release deployed;
    deployed.entry = std::string(40, 'e');
    deployed.tree = deployed.shipped_tree = scratch.tree_of("HEAD");
    deployed.number = 1;
    deployed.outcome = "deployed";
    deployed.settings = planned->spec.settings_digest;
    for (const ImageBuild& image : planned->spec.images) {
      deployed.images.push_back({image.service, "sha256:1", 1, image.cache_bust, image.definition, ""});
    }
    journal.entries = {deployed};
    journal.head = journal.deployed = deployed.entry;
  }

  /// The plan of what changes with these files after what is there is deployed.
  classify::Plan plan_of(const Files& files) {
    deploy();
    write(files);
    const auto planned = release();
    EXPECT_TRUE(planned) << planned.error().what << ", " << planned.error().because;
    return planned ? planned->plan : classify::Plan{};
  }

  testing_support::ScratchRepository scratch;
  Settings settings;
  Journal journal;
  PlanRequest request;
};

/// The plan of one service, or of its image.
inline const classify::ServicePlan& service_of(const classify::Plan& plan, const std::string& name) {
  static const classify::ServicePlan none;
  for (const classify::ServicePlan& service : plan.services) {
    if (service.service == name) {
      return service;
    }
  }
  ADD_FAILURE() << "no service " << name;
  return none;
}

inline bool builds(const classify::Plan& plan, const std::string& service) {
  for (const classify::ImagePlan& image : plan.images) {
    if (image.service == service) {
      return image.build;
    }
  }
  ADD_FAILURE() << "no image of " << service;
  return false;
}

}  // namespace slipway::deploy
