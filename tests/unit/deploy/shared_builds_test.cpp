#include "deploy/build_here/shared_builds.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using classify::Strategy;

TEST(SharedBuilds, AnImageDoesForAnotherHostIfItWasBuiltAtLeastAsStrictly) {
  EXPECT_TRUE(strict_enough({{"web", Strategy::full}}, {{"web", Strategy::incremental}}));
  EXPECT_TRUE(strict_enough({{"web", Strategy::full}, {"db", Strategy::cached}}, {{"web", Strategy::full}}));
  EXPECT_FALSE(strict_enough({{"web", Strategy::incremental}}, {{"web", Strategy::full}}));
  EXPECT_FALSE(strict_enough({{"web", Strategy::full}}, {{"web", Strategy::full}, {"db", Strategy::cached}}));
}

/// What a host with one image to build has its images made from.
struct One {
  One() {
    spec.tree = "tree";
    spec.images.emplace_back().service = "web";
    spec.images.back().definition = "digest";
    classify::ImagePlan& image = plan.images.emplace_back();
    image.service = "web";
    image.strategy = Strategy::full;
    image.build = true;
    run.directory = "/srv/app";
    run.spec = &spec;
    run.plan = &plan;
  }
  ReleaseSpec spec;
  classify::Plan plan;
  RunPlan run;
};

TEST(SharedBuilds, ThePlatformTheSettingsAndTheDirectoryTellImagesApart) {
  One one;
  const std::string key = build_key(one.run, "");
  EXPECT_EQ(build_key(One().run, ""), key) << "another release number, the same image";
  EXPECT_NE(build_key(one.run, "linux/arm64"), key);
  one.run.directory = "/srv/other";
  EXPECT_NE(build_key(one.run, ""), key);
  One other;
  other.spec.images.back().definition = "with other arguments";
  EXPECT_NE(build_key(other.run, ""), key);
  One later;
  later.spec.tree = "another tree";
  EXPECT_NE(build_key(later.run, ""), key);
}

}  // namespace
}  // namespace slipway::deploy
