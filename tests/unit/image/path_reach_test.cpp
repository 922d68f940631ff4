#include "image/predict/path_reach.hpp"

#include "image/predict/dependency_install.hpp"
#include "image/predict/layers_report.hpp"
#include "image/predict/volatile_arguments.hpp"
#include "image_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace slipway::image {
namespace {

using classify::Reach;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

PathReach reach(const TestImage& image, const std::string& path) {
  const auto model = image.model();
  return ReachIndex::of(model).value().find(path).value();
}

TEST(Reach, TellsWhereAFileGoes) {
  TestImage image(
      "FROM scratch AS docs\nCOPY manual /m\nFROM scratch\nCOPY src /src\nCOPY *.txt /x/\nCOPY . /all\n"
      "RUN --mount=source=tool,target=/t /t\n",
      {{".dockerignore", "*.log\nmanual/old\n"}});
  EXPECT_EQ(reach(image, "src/a/b.py").reach, Reach::reaches);
  EXPECT_THAT(reach(image, "src/a/b.py").steps, ElementsAre(0U, 2U));
  EXPECT_EQ(reach(image, "src/a/b.py").where, "[stage-1 1/4] COPY src /src");
  EXPECT_THAT(reach(image, "a.txt").steps, ElementsAre(1U, 2U));
  EXPECT_THAT(reach(image, "tool").steps, ElementsAre(2U, 3U));
  EXPECT_EQ(reach(image, "x.log").reach, Reach::ignored);
  EXPECT_EQ(reach(image, "x.log").where, ".dockerignore:1");
  EXPECT_EQ(reach(image, "Dockerfile").reach, Reach::dockerfile);
  EXPECT_EQ(reach(image, ".dockerignore").reach, Reach::ignore_file);
}

TEST(Reach, KnowsWhatNobodyTakes) {
  TestImage image("FROM scratch AS docs\nCOPY manual /m\nFROM scratch\nCOPY src /src\n", {{"app/x", ""}});
  EXPECT_EQ(reach(image, "manual/a").reach, Reach::not_copied);
  EXPECT_EQ(reach(image, "manual/a").where, "stage docs, which is not built");
  EXPECT_EQ(reach(image, "other").where, "");
  image.tree().add("app/Dockerfile", "FROM scratch\nCOPY x /x\n");
  image.source().context = "app";
  EXPECT_EQ(reach(image, "other").reach, Reach::outside);
  EXPECT_EQ(reach(image, "app/x").reach, Reach::reaches);
}

TEST(Reach, FollowsLinks) {
  TestImage image("FROM scratch\nCOPY l /x\nCOPY w/* /y/\n", {{"real/t", "1"}, {"far/t", "1"}, {"w/k", ""}});
  image.tree().add("l", "real", classify::EntryKind::symlink);
  image.tree().add("w/in", "../far/t", classify::EntryKind::symlink);
  EXPECT_EQ(reach(image, "real/t").reach, Reach::reaches);
  EXPECT_EQ(reach(image, "l").reach, Reach::reaches);
  EXPECT_EQ(reach(image, "far/t").reach, Reach::reaches);
  EXPECT_EQ(reach(image, "far/u").reach, Reach::not_copied);
}

TEST(Reach, ManifestsAheadOfAnInstallAreDependencies) {
  const TestImage image(
      "FROM python\nCOPY requirements.txt setup.sh app.py ./\nCOPY wheels /wheels\nCOPY local /src/local\n"
      "RUN pip install --find-links /wheels -r requirements.txt /src/local\nCOPY src src\nRUN compile\n"
      "COPY late.txt /\n");
  EXPECT_EQ(reach(image, "requirements.txt").reach, Reach::dependency);
  EXPECT_EQ(reach(image, "setup.sh").reach, Reach::dependency);
  EXPECT_EQ(reach(image, "app.py").reach, Reach::reaches);
  EXPECT_EQ(reach(image, "wheels/a/b.whl").reach, Reach::dependency);
  EXPECT_EQ(reach(image, "local/x.py").reach, Reach::dependency);  // The RUN mentions it.
  EXPECT_EQ(reach(image, "src/requirements.txt").reach, Reach::reaches);
  EXPECT_EQ(reach(image, "late.txt").reach, Reach::reaches);
}

TEST(Reach, SourcesAheadOfAnInstallAreATrap) {
  const TestImage image("FROM python\nCOPY . /app\nRUN pip install -r requirements.txt\n",
                        {{".dockerignore", "Dockerfile\n"}});
  EXPECT_EQ(reach(image, "app.py").reach, Reach::reaches);
  EXPECT_EQ(reach(image, "requirements.txt").reach, Reach::dependency);
  const auto model = image.model();
  const auto traps = ReachIndex::of(model)->installs_after_source();
  ASSERT_EQ(traps.size(), 1U);
  EXPECT_EQ(model.steps()[traps[0].copy].name, "[2/3] COPY . /app");
  EXPECT_EQ(model.steps()[traps[0].install].line, 3);
  EXPECT_EQ(traps[0].command, "pip install");
  const TestImage good(
      "FROM python\nCOPY requirements.txt ./\nCOPY wheels /w\nRUN pip install x\nCOPY . /app\n",
      {{"requirements.txt", ""}, {"wheels/w", ""}});
  const auto good_model = good.model();
  EXPECT_TRUE(ReachIndex::of(good_model)->installs_after_source().empty());
}

TEST(Reach, InstallsInAStageBehindCount) {
  const TestImage image("FROM node AS deps\nCOPY package*.json ./\nFROM deps\nRUN npm ci\n");
  EXPECT_EQ(reach(image, "package-lock.json").reach, Reach::dependency);
  const TestImage mounted(
      "FROM node\nRUN --mount=source=package.json,target=package.json --mount=type=cache,target=/root/.npm "
      "npm ci\n");
  EXPECT_EQ(reach(mounted, "package.json").reach, Reach::dependency);
}

TEST(Reach, TheStricterSideDecides) {
  const TestImage before("FROM python\nCOPY old.txt /\nRUN pip install -r old.txt\nCOPY src /src\n");
  const TestImage after("FROM python\nCOPY src /src\n");
  const auto then = before.model();
  const auto now = after.model();
  const classify::ChangeSet changes = {{.path = "old.txt", .kind = classify::ChangeKind::deleted},
                                       {.path = "src/a"}};
  const auto answers = reach_of_changes(&then, now, changes).value();
  EXPECT_EQ(answers.of(0)->reach, Reach::dependency);
  EXPECT_EQ(answers.of(1)->reach, Reach::reaches);
  EXPECT_EQ(reach_of_changes(nullptr, now, changes)->of(0)->reach, Reach::not_copied);
}

TEST(Reach, BothSidesAreAskedUnlessTheyCannotDiffer) {
  const std::string dockerfile = "FROM scratch\nCOPY l /x\n";
  const auto answer = [](TestImage& before, TestImage& after, const std::string& path) {
    const auto then = before.model();
    const auto now = after.model();
    return reach_of_changes(&then, now, {{.path = path}})->of(0)->reach;
  };
  TestImage before(dockerfile, {{"real/t", "1"}, {"other/t", "1"}});
  TestImage after(dockerfile, {{"real/t", "2"}, {"other/t", "1"}});
  before.tree().add("l", "real", classify::EntryKind::symlink);
  after.tree().add("l", "other", classify::EntryKind::symlink);
  EXPECT_EQ(answer(before, after, "real/t"), Reach::reaches) << "the link led there";
  EXPECT_EQ(answer(after, after, "real/t"), Reach::not_copied);
  TestImage ignoring("FROM scratch\nCOPY real /x\n", {{"real/t", "1"}, {".dockerignore", "real\n"}});
  TestImage taking("FROM scratch\nCOPY real /x\n", {{"real/t", "1"}, {".dockerignore", "\n"}});
  EXPECT_EQ(answer(taking, ignoring, "real/t"), Reach::reaches) << "it was taken before";
  EXPECT_EQ(answer(ignoring, ignoring, "real/t"), Reach::ignored);
}

TEST(Reach, TheTreeBeforeIsNotReadWhereItIsCertainToAnswerTheSame) {
  const auto held = [](const TestImage& image, classify::ChangeSet changes) {
    const ImageModel model = image.model();
    return ReachIndex::of(model)->held_before(changes);
  };
  const TestImage plain("FROM scratch\nCOPY src /x\n", {{"src/a", "1"}, {".dockerignore", "*.md\n"}});
  EXPECT_TRUE(held(plain, {{.path = "src/a"}, {.path = "b", .kind = classify::ChangeKind::deleted}}));
  for (const char* path : {"Dockerfile", "dockerfile", ".dockerignore", "Dockerfile.dockerignore"}) {
    EXPECT_FALSE(held(plain, {{.path = "src/a"}, {.path = path}})) << path;
  }
  const auto link = classify::EntryKind::symlink;
  EXPECT_FALSE(held(plain, {{.path = "src", .kind = classify::ChangeKind::deleted, .before = link}}));
  EXPECT_FALSE(held(plain, {{.path = "src", .kind = classify::ChangeKind::type, .after = link}}));
  // What the link leads to may have been there before, or not.
  TestImage linked("FROM scratch\nCOPY l /x\n");
  linked.tree().add("l", "gone", link);
  EXPECT_FALSE(held(linked, {{.path = "gone/a", .kind = classify::ChangeKind::deleted}}));
  TestImage dockerfile_is_link("FROM scratch\n", {{"real", "FROM scratch\nCOPY src /x\n"}});
  dockerfile_is_link.tree().add("Dockerfile", "real", link);
  EXPECT_FALSE(held(dockerfile_is_link, {{.path = "real"}}));
}

TEST(DependencyInstall, IsRecognised) {
  for (const char* command :
       {"pip install -r requirements.txt", "python3 -m pip install .",
        "/venv/bin/pip3.11 --no-input install x",
        "apt-get update && apt-get install -y --no-install-recommends git", "apt-get -o a=b install x",
        "set -e; npm ci", "cd /app &&\tyarn", "yarn install --frozen-lockfile", "pnpm i", "go mod download",
        "cargo fetch", "bundle install", "composer install --no-dev", "apk add --no-cache x",
        "uv sync --locked", "poetry install --no-root", "if true; then\npip install x\nfi",
        "bash -c 'pip install x'"}) {
    if (std::string(command).find("bash -c") == 0) {
      EXPECT_FALSE(installs_dependencies(command))
          << command;  // What other programs are handed is not looked into.
    } else {
      EXPECT_TRUE(installs_dependencies(command)) << command;
    }
  }
  for (const char* command :
       {"echo pip", "make install", "pip --version", "npm run build", "cargo build --release", "yarn build",
        "go build ./...", "python -m compileall src", "apt-get update", ""}) {
    EXPECT_FALSE(installs_dependencies(command)) << command;
  }
}

TEST(DependencyInstall, ManifestsAreKnownByName) {
  for (const char* path :
       {"requirements.txt", "a/requirements-dev.txt", "go.sum", "x/package.json", "Gemfile.lock"}) {
    EXPECT_TRUE(is_dependency_manifest(path)) << path;
  }
  for (const char* path : {"README.txt", "packages.json", "requirements.txt.orig", "src/app.py"}) {
    EXPECT_FALSE(is_dependency_manifest(path)) << path;
  }
}

TEST(VolatileArguments, AreFoundWithWhatTheyCost) {
  const TestImage image(
      "FROM scratch\nARG GIT_COMMIT=x\nARG BUILD_DATE\nARG VERSION=1\nRUN a\nCOPY f /\nRUN b\n", {{"f", ""}});
  const auto found = volatile_arguments(image.model()).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "GIT_COMMIT");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_THAT(found[0].steps, ElementsAre(0U, 1U, 2U));
  EXPECT_TRUE(is_volatile_argument("CI_COMMIT_SHA"));
  EXPECT_FALSE(is_volatile_argument("PYTHON_VERSION"));
  EXPECT_FALSE(is_volatile_argument("CACHEBUST"));
}

