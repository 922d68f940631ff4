#include "lint/image_lints.hpp"

#include "image/image_builder.hpp"
#include "lint/layer_lints.hpp"

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
  EXPECT_TRUE(findings) << findings.error().because;
  return std::move(*findings);
}

Findings thorough(const TestImage& image) {
  const auto model = image.model();
  auto findings = thorough_image_lints(model, {"web", true, false}, {});
  EXPECT_TRUE(findings) << findings.error().because;
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

TEST(ImageLints, MissingFilesOfOneStepAreOneFinding) {
  const Findings findings = quick(TestImage("FROM a:1\nCOPY one two there /x/\n", with({{"there", "x"}})));
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 copy-missing"));
  EXPECT_THAT(findings[0].message,
              HasSubstr("`one` is not in the build context; `two` is not in the build context"));
}

TEST(ImageLints, AStartPeriodThatIsLongerThanThePatience) {
  const auto of = [](const std::string& options, unsigned health_timeout) {
    const TestImage image("FROM a:1\nHEALTHCHECK " + options + "CMD curl 127.0.0.1\n", with({}));
    return places(quick(image, {.service = "web", .health_timeout = health_timeout}));
  };
  EXPECT_THAT(of("--interval=5s --start-period=2m ", 120), ElementsAre("Dockerfile:2 health-timeout-short"));
  EXPECT_THAT(of("--interval=5s --start-period=2m ", 121), IsEmpty());
  EXPECT_THAT(of("--start-period=2m ", 0), IsEmpty())
      << "nobody knows the patience, or the compose file sets the period";
  EXPECT_THAT(of("", 1), IsEmpty());
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
  TestImage image("FROM a:1\nARG GIT_COMMIT\nCOPY . /x\nRUN one\nRUN two\n", with({}));
  EXPECT_THAT(places(quick(image)), IsEmpty()) << "nobody passes it";
  image.options().arguments["GIT_COMMIT"] = "abc";
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 volatile-argument"));
  EXPECT_EQ(findings[0].cost, "2 of 3 steps run again each time: [3/4] RUN one, [4/4] RUN two");
  EXPECT_THAT(findings[0].steps, ElementsAre("[3/4] RUN one", "[4/4] RUN two"));
}

TEST(ImageLints, NamesOfStepsAreCutToALine) {
  EXPECT_EQ(short_step("[2/2] RUN a\t &&   b\n"), "[2/2] RUN a && b ");
  EXPECT_EQ(short_step("[2/2] RUN " + std::string(100, 'x')), "[2/2] RUN " + std::string(50, 'x') + "…");
}

TEST(ImageLints, DependenciesInstalledBehindTheSources) {
  const TestImage image("FROM a:1\nCOPY . /x\nRUN pip install -r requirements.txt\n",
                        with({{"requirements.txt", "x"}, {"a.py", "x"}}));
  EXPECT_THAT(places(quick(image)), ElementsAre("Dockerfile:3 install-after-source"));
}

TEST(ImageLints, DependenciesCompiledBehindTheSources) {
  const TestImage::Files files = with({{"Cargo.toml", "x"}, {"src/main.rs", "x"}});
  const auto of = [&](const std::string& text) { return places(quick(TestImage(text, files))); };
  EXPECT_THAT(of("FROM rust:1\nCOPY . .\nRUN cargo build --release\n"),
              ElementsAre("Dockerfile:3 install-after-source"));
  EXPECT_THAT(of("FROM rust:1 AS plan\nCOPY . .\nRUN cargo chef prepare --recipe-path recipe.json\n"
                 "FROM rust:1\nCOPY --from=plan /recipe.json recipe.json\n"
                 "RUN cargo chef cook --recipe-path recipe.json\nCOPY . .\nRUN cargo build --release\n"),
              IsEmpty())
      << "a planner installs nothing, and what it plans is built ahead of the sources";
  EXPECT_THAT(of("FROM rust:1\nCOPY . .\nRUN --mount=type=cache,target=/t cargo build --release\n"),
              IsEmpty());
}

TEST(ImageLints, BaseImagesWithoutAVersion) {
  const TestImage image("FROM python AS one\nFROM two:latest\nCOPY --from=one /a /b\nFROM unused:1\n",
                        with({}));
  EXPECT_THAT(places(quick(image)), IsEmpty());
  const TestImage needed("FROM python AS one\nFROM two:latest\nCOPY --from=one /a /b\n", with({}));
  EXPECT_THAT(places(quick(needed)), ElementsAre("Dockerfile:1 latest-tag", "Dockerfile:2 latest-tag"));
}

TEST(ImageLints, NoIgnoreFile) {
  const TestImage image("FROM a:1\nCOPY . /x\n", {{"x", "x"}, {"README.md", "x"}});
  const Findings findings = quick(image, {"web", false, false});
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:0 no-ignore-file"))
      << "its lines keep out the state as well";
  EXPECT_EQ(findings[0].cost,
            "a change of `README.md`, say, makes [2/2] COPY . /x and what follows run again");
  EXPECT_THAT(places(quick(TestImage("FROM a:1\nCOPY x /x\n", {{"x", "x"}, {"README.md", "x"}}))), IsEmpty())
      << "no step copies a directory";
  EXPECT_THAT(places(quick(TestImage("FROM a:1\nCOPY src /x\n", {{"src/x", "x"}, {"README.md", "x"}}))),
              IsEmpty())
      << "nothing needless is in it";
  EXPECT_THAT(places(quick(TestImage("FROM a:1\nRUN true\n"))), IsEmpty());
}

/// What the finding about a missing ignore file tells to write; empty if there is none.
std::string ignore_lines(const TestImage& image, bool shares_context = false) {
  ImageSurroundings surroundings{"web", false, false};
  surroundings.shares_context = shares_context;
  for (const Finding& finding : quick(image, surroundings)) {
    if (finding.name == "no-ignore-file") {
      return finding.fix.substr(finding.fix.find(".last_deploy_commit") + 20);
    }
  }
  return {};
}

TEST(ImageLints, AnIgnoreFileKeepsOutNothingThatAStepAsksFor) {
  const TestImage::Files files{
      {"docs/a", "x"}, {"tests/a", "x"}, {"README.md", "x"}, {"LICENSE", "x"}, {"x", "x"}};
  const auto of = [&](const std::string& steps, const TestImage::Files& more = {}) {
    TestImage::Files all = files;
    all.insert(more.begin(), more.end());
    return ignore_lines(TestImage("FROM a:1\n" + steps, all));
  };
  EXPECT_EQ(of("COPY . /x\n"), "LICENSE README.md docs tests >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY . /x\nCOPY docs /d\n"), "LICENSE README.md tests >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY . /x\nCOPY docs/a /d\n"), "LICENSE README.md tests >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY . /x\nCOPY *.md L*E t?st[s] /d/\n"), "docs >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY . /x\nCOPY link /d/\n"), "LICENSE README.md docs tests >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY . /x\nRUN make docs && pytest tests\n"),
            "LICENSE README.md >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY . /x\n", {{"pyproject.toml", "readme = \"README.md\"\n"}}),
            "LICENSE docs tests >>.dockerignore   (then commit)");
  EXPECT_EQ(of("COPY docs tests README.md LICENSE x /x/\n"), "");
  EXPECT_EQ(of("COPY * /x/\n"), "LICENSE README.md docs tests >>.dockerignore   (then commit)");
}

