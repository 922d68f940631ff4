// Plans in whatever state the repository is: what counts is the tree that is deployed and the tree to deploy.
#include "deploy/plan/planner.hpp"
#include "git/scratch_repository.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using classify::Strategy;
using testing::ElementsAre;
using testing::UnorderedElementsAre;
using testing_support::ScratchRepository;

/// An application of one image, with a release that is deployed.
class Application {
 public:
  explicit Application(const std::vector<std::string>& init_options = {}) : scratch(init_options) {
    scratch.write("compose.yaml", "services:\n  web:\n    build: .\n    volumes: ['./conf:/conf']\n");
    scratch.write("Dockerfile",
                  "FROM python:3.11\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n"
                  "COPY src src\n");
    scratch.write(".dockerignore", ".git\n.slipway\n*.md\n");
    scratch.write("requirements.txt", "a==1\n");
    scratch.write("src/app.py", "1\n");
    scratch.write("src/lib.py", "1\n");
    scratch.write("conf/app.toml", "1\n");
    scratch.write("README.md", "1\n");
    first = scratch.commit("first");
    settings.place.deployment = "app";
    settings.place.environment = "pi";
    settings.place.host = "pi";
    settings.place.directory = "~/app";
    settings.application.root = settings.application.source_directory = scratch.path();
  }

  /// What is deployed has this tree.
  void deploy(const std::string& tree) {
    const auto repository = git::Repository::open(scratch.path());
    const auto target = find_target(*repository, settings.application, {});
    const auto planned = make_plan(*repository, settings, *target, {}, {});
    ASSERT_TRUE(planned) << planned.error().because;
    EXPECT_EQ(planned->plan.strategy, Strategy::full) << "the first deployment";
    Release release;
    release.entry = std::string(40, 'e');
    release.tree = tree;
    release.number = 1;
    release.outcome = "deployed";
    release.settings = planned->spec.settings_digest;
    for (const ImageBuild& image : planned->spec.images) {
      release.images.push_back({image.service, "sha256:1", 1, "", image.definition, ""});
    }
    journal.entries = {release};
    journal.head = journal.deployed = release.entry;
  }

  Result<classify::Plan> plan() const {
    const auto repository = git::Repository::open(scratch.path());
    SLIPWAY_TRY(repository);
    SLIPWAY_TRY_ASSIGN(const Target target, find_target(*repository, settings.application, {}));
    SLIPWAY_TRY_ASSIGN(PlannedRelease planned, make_plan(*repository, settings, target, journal, {}));
    return std::move(planned.plan);
  }

  ScratchRepository scratch;
  std::string first;
  Settings settings;
  Journal journal;
};

std::vector<std::string> changed(const Result<classify::Plan>& plan) {
  std::vector<std::string> paths;
  for (const classify::PathVerdict& verdict : plan->changes) {
    paths.push_back(verdict.change.path);
  }
  return paths;
}

std::vector<classify::ReasonCode> codes(const Result<classify::Plan>& plan) {
  std::vector<classify::ReasonCode> found;
  for (const classify::Reason& reason : plan->reasons) {
    found.push_back(reason.code);
  }
  return found;
}

TEST(GitStates, TheTreeOfAnotherHistoryIsTheSameTree) {
  Application app;
  app.deploy(app.scratch.tree_of("HEAD"));
  app.scratch.git({"checkout", "--quiet", "--orphan", "elsewhere"});
  app.scratch.commit("the same files");
  const auto plan = app.plan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->strategy, Strategy::none);
}

TEST(GitStates, AnOctopusMergeBringsWhatAllItsParentsBring) {
  Application app;
  app.deploy(app.scratch.tree_of("HEAD"));
  for (const char* file : {"src/app.py", "conf/app.toml", "README.md"}) {
    app.scratch.git({"checkout", "--quiet", "-b", std::string("side/") + file, app.first});
    app.scratch.write(file, "2\n");
    app.scratch.commit(file);
  }
  app.scratch.git({"checkout", "--quiet", "main"});
  app.scratch.git(
      {"merge", "--quiet", "--no-edit", "side/src/app.py", "side/conf/app.toml", "side/README.md"});
  EXPECT_EQ(split(app.scratch.git({"rev-list", "--parents", "-1", "HEAD"}), ' ').size(), 4U);
  const auto plan = app.plan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->strategy, Strategy::incremental);
  EXPECT_THAT(changed(plan), ElementsAre("README.md", "conf/app.toml", "src/app.py"));
}

