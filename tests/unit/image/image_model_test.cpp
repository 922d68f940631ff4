#include "image/steps/image_model.hpp"

#include "image_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::image {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(StepNames, AStageAloneHasNoName) {
  EXPECT_THAT(step_names(TestImage("FROM scratch AS only\nCOPY a /a\n", {{"a", ""}}).model()),
              ElementsAre("[1/1] COPY a /a"));
}

TEST(StepNames, AreThoseOfBuildKit) {
  const TestImage image(
      "FROM python:3.11 AS builder\nWORKDIR /app\nCOPY src ./src\nRUN make \"$X\"\n"
      "FROM builder\nCOPY --from=builder /app/out /out\nCOPY --from=busybox /bin/sh /sh\nENV A=1\n");
  EXPECT_THAT(
      step_names(image.model()),
      ElementsAre("[builder 1/4] FROM docker.io/library/python:3.11", "[builder 2/4] WORKDIR /app",
                  "[builder 3/4] COPY src ./src", "[builder 4/4] RUN make \"$X\"",
                  "[stage-1 1/2] COPY --from=builder /app/out /out", "FROM docker.io/library/busybox:latest",
                  "[stage-1 2/2] COPY --from=busybox /bin/sh /sh"));
}

TEST(StepNames, NumbersArePaddedAndTheRootDirectoryIsNoStep) {
  std::string dockerfile = "FROM scratch\nWORKDIR /\n";
  for (int index = 0; index < 10; ++index) {
    dockerfile += "run echo " + std::to_string(index) + "\n";
  }
  const auto names = step_names(TestImage(dockerfile).model());
  EXPECT_EQ(names.front(), "[ 1/11] RUN echo 0");
  EXPECT_EQ(names.back(), "[10/11] RUN echo 9");
}

TEST(StepNames, HeredocsAreSummed) {
  EXPECT_THAT(
      step_names(TestImage("FROM scratch\nRUN <<EOF\necho a\necho b\nEOF\nRUN cat <<EOF\nx\nEOF\n").model()),
      ElementsAre("[1/2] RUN <<EOF (echo a...)", "[2/2] RUN cat <<EOF"));
}