TEST(ImageLints, AnIgnoreFileKeepsOutNothingThatALinkLeadsTo) {
  TestImage image("FROM a:1\nCOPY . /x\nCOPY manual /m\n", {{"docs/a", "x"}, {"README.md", "x"}});
  image.tree().add("manual", "docs", classify::EntryKind::symlink);
  EXPECT_EQ(ignore_lines(image), "README.md >>.dockerignore   (then commit)");
}

TEST(ImageLints, AMissingIgnoreFileBelongsIntoTheContext) {
  TestImage image("", {{"web/README.md", "x"}, {"web/x", "x"}, {"web/Dockerfile", "FROM a:1\nCOPY . /x\n"}});
  image.source().context = "web";
  image.source().dockerfile = "web/Dockerfile";
  EXPECT_EQ(ignore_lines(image), "README.md >>web/.dockerignore   (then commit)");
  for (const Finding& finding : quick(image)) {
    if (finding.name == "no-ignore-file") {
      EXPECT_EQ(finding.cost,
                "a change of `web/README.md`, say, makes [2/2] COPY . /x and what follows run again");
    }
  }
  // Another Dockerfile may copy what this one does without.
  EXPECT_EQ(ignore_lines(image, true), "README.md >>web/Dockerfile.dockerignore   (then commit)");
  image.source().inline_text = "FROM a:1\nCOPY . /x\n";
  EXPECT_EQ(ignore_lines(image, true), "");
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
  for (const char* docker :
       {"docker/dockerfile:1", "docker/dockerfile:1.7", "docker.io/docker/dockerfile:1"}) {
    EXPECT_THAT(places(quick(TestImage(std::string("# syntax=") + docker + "\nFROM a:1\n"))), IsEmpty())
        << docker;
  }
  EXPECT_THAT(places(quick(TestImage("# syntax=example.org/mine:1\nFROM a:1\n"))),
              ElementsAre("Dockerfile:1 conservative"));
}

