#include "lint/image_lints.hpp"

#include "image/image_builder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::lint {
namespace {

using classify::Finding;
using classify::Severity;
using image::TestImage;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// What an image needs so that nothing else is found in it.
const TestImage::Files tidy{{".dockerignore", ".git\n.slipway\n"}};

TestImage::Files with(const TestImage::Files& files) {
  TestImage::Files all = tidy;
  for (const auto& [path, content] : files) {
    all[path] = content;
  }
  return all;
}

Findings quick(const TestImage& image, const ImageSurroundings& surroundings = {"web", true, false}) {
  const auto model = image.model();
  auto findings = quick_image_lints(model, surroundings);
  EXPECT_TRUE(findings) << findings.error().found;
  return std::move(*findings);
}

Findings thorough(const TestImage& image) {
  const auto model = image.model();
  auto findings = thorough_image_lints(model, {"web", true, false}, {});
  EXPECT_TRUE(findings) << findings.error().found;
  return std::move(*findings);
}

std::vector<std::string> places(const Findings& findings) {
  std::vector<std::string> texts;
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.message.empty()) << finding.name;
    EXPECT_FALSE(finding.cost.empty()) << finding.name;
    EXPECT_FALSE(finding.fix.empty()) << finding.name;
    EXPECT_EQ(finding.service, "web");
    texts.push_back(fmt::format("{}:{} {}", finding.file, finding.line, finding.name));
  }
  return texts;
}

TEST(ImageLints, ATidyImageHasNone) {
  const TestImage image(
      "FROM python:3.11\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
      "COPY . /app\nARG GIT_COMMIT\nHEALTHCHECK CMD curl -f localhost\n",
      with({{"requirements.txt", "x"}, {"src/a.py", "x"}}));
  EXPECT_THAT(places(quick(image)), IsEmpty());
  EXPECT_THAT(places(thorough(image)), IsEmpty());
}

TEST(ImageLints, ACopyOfAnIgnoredFile) {
  const TestImage image(
      "FROM a:1\n\nCOPY package.json src/x ./\n",
      {{".dockerignore", ".git\n.slipway\n*.json\n"}, {"package.json", "{}"}, {"src/x", "x"}});
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:3 copy-ignored"));
  EXPECT_EQ(findings[0].severity, Severity::error);
  EXPECT_EQ(
      findings[0].message,
      "[2/2] COPY package.json src/x ./ takes `package.json`, which .dockerignore:3 keeps out of the build "
      "context");
  EXPECT_EQ(findings[0].fix,
            "take it out of the ignore file (.dockerignore:3), or write `!package.json` below");
  EXPECT_THAT(findings[0].steps, ElementsAre("[2/2] COPY package.json src/x ./"));
}

TEST(ImageLints, ACopyOfAFileBelowAnIgnoredDirectory) {
  const TestImage image("FROM a:1\nCOPY conf/app.toml /\n",
                        {{".dockerignore", "conf\n.git\n"}, {"conf/app.toml", "x"}});
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 copy-ignored"));
  EXPECT_THAT(findings[0].message, HasSubstr("`conf/app.toml`, which .dockerignore:1 keeps out"));
}

TEST(ImageLints, ACopyOfAMissingFile) {
  const TestImage image(
      "FROM a:1\nCOPY there missing /x/\nRUN --mount=type=bind,source=gone,target=/g true\n",
      with({{"there", "x"}}));
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 copy-missing", "Dockerfile:3 copy-missing"));
  EXPECT_EQ(findings[0].severity, Severity::error);
  EXPECT_THAT(findings[0].message, HasSubstr("`missing` is not in the build context"));
}

TEST(ImageLints, AWildcardThatMatchesNothing) {
  const TestImage image("FROM a:1\nCOPY *.whl *.txt /x/\n", with({{"a.txt", "x"}}));
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 copy-nothing"));
  EXPECT_THAT(findings[0].message, HasSubstr("`*.whl` matches no file"));
}

TEST(ImageLints, AFileThatArrivesEmpty) {
  const TestImage image("FROM a:1\nCOPY . /x/\n",
                        {{".dockerignore", "*\n!data/keep\ndata\n"}, {"data/keep", "content"}, {"a", "x"}});
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre(".dockerignore:2 copied-empty"));
  EXPECT_THAT(findings[0].message, HasSubstr("copies 1 file with zero bytes: data/keep"));
}

TEST(ImageLints, AVolatileArgumentWithItsSteps) {
  const TestImage image("FROM a:1\nARG GIT_COMMIT\nCOPY . /x\nRUN one\nRUN two\n", with({}));
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 volatile-argument"));
  EXPECT_EQ(findings[0].cost, "2 of 4 steps run again each time: [3/4] RUN one, [4/4] RUN two");
  EXPECT_THAT(findings[0].steps, ElementsAre("[3/4] RUN one", "[4/4] RUN two"));
}