TEST(GitStates, CrissCrossMergesHaveNoBestBaseAndNeedNone) {
  Application app;
  app.scratch.git({"checkout", "--quiet", "-b", "side"});
  app.scratch.write("src/app.py", "side\n");
  app.scratch.commit("side");
  app.scratch.git({"checkout", "--quiet", "main"});
  app.scratch.write("src/lib.py", "main\n");
  app.scratch.commit("main");
  app.scratch.git({"branch", "before"});
  app.scratch.git({"merge", "--quiet", "--no-edit", "side"});
  app.scratch.git({"checkout", "--quiet", "side"});
  app.scratch.git({"merge", "--quiet", "--no-edit", "before"});
  app.scratch.write("requirements.txt", "a==2\n");
  app.scratch.commit("side again");
  app.deploy(app.scratch.tree_of("main"));
  const auto plan = app.plan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->strategy, Strategy::full);
  EXPECT_THAT(changed(plan), ElementsAre("requirements.txt"));
}

TEST(GitStates, ARenameInCaseAloneIsADeletionAndAnAddition) {
  Application app;
  app.deploy(app.scratch.tree_of("HEAD"));
  app.scratch.git({"mv", "README.md", "readme.md"});
  app.scratch.git({"mv", "src/app.py", "src/App.py"});
  app.scratch.git({"mv", "conf", "Conf"});
  app.scratch.commit("other cases");
  const auto plan = app.plan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->strategy, Strategy::incremental);
  EXPECT_THAT(changed(plan), UnorderedElementsAre("README.md", "readme.md", "src/app.py", "src/App.py",
                                                  "conf/app.toml", "Conf/app.toml"));
}

TEST(GitStates, AForcedPushTakesTheHistoryAndLeavesTheTree) {
  Application app;
  app.scratch.write("src/app.py", "what was pushed away\n");
  const std::string gone = app.scratch.commit("gone");
  // What is fetched from a host keeps the tree, and nothing of the history that it was made in.
  const std::string entry = app.scratch.git({"commit-tree", "-m", "Release 1", gone + "^{tree}"});
  app.scratch.git({"update-ref", "refs/slipway/app/pi/journal", entry});
  app.deploy(app.scratch.tree_of(gone));
  app.scratch.git({"reset", "--quiet", "--hard", app.first});
  app.scratch.git({"reflog", "expire", "--expire=now", "--all"});
  app.scratch.git({"gc", "--quiet", "--prune=now"});
  EXPECT_NE(app.scratch.try_git({"cat-file", "-e", gone}).status, 0);
  const auto plan = app.plan();
  ASSERT_TRUE(plan) << plan.error().because;
  EXPECT_EQ(plan->strategy, Strategy::incremental);
  EXPECT_THAT(changed(plan), ElementsAre("src/app.py"));
}

TEST(GitStates, ATreeThatIsLostMeansFull) {
  Application app;
  app.scratch.write("src/app.py", "lost\n");
  const std::string lost = app.scratch.commit("lost");
  app.deploy(app.scratch.tree_of(lost));
  app.scratch.git({"reset", "--quiet", "--hard", app.first});
  app.scratch.git({"reflog", "expire", "--expire=now", "--all"});
  app.scratch.git({"gc", "--quiet", "--prune=now"});
  const auto plan = app.plan();
  ASSERT_TRUE(plan) << plan.error().because;
  EXPECT_EQ(plan->strategy, Strategy::full);
  EXPECT_THAT(codes(plan), testing::Contains(classify::ReasonCode::base_unreachable));
  ASSERT_EQ(plan->images.size(), 1U);
  EXPECT_TRUE(plan->images.front().build);
  EXPECT_EQ(plan->services.front().action, classify::ServiceAction::recreate);
}

TEST(GitStates, ATreeOfWhichAPartIsLostMeansFull) {
  Application app;
  app.scratch.write("src/app.py", "lost\n");
  app.deploy(app.scratch.tree_of(app.scratch.commit("lost")));
  const std::string part = app.scratch.git({"rev-parse", "HEAD:src"});
  app.scratch.write("src/app.py", "next\n");
  app.scratch.commit("next");
  std::filesystem::remove(app.scratch.path() / ".git/objects" / part.substr(0, 2) / part.substr(2));
  const auto plan = app.plan();
  ASSERT_TRUE(plan) << plan.error().because;
  EXPECT_EQ(plan->strategy, Strategy::full);
  EXPECT_THAT(codes(plan), testing::Contains(classify::ReasonCode::base_unreachable));
}