TEST(LayersReport, IsForPeopleAndPrograms) {
  const std::string dockerfile = "FROM scratch\nCOPY a /a\nCOPY b /b\nCMD x\n";
  TestImage from(dockerfile, {{"a", "1"}, {"b", "1"}});
  TestImage to(dockerfile + "CMD y\n", {{"a", "1"}, {"b", "2"}});
  const auto prediction = compare_layers(from.tree(), to.tree(), {}).value();
  EXPECT_EQ(layers_text(prediction),
            "HIT    [1/2] COPY a /a\n"
            "MISS   [2/2] COPY b /b\n"
            "       line 3: b changed\n"
            "\n"
            "first step that runs again: [2/2] COPY b /b\n"
            "1 of 2 steps reused\n"
            "image settings that change: CMD\n");
  const auto json = nlohmann::json::parse(layers_json(prediction));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["steps"][1]["step"], "[2/2] COPY b /b");
  EXPECT_EQ(json["steps"][1]["line"], 3);
  EXPECT_EQ(json["steps"][1]["verdict"], "MISS");
  EXPECT_EQ(json["steps"][1]["cause"], "b changed");
  EXPECT_EQ(json["first_rerun"]["step"], "[2/2] COPY b /b");
  EXPECT_EQ(json["summary"], "1 of 2 steps reused");
}

TEST(LayersReport, WithoutAnythingToCompareEverythingRuns) {
  classify::MemoryTree from;
  TestImage to("FROM scratch\nRUN a\n");
  const auto prediction = compare_layers(from, to.tree(), {}).value();
  EXPECT_EQ(prediction.summary(), "0 of 1 step reused");
  EXPECT_THAT(prediction.steps[0].cause, HasSubstr("nothing to compare with"));
  EXPECT_FALSE(compare_layers(to.tree(), from, {}));
}

TEST(ContextDigest, CoversWhatIsSent) {
  const auto digest = [](const TestImage::Files& files) {
    return context_digest(TestImage("FROM scratch\n", files).model().contexts()[0]).value();
  };
  const TestImage::Files files = {
      {".dockerignore", "Dockerfile\n.dockerignore\n*.log\n"}, {"a", "1"}, {"x.log", "1"}};
  TestImage::Files other = files;
  other["x.log"] = "2";
  other[".dockerignore"] += "# the same set\n";
  EXPECT_EQ(digest(files), digest(other));
  other["a"] = "2";
  EXPECT_NE(digest(files), digest(other));
}

}  // namespace
}  // namespace slipway::image