TEST(ImageLints, DependenciesInstalledBehindTheSources) {
  const TestImage image("FROM a:1\nCOPY . /x\nRUN pip install -r requirements.txt\n",
                        with({{"requirements.txt", "x"}, {"a.py", "x"}}));
  EXPECT_THAT(places(quick(image)), ElementsAre("Dockerfile:3 install-after-source"));
}

TEST(ImageLints, BaseImagesWithoutAVersion) {
  const TestImage image("FROM python AS one\nFROM two:latest\nCOPY --from=one /a /b\nFROM unused:1\n",
                        with({}));
  EXPECT_THAT(places(quick(image)), IsEmpty());
  const TestImage needed("FROM python AS one\nFROM two:latest\nCOPY --from=one /a /b\n", with({}));
  EXPECT_THAT(places(quick(needed)), ElementsAre("Dockerfile:1 latest-tag", "Dockerfile:2 latest-tag"));
}

TEST(ImageLints, NoIgnoreFile) {
  EXPECT_THAT(places(quick(TestImage("FROM a:1\nCOPY x /x\n", {{"x", "x"}}))),
              ElementsAre(".dockerignore:0 git-in-context", "Dockerfile:0 no-ignore-file"));
  EXPECT_THAT(places(quick(TestImage("FROM a:1\nRUN true\n"))), IsEmpty());
}

TEST(ImageLints, GitInTheContext) {
  const TestImage image("FROM a:1\nCOPY . /x\n", {{".dockerignore", ".slipway\n"}});
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre(".dockerignore:0 git-in-context"));
  EXPECT_THAT(findings[0].message, HasSubstr("[2/2] COPY . /x copies it"));
  EXPECT_THAT(places(quick(image, {"web", false, false})), IsEmpty()) << "below the top there is none";
}

TEST(ImageLints, StateThatIsCommitted) {
  const TestImage image("FROM a:1\nCOPY . /x\n", with({{".last_deploy_commit", "x"}}));
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre(".last_deploy_commit:0 state-in-context"));
  EXPECT_THAT(findings[0].cost, HasSubstr("[2/2] COPY . /x"));
}

TEST(ImageLints, StateBesideTheFilesOnTheHost) {
  const TestImage image("FROM a:1\nCOPY . /x\n", {{".dockerignore", ".git\n"}});
  EXPECT_THAT(places(quick(image)), ElementsAre(".dockerignore:0 state-in-context"));
}

TEST(ImageLints, AHealthCheckThatCannotFail) {
  const TestImage shell("FROM a:1\nRUN true\nHEALTHCHECK --interval=5s CMD curl localhost || true\n");
  EXPECT_THAT(places(quick(shell)), ElementsAre("Dockerfile:3 health-check-cannot-fail"));
  const TestImage words("FROM a:1\nHEALTHCHECK CMD [\"true\"]\n");
  EXPECT_THAT(places(quick(words)), ElementsAre("Dockerfile:2 health-check-cannot-fail"));
  EXPECT_THAT(places(quick(shell, {"web", true, true})), IsEmpty()) << "compose has its own";
  EXPECT_THAT(places(quick(TestImage("FROM a:1\nHEALTHCHECK NONE\n"))), IsEmpty());
}

TEST(ImageLints, AFrontEndOfItsOwn) {
  EXPECT_THAT(places(quick(TestImage("# syntax=docker/dockerfile:1\nFROM a:1\n"))),
              ElementsAre("Dockerfile:1 conservative"));
}

TEST(ImageLints, PatternsThatMatchNothing) {
  const TestImage image("FROM a:1\nCOPY src /src\n",
                        {{".dockerignore", "# a comment\ndocs\nold/\n!none\n*.wav\n__pycache__\nwork\n"},
                         {".gitignore", "/work/\n"},
                         {"docs/a", "x"},
                         {"src/x/a.wav", "x"}});
  const Findings findings = thorough(image);
  ASSERT_THAT(places(findings), ElementsAre(".dockerignore:3 unmatched-ignore-pattern",
                                            ".dockerignore:4 unmatched-ignore-pattern",
                                            ".dockerignore:5 unmatched-ignore-pattern"));
  EXPECT_EQ(findings[0].message, "`old` matches nothing in the build context");
  EXPECT_EQ(findings[1].message, "`!none` matches nothing in the build context");
  EXPECT_EQ(findings[2].message, "`*.wav` matches nothing: it holds for the first directory alone");
  EXPECT_EQ(findings[2].fix, "write `**/*.wav`");
}

}  // namespace
}  // namespace slipway::lint