TEST(ImageLints, PatternsThatMatchNothingMayBePrecautions) {
  const TestImage image("FROM a:1\nCOPY . /src\n",
                        {{".dockerignore",
                          ".git\n.slipway\n/data*\n*.pem\n*.key\ncore.*\n*/node_modules\n*.log\n"
                          "**/*.sh\n**/vendor\nold/\n!none\n*.wav\n"},
                         {"server/database.js", "x"},
                         {"logs", "x"},
                         {"src/x/a.wav", "x"}});
  EXPECT_THAT(places(thorough(image)), IsEmpty());
}

TEST(ImageLints, APatternThatIsOneLetterAway) {
  const TestImage image("FROM a:1\nCOPY . /src\n",
                        {{".dockerignore", ".git\nrecording\n"}, {"recordings/a", "x"}, {"a", "x"}});
  const Findings findings = thorough(image);
  ASSERT_THAT(places(findings), ElementsAre(".dockerignore:2 unmatched-ignore-pattern"));
  EXPECT_EQ(findings[0].message, "`recording` matches nothing, and there is `recordings`");
  const TestImage unused("FROM a:1\nCOPY a /a\n",
                         {{".dockerignore", ".git\nrecording\n"}, {"recordings/a", "x"}, {"a", "x"}});
  EXPECT_THAT(places(thorough(unused)), IsEmpty()) << "no step takes it: nothing is gained";
}

TEST(ImageLints, AnIgnoreFileThatKeepsOutEverything) {
  const TestImage image("FROM a:1\nCOPY . /app\n", {{".dockerignore", "*\n"}, {"a", "x"}});
  const Findings findings = quick(image);
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 copy-nothing"));
  EXPECT_THAT(findings[0].message, HasSubstr(".dockerignore keeps out all of `.`"));
}

TEST(ImageLints, AKeyIsNotToBeCommitted) {
  const Findings findings = quick(TestImage("FROM a:1\nCOPY certs/server.key /k\n", with({})));
  ASSERT_THAT(places(findings), ElementsAre("Dockerfile:2 copy-missing"));
  EXPECT_THAT(findings[0].fix, HasSubstr("do not commit it"));
}

