#include "report/build_progress.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace slipway::report {
namespace {

TEST(BuildProgress, FollowsBuildKit) {
  BuildProgress build;
  EXPECT_FALSE(build.take("#0 building with \"default\" instance using docker driver"));
  EXPECT_TRUE(build.take("#1 [internal] load build definition from Dockerfile"));
  EXPECT_EQ(build.current(), "[internal] load build definition from Dockerfile");
  EXPECT_EQ(build.total(), 0U);
  build.take("#4 [1/4] FROM docker.io/slipway/base:1");
  build.take("#4 CACHED");
  EXPECT_EQ(build.cached(), 0U) << "a base image is no step that could run";
  build.take("#5 [2/4] RUN apt-get update");
  EXPECT_TRUE(build.take("#5 CACHED"));
  EXPECT_EQ(build.cached(), 1U);
  build.take("#6 [3/4] COPY src/ src/\r");
  EXPECT_EQ(build.current(), "[3/4] COPY src/ src/");
  EXPECT_EQ(build.number(), 3U);
  EXPECT_EQ(build.total(), 4U);
  build.take("#7 [internal] load build context");
  EXPECT_EQ(build.number(), 3U);
  EXPECT_EQ(build.current(), "[3/4] COPY src/ src/");
  build.take("#8 exporting to image");
  EXPECT_EQ(build.current(), "exporting to image");
  EXPECT_FALSE(build.take("#8 exporting layers 0.1s done"));
  EXPECT_EQ(build.steps(), 2U) << "as a plan counts them";
}

TEST(BuildProgress, NamesTheStage) {
  BuildProgress build;
  build.take("#9 [builder 12/20] RUN make");
  EXPECT_EQ(build.number(), 12U);
  EXPECT_EQ(build.total(), 20U);
  EXPECT_EQ(build.current(), "[builder 12/20] RUN make");
}

TEST(BuildProgress, FollowsTheClassicBuilder) {
  BuildProgress build;
  EXPECT_TRUE(build.take("Step 3/9 : RUN pip install -r requirements.txt"));
  EXPECT_EQ(build.current(), "[3/9] RUN pip install -r requirements.txt");
  EXPECT_TRUE(build.take(" ---> Using cache"));
  EXPECT_EQ(build.cached(), 1U);
  EXPECT_EQ(build.number(), 3U);
  // ENV and CMD are steps for this builder, and none for a plan.
  build.take("Step 4/9 : ENV A=1");
  build.take(" ---> Using cache");
  EXPECT_EQ(build.cached(), 1U);
  EXPECT_EQ(build.steps(), 1U);
}

TEST(BuildProgress, OutputOfProgramsSaysNothing) {
  BuildProgress build;
  for (const char* line :
       {"", "#", "# a comment", "#x [1/2] RUN", "#5", "#5 0.345 [1/2] fake", "Step by step", "Step 1/x : RUN",
        "Step 1/2: RUN", "#99999999999999999999999 DONE", "#5 [1/2"}) {
    EXPECT_FALSE(build.take(line) && build.total() != 0) << line;
  }
  EXPECT_EQ(build.total(), 0U);
}

}  // namespace
}  // namespace slipway::report
