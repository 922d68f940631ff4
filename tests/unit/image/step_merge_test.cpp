#include "image/steps/step_merge.hpp"

#include "image_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::image {
namespace {

using ::testing::ElementsAre;

// What docker lists, as BuildKit 0.13 (engine 26.1) and 0.25 (engine 28.5) list it.
TEST(StepMerge, StagesThatStartAlikeShareTheirSteps) {
  const TestImage image(
      "FROM base AS zero\n"
      "WORKDIR /w2\n"
      "RUN echo q\n"
      "FROM base AS builder\n"
      "WORKDIR /w\n"
      "COPY src   /app/src\n"
      "RUN echo a\n"
      "FROM base\n"
      "WORKDIR /w\n"
      "COPY src /app/src\n"
      "COPY --from=builder /app /app2\n"
      "COPY --from=zero /w2 /app2\n",
      {{"src/a", "1"}});
  EXPECT_THAT(
      step_names(image.model()),
      ElementsAre("[zero 1/3] FROM docker.io/library/base:latest", "[zero 2/3] WORKDIR /w2",
                  "[zero 3/3] RUN echo q", "[builder 2/4] WORKDIR /w", "[builder 3/4] COPY src   /app/src",
                  "[builder 4/4] RUN echo a", "[stage-2 4/5] COPY --from=builder /app /app2",
                  "[stage-2 5/5] COPY --from=zero /w2 /app2"));
}

TEST(StepMerge, AnImageThatIsOnlyCopiedFromGivesItsName) {
  const TestImage image("FROM base\nRUN a\nCOPY --from=base /b /b\n");
  EXPECT_THAT(step_names(image.model()),
              ElementsAre("FROM docker.io/library/base:latest", "[stage-0 2/3] RUN a",
                          "[stage-0 3/3] COPY --from=base /b /b"));
}

TEST(StepMerge, WhatDiffersStaysApart) {
  const TestImage image(
      "FROM base AS a\nENV X=1\nRUN x\nFROM base AS b\nENV X=2\nRUN x\nFROM b\nCOPY --from=a / /a\n");
  EXPECT_THAT(step_names(image.model()),
              ElementsAre("[a 1/2] FROM docker.io/library/base:latest", "[a 2/2] RUN x", "[b 2/2] RUN x",
                          "[stage-2 1/1] COPY --from=a / /a"));
}

TEST(StepMerge, SharedStepsArePredictedOnce) {
  const std::string dockerfile =
      "FROM base AS a\nCOPY src /s\nRUN x\nFROM base\nCOPY src /s\nCOPY --from=a /o /o\n";
  const TestImage before(dockerfile, {{"src/a", "1"}});
  const TestImage after(dockerfile, {{"src/a", "2"}});
  EXPECT_EQ(verdicts(before, after), "HIT MISS MISS MISS");
}

}  // namespace
}  // namespace slipway::image