TEST(ImageLints, AScriptThatTheKernelDoesNotStart) {
  const auto of = [](const std::string& dockerfile, const std::string& script, bool executable) {
    TestImage image(dockerfile, with({}));
    image.tree().add("docker/entry.sh", script,
                     executable ? classify::EntryKind::executable : classify::EntryKind::file);
    return places(quick(image));
  };
  const std::string named = "FROM a:1\nCOPY docker/entry.sh /entry.sh\n";
  const std::string start = "ENTRYPOINT [\"/entry.sh\", \"-v\"]\n";
  EXPECT_THAT(of(named + start, "#!/bin/sh\nrun\n", true), IsEmpty());
  EXPECT_THAT(of(named + start, "#!/bin/sh\r\nrun\r\n", true),
              ElementsAre("docker/entry.sh:1 script-line-ends"));
  EXPECT_THAT(of(named + start, "#!/bin/sh\nrun\n", false),
              ElementsAre("docker/entry.sh:0 script-not-executable"));
  EXPECT_THAT(of(named + "RUN chmod +x /entry.sh\n" + start, "#!/bin/sh\n", false), IsEmpty());
  EXPECT_THAT(of("FROM a:1\nCOPY --chmod=755 docker/entry.sh /entry.sh\n" + start, "#!/bin/sh\n", false),
              IsEmpty());
  EXPECT_THAT(of("FROM a:1\nWORKDIR /app\nCOPY . .\nCMD [\"docker/entry.sh\"]\n", "#!/bin/sh\n", false),
              ElementsAre("docker/entry.sh:0 script-not-executable"));
  EXPECT_THAT(of(named + "ENTRYPOINT [\"sh\", \"/entry.sh\"]\n", "#!/bin/sh\n", false), IsEmpty());
  // A shell starts it.
  EXPECT_THAT(of(named + "CMD /entry.sh --port 80\n", "#!/bin/sh\n", false),
              ElementsAre("docker/entry.sh:0 script-not-executable"));
  EXPECT_THAT(of(named + "WORKDIR /\nCMD exec ./entry.sh\n", "#!/bin/sh\r\n", true),
              ElementsAre("docker/entry.sh:1 script-line-ends"));
  EXPECT_THAT(of(named + "CMD sh /entry.sh\n", "#!/bin/sh\n", false), IsEmpty());
  EXPECT_THAT(of(named + "CMD $RUNNER /entry.sh\n", "#!/bin/sh\n", false), IsEmpty());
}

TEST(ImageLints, AScriptThatTheComposeFileStarts) {
  TestImage image("FROM a:1\nCOPY docker/entry.sh /entry.sh\nCMD [\"/other\"]\n", with({}));
  image.tree().add("docker/entry.sh", "#!/bin/sh\n", classify::EntryKind::file);
  const std::vector<std::string> found{"docker/entry.sh:0 script-not-executable"};
  EXPECT_EQ(places(quick(image, {.service = "web", .start = {.entry_point = "/entry.sh"}})), found);
  EXPECT_EQ(places(quick(image, {.service = "web", .start = {.command = "/entry.sh"}})), found);
  EXPECT_EQ(places(quick(image, {.service = "web", .start = {.command = "docker/../entry.sh"}})), found);
  EXPECT_THAT(places(quick(image, {.service = "web", .start = {.entry_point = "/bin/tini"}})), IsEmpty());
  EXPECT_THAT(
      places(quick(image, {.service = "web", .start = {.command = "./entry.sh", .has_own_directory = true}})),
      IsEmpty());
  TestImage broken("FROM a:1\nCOPY docker/entry.sh /entry.sh\nCMD [\"/entry.sh\"]\n", with({}));
  broken.tree().add("docker/entry.sh", "#!/bin/sh\n", classify::EntryKind::file);
  EXPECT_THAT(places(quick(broken, {.service = "web", .start = {.entry_point = "/bin/tini"}})), IsEmpty())
      << "the image's CMD is not used";
  EXPECT_THAT(places(quick(broken, {.service = "web", .start = {.command = "/other"}})), IsEmpty());
}

}  // namespace
}  // namespace slipway::lint