TEST(GitStates, ATreeToDeployThatIsBrokenIsAnError) {
  Application app;
  app.deploy(app.scratch.tree_of("HEAD"));
  app.scratch.write("src/app.py", "next\n");
  app.scratch.commit("next");
  const std::string part = app.scratch.git({"rev-parse", "HEAD:src"});
  std::filesystem::remove(app.scratch.path() / ".git/objects" / part.substr(0, 2) / part.substr(2));
  const auto plan = app.plan();
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ExitCode::refused);
}

/// Repositories that libgit2 does not read.
void expect_the_usual(Application& app) {
  app.deploy(app.scratch.tree_of("HEAD"));
  EXPECT_EQ(app.plan()->strategy, Strategy::none);
  app.scratch.write("README.md", "2\n");
  app.scratch.commit("words");
  EXPECT_EQ(app.plan()->strategy, Strategy::cached);
  app.scratch.write("src/app.py", "2\n");
  app.scratch.commit("source");
  EXPECT_EQ(app.plan()->strategy, Strategy::incremental);
  app.scratch.write("requirements.txt", "a==2\n");
  app.scratch.commit("dependencies");
  EXPECT_EQ(app.plan()->strategy, Strategy::full);
  EXPECT_THAT(changed(app.plan()), ElementsAre("README.md", "requirements.txt", "src/app.py"));
}

TEST(GitStates, Sha256) {
  Application app({"--object-format=sha256"});
  expect_the_usual(app);
}

TEST(GitStates, Reftable) {
  const ScratchRepository probe;
  if (probe.try_git({"init", "--quiet", "--ref-format=reftable", probe.beside("x").native()}).status != 0) {
    GTEST_SKIP() << "this git has no reftable (2.45 is the first)";
  }
  Application app({"--ref-format=reftable"});
  expect_the_usual(app);
}

constexpr const char* pointer =
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

TEST(GitStates, APointerThatContainersSeeThroughAMountIsRefused) {
  Application app;
  app.scratch.write("conf/model.bin", pointer);
  app.scratch.commit("a pointer");
  auto plan = app.plan();
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ExitCode::refused);
  EXPECT_EQ(plan.error().what,
            "the content of `conf/model.bin`, which service `web` sees through its mount of `conf`, is not "
            "in the commit");
  EXPECT_THAT(plan.error().fix, testing::HasSubstr("git lfs untrack 'conf/model.bin'"));
  app.scratch.write("conf/.gitattributes", "*.txt text\n*.bin\tfilter=lfs diff=lfs\n");
  app.scratch.commit("attributes");
  plan = app.plan();
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().fix, testing::AllOf(testing::StartsWith("git lfs fetch "),
                                               testing::HasSubstr("git lfs untrack '*.bin'")));
}

TEST(GitStates, APointerWithoutAttributesIsSeenWhenItChanges) {
  Application app;
  app.deploy(app.scratch.tree_of("HEAD"));
  app.scratch.write("src/model.bin", pointer);
  app.scratch.commit("a pointer");
  auto plan = app.plan();
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().what,
            "the content of `src/model.bin`, which `[4/4] COPY src src` takes, is not in the commit");
  app.scratch.git({"mv", "src/model.bin", "model.bin"});
  app.scratch.commit("where nobody sees it");
  EXPECT_TRUE(app.plan());
}

TEST(GitStates, ASubmoduleThatContainersSeeThroughAMountIsRefused) {
  Application app;
  app.scratch.git({"update-index", "--add", "--cacheinfo", "160000," + app.first + ",conf/theme"});
  app.scratch.git({"commit", "--quiet", "-m", "A submodule"});
  const auto plan = app.plan();
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().what,
            "the files of `conf/theme`, which service `web` sees through its mount of `conf`, are not in the "
            "commit");
  EXPECT_THAT(plan.error().because, testing::StartsWith("it is a submodule"));
}

TEST(GitStates, ANameThatIsNotUtf8IsWarnedOf) {
  Application app;
  app.scratch.write("src/caf\xe9.py", "1\n");
  app.scratch.write("caf\xe9.txt", "1\n");
  app.scratch.commit("Latin 1");
  const auto plan = app.plan();
  ASSERT_TRUE(plan) << plan.error().because;
  ASSERT_EQ(plan->warnings.size(), 1U);
  EXPECT_EQ(plan->warnings.front().name, "name-not-utf8");
  EXPECT_EQ(plan->warnings.front().file, "src/caf\xe9.py");
}

}  // namespace
}  // namespace slipway::deploy