TEST(StepNames, VariablesAreExpandedAndSecretsMasked) {
  const TestImage image(
      "FROM scratch\nARG V=1 P=src\nCOPY \"$P\" /x$V\nRUN echo $V '$V' $UNSET\n"
      "RUN --mount=type=secret,id=t,env=TOKEN echo $TOKEN\nRUN echo $PATH\n");
  EXPECT_THAT(
      step_names(image.model()),
      ElementsAre("[stage-0 1/4] COPY src /x1", "[stage-0 2/4] RUN echo 1 '$V' $UNSET",
                  "[stage-0 3/4] RUN --mount=type=secret,id=t,env=TOKEN echo ****",
                  "[stage-0 4/4] RUN echo /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
}

TEST(StepNames, AMountMakesAStageOneOfSeveral) {
  EXPECT_THAT(step_names(TestImage("FROM scratch\nRUN --mount=target=/x ls\n").model()),
              ElementsAre("[stage-0 1/1] RUN --mount=target=/x ls"));
}

TEST(StepNames, LinksMergeOnlyOverSomething) {
  const std::string dockerfile =
      "FROM scratch\nCOPY --link a /a\nCOPY --link b /b\nCOPY --link --chmod=644 a /c\n";
  TestImage image(dockerfile, {{"a", ""}, {"b", ""}});
  EXPECT_THAT(step_names(image.model()),
              ElementsAre("[1/3] COPY --link a /a", "[2/3] COPY --link b /b", "[2/3] LINK COPY --link b /b",
                          "[3/3] COPY --link --chmod=644 a /c"));
  image.options().merges_links = false;
  EXPECT_EQ(image.model().steps().size(), 3U);
}

TEST(Stages, OnlyWhatTheTargetNeedsIsBuilt) {
  TestImage image(
      "FROM scratch AS a\nRUN a\nFROM scratch AS b\nRUN b\nFROM a AS c\nRUN c\nFROM scratch\n"
      "COPY --from=b /x /x\n");
  EXPECT_THAT(step_names(image.model()), ElementsAre("[b 1/1] RUN b", "[stage-3 1/1] COPY --from=b /x /x"));
  EXPECT_THAT(image.model().unbuilt_stages(), ElementsAre("a", "c"));
  image.options().target = "C";
  EXPECT_THAT(step_names(image.model()), ElementsAre("[a 1/1] RUN a", "[c 1/1] RUN c"));
  image.options().target = "nobody";
  EXPECT_THAT(image.refusal(), HasSubstr("target stage \"nobody\" could not be found"));
}

TEST(Stages, TriggersRunInTheNextStageOnly) {
  const TestImage image(
      "FROM scratch AS a\nONBUILD ENV X=1\nONBUILD COPY --from=tools /t /t\nFROM scratch AS tools\nRUN "
      "tools\n"
      "FROM a AS b\nRUN $X\nFROM b\nRUN c\n");
  EXPECT_THAT(step_names(image.model()),
              ElementsAre("[tools 1/1] RUN tools", "[b 1/3] ONBUILD COPY --from=tools /t /t", "[b 2/3] RUN 1",
                          "[stage-3 1/1] RUN c"));
  EXPECT_EQ(image.model().steps()[1].line, 6);
}

TEST(Stages, AreRefusedAsDockerRefusesThem) {
  EXPECT_EQ(TestImage("FROM $NOTHING\n").refusal(),
            "Dockerfile: line 1: base name ($NOTHING) should not be blank");
  EXPECT_THAT(TestImage("FROM Base\n").refusal(), HasSubstr("must be lowercase"));
  EXPECT_THAT(
      TestImage("FROM scratch AS a\nCOPY --from=b /x /x\nFROM a AS b\nCOPY --from=a /x /x\n").refusal(),
      HasSubstr("circular dependency"));
  EXPECT_THAT(TestImage("FROM scratch\nCOPY --from=7 /x /x\n").refusal(), HasSubstr("invalid stage index 7"));
  EXPECT_THAT(
      TestImage("FROM scratch AS a\nCOPY --from=c /x /x\nFROM scratch AS c\nRUN x\nFROM a\n").refusal(),
      HasSubstr("cannot copy from stage \"c\", it needs to be defined before current stage \"a\""));
  EXPECT_THAT(TestImage("FROM scratch\nARG A=b\nCOPY --from=$A /x /x\n").refusal(),
              HasSubstr("variable expansion is not supported for --from"));
  EXPECT_THAT(TestImage("FROM scratch\nCOPY https://a/b /x\n").refusal(),
              HasSubstr("source can't be a URL for COPY"));
  EXPECT_THAT(TestImage("FROM scratch\nCOPY --chmod=9999 a /x\n").refusal(),
              HasSubstr("invalid chmod parameter"));
  EXPECT_THAT(TestImage("FROM scratch\nENV A=${B?missing}\n").refusal(), HasSubstr("B: missing"));
  EXPECT_THAT(TestImage("ARG A\n").refusal(), HasSubstr("dockerfile contains no stages to build"));
}

TEST(Arguments, AreVisibleWhereDockerShowsThem) {
  TestImage image(
      "ARG GLOBAL=g\nFROM scratch AS base\nRUN $GLOBAL $TARGETARCH\nARG GLOBAL\nARG TARGETARCH\nARG "
      "LOCAL=$GLOBAL-l\n"
      "RUN $GLOBAL $TARGETARCH $LOCAL\nFROM base\nRUN $LOCAL\n");
  image.options().platform = "linux/arm64";
  EXPECT_THAT(step_names(image.model()), ElementsAre("[base 1/2] RUN $GLOBAL $TARGETARCH",
                                                     "[base 2/2] RUN g arm64 g-l", "[stage-1 1/1] RUN g-l"));
  image.options().arguments = {{"GLOBAL", "given"}, {"UNDECLARED", "x"}};
  EXPECT_EQ(step_names(image.model())[1], "[base 2/2] RUN given arm64 given-l");
}

TEST(Arguments, ChooseStagesAndPlatforms) {
  TestImage image(
      "ARG BASE=one\nFROM scratch AS one\nRUN 1\nFROM scratch AS two\nRUN 2\nFROM $BASE\nRUN 3\n");
  EXPECT_EQ(step_names(image.model())[0], "[one 1/1] RUN 1");
  image.options().arguments["BASE"] = "two";
  EXPECT_EQ(step_names(image.model())[0], "[two 1/1] RUN 2");
}

TEST(ImageModel, FindsItsFiles) {
  TestImage image("FROM scratch\n", {{"app/dockerfile", "FROM scratch\nCOPY a /\n"}, {"app/a", ""}});
  image.source().context = "app";
  EXPECT_EQ(image.model().dockerfile(), "app/dockerfile");
  EXPECT_EQ(image.model().ignore_file(), "");
  image.tree().add("app/.dockerignore", "x");
  EXPECT_EQ(image.model().ignore_file(), "app/.dockerignore");
  image.tree().add("app/Dockerfile.dockerignore", "");
  EXPECT_EQ(image.model().ignore_file(), "app/Dockerfile.dockerignore");
  image.source().dockerfile = "docker/missing";
  EXPECT_THAT(image.refusal(), HasSubstr("the commit has no such file"));
  image.source().inline_text = "FROM scratch\nRUN inline\n";
  EXPECT_EQ(step_names(image.model()).at(0), "[1/1] RUN inline");
}

TEST(ImageModel, SaysWhatMayBeReadDifferently) {
  const auto model = TestImage("# syntax=docker/dockerfile:1-labs\nFROM scratch\n").model();
  ASSERT_EQ(model.reservations().size(), 1U);
  EXPECT_THAT(model.reservations()[0], HasSubstr("docker/dockerfile:1-labs"));
}

std::vector<std::string> problems_of(const TestImage& image) {
  const auto model = image.model();
  const auto problems = model.problems();
  std::vector<std::string> messages;
  for (const auto& problem : problems.value()) {
    messages.push_back(problem.message);
  }
  return messages;
}

TEST(ImageModel, FindsSourcesThatAreMissing) {
  TestImage image("FROM scratch\nCOPY there gone /x/\nCOPY *.none /y/\nCOPY secret /z\nCOPY no/*.txt /z/\n",
                  {{"there", ""}, {"secret", ""}, {".dockerignore", "# none\nsec*\n"}});
  EXPECT_THAT(problems_of(image), ElementsAre("`gone` is not in the build context",
                                              "`secret` is kept out of the build context by .dockerignore:2",
                                              "`no` is not in the build context"));
}

TEST(ImageModel, FindsLinksThatLeadNowhere) {
  TestImage image("FROM scratch\nCOPY dir /plain\nCOPY dir/* /wild/\n", {{"dir/f", ""}});
  image.tree().add("dir/link", "/etc/passwd", classify::EntryKind::symlink);
  EXPECT_THAT(problems_of(image),
              ElementsAre("`dir/link` is a link that leads to nothing in the build context"));
}

TEST(ImageModel, RefusesWhatGrowsWithoutEnd) {
  std::string dockerfile = "FROM scratch\nENV A=aaaaaaaa\n";
  for (int index = 0; index < 40; ++index) {
    dockerfile += "ENV A=$A$A\n";
  }
  EXPECT_THAT(TestImage(dockerfile).refusal(), HasSubstr("the environment is larger than"));
  std::string stages;
  for (int index = 0; index < 2000; ++index) {
    stages += "FROM scratch\n";
  }
  EXPECT_THAT(TestImage(stages).refusal(), HasSubstr("more than 1000 stages"));
}

}  // namespace
}  // namespace slipway::image
