// Files that the build makes: in the tree of a release, in its plan and in its journal.
#include "deploy/artifacts/collect.hpp"
#include "deploy/artifacts/elf.hpp"
#include "deploy/plan/artifact_lints.hpp"
#include "deploy/plan/project_lint.hpp"
#include "deploy/plan/traps.hpp"
#include "deploy/planned_application.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// An application whose image takes what is built.
class BuiltApplication : public PlannedApplication {
 public:
  BuiltApplication()
      : PlannedApplication({{"compose.yaml", "services:\n  web:\n    build: .\n"},
                            {"Dockerfile", "FROM debian:12\nCOPY dist/ /usr/local/bin/\n"},
                            {".gitignore", "/build/\n"},
                            {"main.cpp", "int main() {}\n"},
                            {"taken", "x\n"},
                            {"link", "-> /etc"}}) {
    settings.application.artifacts.base = scratch.path() / "build/artifacts";
    settings.application.artifacts.directory = settings.application.artifacts.base;
    settings.application.artifacts.wanted = {"target tool"};
    settings.build_system.build_directory = scratch.path() / "build";
  }

  /// Notes `content` as the program that the build has made for HEAD.
  void build(const std::string& content, const std::string& path = "dist/tool") {
    scratch.write("build/content", content);
    BuiltArtifacts built;
    built.files.push_back({path, "target tool", "100755", content.size(), sha256_hex(content),
                           std::string(trim(scratch.git({"hash-object", "-w", "build/content"})))});
    built.source_commit = trim(scratch.git({"rev-parse", "HEAD"}));
    built.build = {"Release", "", "CXX GNU 12.2.0", "", false};
    ASSERT_TRUE(write_file(settings.application.artifacts.directory / "built.json", artifacts_json(built)));
  }

  Result<Target> target() const {
    SLIPWAY_TRY_ASSIGN(const auto repository, git::Repository::open(scratch.path()));
    return find_target(repository, settings.application, {});
  }

  /// The release as it is planned now is deployed.
  void deploy_built() {
    deploy();
    const auto planned = release();
    ASSERT_TRUE(planned) << planned.error().because;
    Release& deployed = journal.entries.front();
    deployed.tree = deployed.shipped_tree = planned->spec.tree;
    deployed.artifacts = planned->spec.artifacts;
  }
};

bool has_finding(const std::vector<classify::Finding>& findings, const std::string& name) {
  return std::any_of(findings.begin(), findings.end(), [&](const auto& one) { return one.name == name; });
}

TEST(Artifacts, AreInTheTreeAndNowhereElse) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  app.build("one");
  const auto target = app.target();
  ASSERT_TRUE(target) << target.error().because;
  const auto repository = git::Repository::open(app.scratch.path());
  const auto tree = repository->tree(target->tree);
  EXPECT_EQ(tree->read("dist/tool").value_or(""), "one");
  EXPECT_EQ(tree->find("dist/tool")->value().kind, classify::EntryKind::executable);
  EXPECT_EQ(tree->read("main.cpp").value_or(""), "int main() {}\n");
  EXPECT_EQ(app.scratch.git({"status", "--porcelain"}), "");
  EXPECT_EQ(app.target()->tree, target->tree) << "from the note";
}

TEST(Artifacts, ContentDecides) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  app.build("one");
  app.deploy_built();
  app.build("one");
  EXPECT_EQ(app.release()->plan.strategy, classify::Strategy::none);
  app.build("two");
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_EQ(planned->plan.strategy, classify::Strategy::incremental);
  EXPECT_TRUE(builds(planned->plan, "web"));
  ASSERT_FALSE(planned->plan.reasons.empty());
  EXPECT_EQ(planned->plan.reasons.front().paths, std::vector<std::string>{"dist/tool"});
  ASSERT_EQ(planned->plan.artifacts.size(), 1U);
  EXPECT_EQ(planned->plan.artifacts.front().path, "dist/tool");
  EXPECT_TRUE(planned->plan.artifacts.front().is_changed);
  EXPECT_TRUE(planned->plan.pending_artifacts.empty());
}

TEST(Artifacts, WhatIsNotBuiltIsTakenAsItRuns) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  EXPECT_EQ(app.release().error().because.find("still to be built: target tool") == std::string::npos, false);
  app.build("one");
  app.deploy_built();
  std::filesystem::remove(app.settings.application.artifacts.directory / "built.json");
  const auto planned = app.release();
  ASSERT_TRUE(planned) << planned.error().because;
  EXPECT_EQ(planned->plan.strategy, classify::Strategy::none);
  ASSERT_FALSE(planned->plan.notes.empty());
  EXPECT_EQ(planned->plan.notes.front(),
            "still to be built: target tool; this is the plan if they turn out as release 1 has them");
  ASSERT_EQ(planned->plan.artifacts.size(), 1U);
  EXPECT_FALSE(planned->plan.artifacts.front().is_changed);
  EXPECT_EQ(planned->plan.pending_artifacts, std::vector<std::string>{"target tool"});
}

TEST(Artifacts, WhatIsNotBuiltForThisCommitIsNotDeployed) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  auto refused = check_artifacts_built(app.settings, app.target()->artifacts, app.target()->head);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "artifacts of the deployment are not built: target tool");
  EXPECT_TRUE(refused.error().fix.ends_with("--target slipway-inputs-app")) << refused.error().fix;
  app.build("one");
  EXPECT_TRUE(check_artifacts_built(app.settings, app.target()->artifacts, app.target()->head));
  app.write({{"main.cpp", "int main() { return 1; }\n"}});
  refused = check_artifacts_built(app.settings, app.target()->artifacts, app.target()->head);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().what.starts_with("the artifacts were not built from commit "));
  const auto planned = app.release();
  ASSERT_TRUE(planned);
  EXPECT_NE(planned->plan.notes.front().find("a deployment builds them first"), std::string::npos);
}

TEST(Artifacts, APathThatTheCommitHasIsRefused) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"taken", "git tracks a file of that path"},
      {"taken/tool", "`taken` is not a directory in the commit"},
      {"link/tool", "`link` is a symbolic link in the commit"}};
  for (const auto& [path, found] : cases) {
    BuiltApplication app;
    std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
    app.build("one", path);
    const auto target = app.target();
    ASSERT_FALSE(target) << path;
    EXPECT_EQ(target.error().because, found);
  }
}

/// What /bin/sh makes of the first line of an error's third part, up to the comma.
std::string run_what_is_printed(const Error& error) {
  const std::string command = error.fix.substr(0, error.fix.find(", then commit"));
  const auto done = run({.argv = {"/bin/sh", "-c", "cd / && " + command}});
  EXPECT_TRUE(done && done->ok()) << command << done->err;
  return done ? done->out : std::string{};
}

TEST(Artifacts, TheCommandThatIsPrintedTakesTheFileOutOfGit) {
  for (const std::string path : {"dist/-a $(b) *", ":c", "-x"}) {
    BuiltApplication app;
    app.settings.application.root = app.scratch.path() / "the root";
    app.write({{"the root/" + path, "x\n"},
               {"the root/compose.yaml", "services: {}\n"},
               {"the root/dist/-a $(b) other", "x\n"}});
    std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
    app.build("one", path);
    const auto refused = app.target();
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().because, "git tracks a file of that path");
    run_what_is_printed(refused.error());
    EXPECT_EQ(trim(app.scratch.git({"-c", "core.quotePath=false", "diff", "--cached", "--name-status"})),
              "D\tthe root/" + path);
    EXPECT_TRUE(std::filesystem::exists(app.settings.application.root / path));
    app.scratch.git({"commit", "-q", "-m", "Out of git"});
    EXPECT_TRUE(app.target());
  }
}

TEST(Artifacts, OneThatTheHostWouldRewriteIsRefused) {
  struct Case {
    const char* attributes;
    const char* content;
    const char* why;  ///< Empty: it arrives as it is.
  };
  const Case cases[] = {
      {"tool ident\n", "a $Id$ b\n", "`ident` applies to it"},
      {"tool ident\n", "none of it\n", ""},
      {"tool text eol=crlf\n", "a\nb\n", "`eol=crlf` applies to it"},
      {"tool eol=crlf\n", "a\nb\n", "`eol=crlf` applies to it"},
      {"tool -text eol=crlf\n", "a\nb\n", ""},
      {"tool text=auto\n", "a\nb\n", ""},
      {"tool text=auto eol=crlf\n", "a\nb\n", "`eol=crlf` applies to it"},
      {"tool working-tree-encoding=UTF-16\n", "a\n", "`working-tree-encoding=UTF-16` applies to it"},
      {"tool ident text eol=crlf working-tree-encoding=UTF-16\ntool -text -ident -working-tree-encoding\n",
       "a $Id$ b\n", ""},
  };
  for (const Case& one : cases) {
    for (const char* const directory : {"", "dist/"}) {
      BuiltApplication app;
      const std::string attributes = one.attributes;
      app.write({{directory + std::string(".gitattributes"), attributes}});
      std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
      app.build(one.content);
      const auto target = app.target();
      const std::string what = std::string(directory) + ".gitattributes: " + attributes;
      EXPECT_EQ(target.has_value(), *one.why == '\0') << what;
      if (!target) {
        EXPECT_NE(target.error().what.find("`dist/tool`"), std::string::npos) << what;
        EXPECT_NE(target.error().because.find(one.why), std::string::npos) << target.error().because;
        EXPECT_NE(target.error().fix.find("-text -ident"), std::string::npos);
      } else {
        EXPECT_EQ(app.target()->tree, target->tree) << "from the note";
      }
    }
  }
}

TEST(Artifacts, WhatTheNextBuildMayAddIsNoReasonToCommitIt) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  app.build("one");
  app.deploy_built();
  // The next commit wants a second one, which its Dockerfile takes.
  app.write({{"Dockerfile", "FROM debian:12\nCOPY dist/ /usr/local/bin/\nCOPY more/second /srv/\n"}});
  app.settings.application.artifacts.wanted = {"target tool", "target second"};
  auto refused = app.release();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().because.find("; the artifacts were built for commit "), std::string::npos);
  EXPECT_NE(refused.error().fix.find("--target slipway-inputs-app\nif what is missing is none of them: "),
            std::string::npos)
      << refused.error().fix;
  app.build("one");
  refused = app.release();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fix.find("slipway-inputs-app"), std::string::npos)
      << "the build does not make it";

  // Asked for in another place, which no commit has yet.
  const fs::path note = app.settings.application.artifacts.directory / "built.json";
  auto built = parse_artifacts(read_file(note).value_or(""));
  built->asked = {"target tool in dist"};
  ASSERT_TRUE(write_file(note, artifacts_json(*built)));
  app.settings.application.artifacts.wanted = {"target tool"};
  app.settings.application.artifacts.destinations = {"dist"};
  EXPECT_TRUE(check_artifacts_built(app.settings, app.target()->artifacts, app.target()->head));
  app.settings.application.artifacts.destinations = {"more"};
  refused = app.release();
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().because.find("; the project asks for other artifacts than were built"),
            std::string::npos);
  const auto not_deployed = check_artifacts_built(app.settings, app.target()->artifacts, app.target()->head);
  ASSERT_FALSE(not_deployed);
  EXPECT_EQ(not_deployed.error().what, "the artifacts are not those that the project asks for now");
}

TEST(Artifacts, WhatTheReleaseLacksIsNamed) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  app.build("one");
  app.deploy_built();
  std::filesystem::remove(app.settings.application.artifacts.directory / "built.json");
  app.settings.application.artifacts.wanted = {"target tool", "file table.txt", "component runtime"};
  EXPECT_EQ(app.release()->plan.notes.front(),
            "still to be built: target tool, file table.txt, component runtime; this is the plan if they "
            "turn out as "
            "release 1 has them, and without what it does not have: file table.txt, component runtime");
  // The commit has something in their place: nothing is taken from the release.
  app.write({{"dist", "x\n"}});
  const auto planned = app.release();
  ASSERT_TRUE(planned) << planned.error().because;
  EXPECT_NE(planned->plan.notes.front().find("this is the plan without them"), std::string::npos);
}

TEST(Artifacts, LintDoesNotMissWhatIsStillToBeBuilt) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  const auto lint = [&] {
    const auto repository = git::Repository::open(app.scratch.path());
    const auto report = lint_application(*repository, app.settings,
                                         {.commit = repository->resolve("HEAD").value(), .root = {}});
    EXPECT_TRUE(report) << report.error().because;
    return *report;
  };
  auto report = lint();
  EXPECT_FALSE(has_finding(report.findings, "copy-missing"));
  EXPECT_EQ(report.still_to_build, "still to be built: target tool");
  app.build("one", "elsewhere/tool");
  report = lint();
  EXPECT_TRUE(has_finding(report.findings, "copy-missing")) << "it is built, and is not there";
  EXPECT_EQ(report.still_to_build, "");
}

TEST(Artifacts, TheNoteKeepsEveryName) {
  BuiltArtifacts built;
  built.files.push_back({"dist/caf\xe9 \"b\"\n", "component run time", "100644", 3, "s", "b"});
  built.elf["dist/caf\xe9 \"b\"\n"].needed = {"libc.so.6"};
  built.uncommitted = {"a b"};
  const auto again = parse_artifacts(artifacts_json(built));
  ASSERT_TRUE(again) << again.error().because;
  EXPECT_EQ(again->files.front().path, built.files.front().path);
  EXPECT_EQ(again->files.front().origin, "component run time");
  EXPECT_EQ(again->elf.at(built.files.front().path).needed, std::vector<std::string>{"libc.so.6"});
  EXPECT_EQ(again->uncommitted, built.uncommitted);
  EXPECT_FALSE(parse_artifacts("{}"));
}

TEST(Artifacts, TheJournalNamesThem) {
  git::CommitInfo entry;
  entry.message =
      "Release 3 of app on pi\n\nRelease: 3\nArtifact: aa bb 12 component run time\tdist/a "
      "b\nArtifact-Build-Type: "
      "Release\nArtifact-Toolchain: /t.cmake\nArtifact-Source: changed\nTests: 7\n";
  const Release release = parse_release(entry);
  ASSERT_EQ(release.artifacts.size(), 1U);
  EXPECT_EQ(release.artifacts[0].sha256, "aa");
  EXPECT_EQ(release.artifacts[0].blob, "bb");
  EXPECT_EQ(release.artifacts[0].bytes, 12U);
  EXPECT_EQ(release.artifacts[0].origin, "component run time");
  EXPECT_EQ(release.artifacts[0].path, "dist/a b");
  EXPECT_EQ(release.artifact_build.build_type, "Release");
  EXPECT_EQ(release.artifact_build.toolchain_file, "/t.cmake");
  EXPECT_TRUE(release.artifact_build.changed);
  EXPECT_EQ(release.tests, 7U);
}

/// A build begins.
void begin_build(BuiltApplication& app) {
  const auto repository = git::Repository::open(app.scratch.path());
  ASSERT_TRUE(note_commit_of_build(app.settings, &*repository));
}

/// FILES of slipway_add_artifacts(), collected in a build that has begun.
Result<Collected> collect_in_build(BuiltApplication& app, const std::vector<std::string>& files,
                                   const std::string& destination = "dist") {
  std::string items;
  for (const std::string& file : files) {
    items += std::string(items.empty() ? "" : ", ") + R"({"kind": "file", "file": ")" + file +
             R"(", "destination": ")" + destination + R"("})";
  }
  app.scratch.write(
      "build/artifacts/recipe.json",
      R"({"schema": 1, "build_type": "", "toolchain_file": "", "processor": "", "compilers": "", "items": [)" +
          items + "]}");
  return collect_artifacts(app.settings);
}

/// The same, in a build of their own.
Result<Collected> collect_files(BuiltApplication& app, const std::vector<std::string>& files,
                                const std::string& destination = "dist") {
  begin_build(app);
  return collect_in_build(app, files, destination);
}

TEST(Collect, FilesBecomeArtifacts) {
  BuiltApplication app;
  const std::string top = app.scratch.path().native();
  app.scratch.write("build/a b $(x)", "one");
  const auto collected = collect_files(app, {top + "/build/a b $(x)"});
  ASSERT_TRUE(collected) << collected.error().because;
  EXPECT_EQ(collected->changed, std::vector<std::string>{"dist/a b $(x)"});
  const auto repository = git::Repository::open(app.scratch.path());
  EXPECT_EQ(repository->tree(app.target()->tree)->read("dist/a b $(x)").value_or(""), "one");
  const auto again = collect_files(app, {top + "/build/a b $(x)"});
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->changed.empty());
  // What is in git's objects need not be there any more.
  std::filesystem::remove(app.scratch.path() / "build/a b $(x)");
  EXPECT_EQ(repository->tree(app.target()->tree)->read("dist/a b $(x)").value_or(""), "one");
}

TEST(Collect, WhatCannotBeAnArtifactIsRefused) {
  BuiltApplication app;
  const std::string top = app.scratch.path().native();
  app.scratch.write("build/one/x", "1");
  app.scratch.write("build/two/x", "2");
  app.scratch.write("build/.git", "3");
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"/build/gone"}, "does not exist: the build did not make it"},
      {{"/build/one"}, "it is a directory"},
      {{"/build/one/x", "/build/two/x"}, "two artifacts have the path `dist/x`"},
      {{"/build/.git"}, "`dist/.git` of"}};
  for (const auto& [files, found] : cases) {
    std::vector<std::string> paths;
    for (const std::string& file : files) {
      paths.push_back(top + file);
    }
    const auto collected = collect_files(app, paths);
    ASSERT_FALSE(collected) << files.front();
    EXPECT_NE(summary(collected.error()).find(found), std::string::npos) << summary(collected.error());
    EXPECT_FALSE(std::filesystem::exists(app.settings.application.artifacts.directory / "built.json"));
  }
}

TEST(Collect, ACommitWhileTheBuildRunsIsNotWhatIsCollected) {
  BuiltApplication app;
  app.settings.file = app.scratch.path() / "build/settings.json";
  app.scratch.write("build/state", "as it was");
  app.scratch.write("build/x", "1");
  const std::vector<std::string> files{(app.scratch.path() / "build/x").native()};
  begin_build(app);
  EXPECT_TRUE(collect_in_build(app, files));
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(app.settings.state_file(), long_ago);

  app.write({{"main.cpp", "int main() { return 1; }\n"}});
  const auto refused = collect_in_build(app, files);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().what.starts_with("the build began with commit "));
  EXPECT_TRUE(refused.error().because.starts_with("HEAD has moved to "));
  EXPECT_TRUE(refused.error().fix.ends_with("--target slipway-inputs-app")) << refused.error().fix;
  EXPECT_FALSE(std::filesystem::exists(app.settings.application.artifacts.directory / "built.json"));
  // Otherwise a build that has not seen the commit would be refused for ever.
  EXPECT_GT(std::filesystem::last_write_time(app.settings.state_file()), long_ago);
  EXPECT_EQ(read_file(app.settings.state_file()).value_or(""), "as it was");

  begin_build(app);
  const auto again = collect_in_build(app, files);
  ASSERT_TRUE(again) << again.error().because;
  EXPECT_EQ(again->built.source_commit, trim(app.scratch.git({"rev-parse", "HEAD"})));
  ASSERT_TRUE(note_commit_of_build(app.settings, nullptr));
  EXPECT_TRUE(collect_in_build(app, files).error().because.ends_with("does not say"));
}

TEST(Collect, NamesWithLineEndsAreThoseOfTheFiles) {
  BuiltApplication app;
  const std::string top = app.scratch.path().native();
  app.scratch.write("build/a", "without");
  app.scratch.write("build/a\r", "with");
  const auto collected = collect_files(app, {top + "/build/a\\r"});
  ASSERT_TRUE(collected) << collected.error().because;
  const auto repository = git::Repository::open(app.scratch.path());
  EXPECT_EQ(repository->tree(app.target()->tree)->read("dist/a\r").value_or(""), "with");
}

/// What becomes of a component whose installation does what `script` says.
Result<Collected> collect_component(BuiltApplication& app, const std::string& script) {
  begin_build(app);
  app.scratch.write("build/cmake_install.cmake", script);
  app.scratch.write(
      "build/artifacts/recipe.json",
      R"({"schema": 1, "build_type": "", "toolchain_file": "", "processor": "", "compilers": "", "items": [)"
      R"({"kind": "component", "name": "runtime", "component": "runtime", "destination": "dist"}]})");
  app.settings.build_system.build_directory = app.scratch.path() / "build";
  return collect_artifacts(app.settings);
}

TEST(Collect, AComponentHasToInstallSomethingAndBelowItsPrefix) {
  const std::string into = "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}";
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "the component `runtime` installs no files"},
      {"file(MAKE_DIRECTORY \"" + into + "/share\")\n", "the component `runtime` installs no files"},
      {"file(WRITE \"$ENV{DESTDIR}/etc/x\" one)\n",
       "the component `runtime` installs files outside of the prefix: one is `/etc/x`"},
      {"file(CREATE_LINK ../../etc/passwd \"" + into + "/x\" SYMBOLIC)\n", "leads out of the release"},
      {"message(FATAL_ERROR \"cannot find hub\")\n", "the component `runtime` cannot be installed"}};
  for (const auto& [script, found] : cases) {
    BuiltApplication app;
    const std::string top =
        "if(IS_DIRECTORY \"$ENV{DESTDIR}\")\nelse()\nfile(MAKE_DIRECTORY \"" + into + "\")\nendif()\n";
    const auto collected = collect_component(app, top + script);
    ASSERT_FALSE(collected) << script;
    EXPECT_NE(summary(collected.error()).find(found), std::string::npos) << summary(collected.error());
    EXPECT_FALSE(collected.error().fix.empty());
    EXPECT_FALSE(std::filesystem::exists(app.settings.application.artifacts.directory / "built.json"));
  }
}

TEST(Collect, NotesOfOtherInstallationsStay) {
  BuiltApplication app;
  app.scratch.write(
      "build/cmake_install.cmake",
      "file(MAKE_DIRECTORY \"$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}\")\n"
      "file(WRITE \"$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/x\" one)\n"
      "file(WRITE \"${CMAKE_CURRENT_LIST_DIR}/install_manifest_${CMAKE_INSTALL_COMPONENT}.txt\" ours)\n");
  app.scratch.write("build/install_manifest_runtime.txt", "/usr/bin/x\n");
  std::string items;
  for (const char* name : {"runtime", "tools"}) {
    items += fmt::format(R"({}{{"kind": "component", "name": "{}", "component": "{}", "destination": "{}"}})",
                         items.empty() ? "" : ", ", name, name, name);
  }
  app.scratch.write(
      "build/artifacts/recipe.json",
      R"({"schema": 1, "build_type": "", "toolchain_file": "", "processor": "", "compilers": "", "items": [)" +
          items + "]}");
  begin_build(app);
  const auto collected = collect_artifacts(app.settings);
  ASSERT_TRUE(collected) << collected.error().because;
  EXPECT_EQ(collected->changed, (std::vector<std::string>{"runtime/x", "tools/x"}));
  EXPECT_EQ(read_file(app.scratch.path() / "build/install_manifest_runtime.txt").value_or(""),
            "/usr/bin/x\n");
  EXPECT_FALSE(std::filesystem::exists(app.scratch.path() / "build/install_manifest_tools.txt"));
}

TEST(Collect, WhatNoCommitHasIsNamed) {
  BuiltApplication app;
  app.scratch.write("build/x", "1");
  app.scratch.write("main.cpp", "int main() { return 2; }\n");
  const auto collected = collect_files(app, {(app.scratch.path() / "build/x").native()});
  ASSERT_TRUE(collected) << collected.error().because;
  EXPECT_EQ(collected->built.uncommitted, std::vector<std::string>{"main.cpp"});
  EXPECT_TRUE(has_finding(artifact_findings({collected->built, {}}, false), "artifact-uncommitted"));
  EXPECT_FALSE(has_finding(artifact_findings({collected->built, {}}, true), "artifact-uncommitted"));
}

TEST(Elf, TheHeaderSaysTheMachine) {
  const auto header = [](unsigned char bits, unsigned char type, unsigned char machine) {
    std::string bytes(
        "\x7f"
        "ELF");
    bytes += static_cast<char>(bits);
    bytes += std::string("\x01\x01", 2) + std::string(9, '\0');
    bytes += static_cast<char>(type);
    bytes += '\0';
    bytes += static_cast<char>(machine);
    bytes += '\0';
    return bytes;
  };
  EXPECT_EQ(read_elf_header(header(2, 3, 183))->machine, "arm64");
  EXPECT_EQ(read_elf_header(header(1, 2, 40))->machine, "arm");
  EXPECT_EQ(read_elf_header(header(2, 3, 62))->bits, 64U);
  EXPECT_EQ(read_elf_header(header(2, 3, 99))->machine, "machine 99");
  EXPECT_EQ(read_elf_header(header(2, 3, 21))->machine, "ppc64le");
  EXPECT_EQ(read_elf_header(header(2, 3, 8))->machine, "mips64le");
  EXPECT_EQ(read_elf_header(header(1, 3, 8))->machine, "mipsle");
  std::string loong = header(2, 3, 2);
  loong[19] = 1;
  EXPECT_EQ(read_elf_header(loong)->machine, "loong64");
  const std::string ends("\x02\x02\x01", 3);
  std::string big = header(2, 0, 0).replace(4, ends.size(), ends);
  big[17] = 3;
  big[19] = 21;
  EXPECT_EQ(read_elf_header(big)->machine, "ppc64");
  EXPECT_FALSE(read_elf_header(header(2, 1, 62))) << "an object file";
  EXPECT_FALSE(read_elf_header("#!/bin/sh\nexit 0\n, and more\n"));
}

TEST(Elf, ReadelfSaysTheRest) {
  ElfFacts facts;
  add_readelf_output(facts, R"(
      [Requesting program interpreter: /lib/ld-linux-armhf.so.3]
  [28] .debug_info       PROGBITS        00000000 003035 0000c1 00      0   0  1
  [29] .debug_line       PROGBITS        00000000 0030f6 00000f 00      0   0  1
 0x00000001 (NEEDED)                     Shared library: [libreading.so.1]
 0x00000001 (NEEDED)                     Shared library: [libc.so.6]
 0x0000001d (RUNPATH)                    Library runpath: [$ORIGIN:/home/me/build]
Version definition section '.gnu.version_d' contains 2 entries:
  0x001c: Rev: 1  Flags: none  Index: 2  Cnt: 1  Name: GLIBC_9.9
Version needs section '.gnu.version_r' contains 1 entry:
 Addr: 0x0000000000000558  Offset: 0x000558  Link: 6 (.dynstr)
  000000: Version: 1  File: libc.so.6  Cnt: 3
  0x0010:   Name: GLIBC_2.4  Flags: none  Version: 3
  0x0020:   Name: GLIBC_2.34  Flags: none  Version: 2
  0x0030:   Name: GLIBCXX_3.4.30  Flags: none  Version: 4
  0x0040:   Name: GLIBC_PRIVATE  Flags: none  Version: 5
Attribute Section: aeabi
  Tag_CPU_arch: v7
)");
  EXPECT_EQ(facts.interpreter, "/lib/ld-linux-armhf.so.3");
  EXPECT_EQ(facts.needed, (std::vector<std::string>{"libreading.so.1", "libc.so.6"}));
  EXPECT_EQ(facts.run_path, (std::vector<std::string>{"$ORIGIN", "/home/me/build"}));
  EXPECT_EQ(facts.glibc, "2.34");
  EXPECT_EQ(facts.glibcxx, "3.4.30");
  EXPECT_EQ(facts.debug_bytes, 0xc1U + 0xfU);
  EXPECT_EQ(facts.arm_version, 7U);
}

/// What is found of one program.
std::vector<classify::Finding> lints_of(const ElfFacts& facts, const std::string& architecture,
                                        const std::vector<std::string>& images = {}) {
  BuiltArtifacts built;
  built.files.push_back({"dist/tool", "target tool", "100755", 1, "", ""});
  built.files.push_back({"dist/libown.so.1", "target own", "100755", 1, "", ""});
  built.elf["dist/tool"] = facts;
  return artifact_lints(built, {architecture}, images);
}

ElfFacts good_program() {
  ElfFacts facts;
  facts.machine = "arm64";
  facts.bits = 64;
  facts.interpreter = "/lib/ld-linux-aarch64.so.1";
  facts.needed = {"libc.so.6", "libstdc++.so.6"};
  facts.glibc = "2.34";
  return facts;
}

TEST(ArtifactLints, AGoodProgramHasNone) {
  EXPECT_TRUE(lints_of(good_program(), "arm64", {"debian:12"}).empty());
  EXPECT_TRUE(lints_of(good_program(), "", {"somebody/image"}).empty());
}

TEST(ArtifactLints, AnotherMachineIsRefused) {
  const auto findings = lints_of(good_program(), "amd64");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].name, "artifact-architecture");
  EXPECT_EQ(findings[0].severity, classify::Severity::error);
  BuiltArtifacts built;
  built.elf["dist/tool"] = good_program();
  EXPECT_TRUE(check_architecture(built, {{"arm64"}, "PLATFORM"}));
  const auto refused = check_architecture(built, {{"amd64"}, "PLATFORM"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().because, "`dist/tool` is for arm64");

  ElfFacts seven;
  seven.machine = "arm";
  seven.arm_version = 7;
  built.elf["dist/tool"] = seven;
  EXPECT_TRUE(check_architecture(built, wanted_architectures({""}, "arm", "armv7l")));
  EXPECT_TRUE(check_architecture(built, wanted_architectures({"linux/arm64"}, "arm64", "aarch64")));
  // A system of 32 bits on a kernel of 64: its engine counts, and says no version.
  EXPECT_TRUE(check_architecture(built, wanted_architectures({""}, "arm", "aarch64")));
  built.elf["dist/tool"] = good_program();
  EXPECT_EQ(check_architecture(built, wanted_architectures({""}, "arm", "aarch64")).error().what,
            "an artifact is for another machine than arm, which is what the engine of the host is");
  built.elf["dist/tool"] = seven;
  const auto older = check_architecture(built, wanted_architectures({"linux/arm/v7"}, "arm", "armv6l"));
  ASSERT_FALSE(older);
  EXPECT_EQ(older.error().what, "an artifact is for another machine than arm/v6, which is what the host is");
  EXPECT_EQ(older.error().because, "`dist/tool` is for ARMv7");
  EXPECT_NE(older.error().fix.find("SILENCE artifact-architecture"), std::string::npos);
}

TEST(ArtifactLints, AMachineThatIsNotKnownIsNoReason) {
  ElfFacts facts;
  for (const char* machine : {"machine 99", "ppc64le", "loong64"}) {
    facts.machine = machine;
    EXPECT_EQ(lints_of(facts, "amd64").empty(), facts.machine == "machine 99") << machine;
  }
  facts.machine = "mipsle";
  EXPECT_TRUE(lints_of(facts, "mips64le").empty()) << "it runs both";
  EXPECT_FALSE(lints_of(facts, "mips64").empty()) << "the other end first";
  EXPECT_EQ(docker_architecture("loongarch64"), "loong64");
}

TEST(ArtifactLints, SilenceLiftsTheRefusal) {
  UnsilencedFindings left = without_silenced(lints_of(good_program(), "amd64"), {});
  EXPECT_EQ(left.findings.size(), 1U);
  left = without_silenced(lints_of(good_program(), "amd64"), {"artifact-architecture"});
  EXPECT_EQ(left.findings.size(), 0U);
  EXPECT_EQ(left.silenced, 1U);
}

TEST(ArtifactLints, APlatformOfAServiceCounts) {
  BuiltApplication app;
  std::filesystem::create_directories(app.scratch.path() / "build/artifacts");
  const auto warned = [&](const std::string& compose) {
    app.write({{"compose.yaml", compose}});
    app.build("one");
    const fs::path note = app.settings.application.artifacts.directory / "built.json";
    auto built = parse_artifacts(read_file(note).value_or(""));
    built->elf["dist/tool"] = good_program();
    EXPECT_TRUE(write_file(note, artifacts_json(*built)));
    const auto planned = app.release();
    EXPECT_TRUE(planned) << planned.error().because;
    return planned && has_finding(planned->plan.warnings, "artifact-architecture");
  };
  EXPECT_FALSE(warned("services:\n  web:\n    build: .\n")) << "nobody has said";
  EXPECT_TRUE(warned("services:\n  web:\n    build: .\n    platform: linux/amd64\n"));
  EXPECT_FALSE(warned("services:\n  web:\n    build: .\n    platform: linux/arm64\n"));
  const std::string mounted =
      "services:\n  web:\n    build: .\n    platform: linux/amd64\n  side:\n    image: debian:12\n";
  EXPECT_FALSE(warned(mounted + "    platform: linux/arm64\n    volumes: [\"./dist:/dist:ro\"]\n"));
  EXPECT_TRUE(warned(mounted + "    platform: linux/arm64\n")) << "nothing of the release is in it";
}

TEST(ArtifactLints, EachTrapHasItsName) {
  const auto found = [](const char* name, auto change, const std::string& image = "debian:12") {
    ElfFacts facts = good_program();
    change(facts);
    EXPECT_TRUE(has_finding(lints_of(facts, "arm64", {image}), name)) << name;
  };
  found("artifact-libc", [](ElfFacts& facts) { facts.glibc = "2.38"; });
  found(
      "artifact-libc", [](ElfFacts&) {}, "alpine:3.20");
  found("artifact-libc", [](ElfFacts& facts) { facts.glibcxx = "3.4.32"; });
  found("artifact-interpreter", [](ElfFacts& facts) { facts.interpreter = "/opt/sysroot/ld.so"; });
  found("artifact-needs-library", [](ElfFacts& facts) { facts.needed.emplace_back("libpq.so.5"); });
  found("artifact-no-run-path", [](ElfFacts& facts) { facts.needed.emplace_back("libown.so.1"); });
  found("artifact-run-path", [](ElfFacts& facts) { facts.run_path = {"/home/me/project/build"}; });
  found("artifact-debug-info", [](ElfFacts& facts) { facts.debug_bytes = 2'000'000; });
  found("artifact-build-path", [](ElfFacts& facts) { facts.build_path = "/home/me/project"; });

  ElfFacts beside = good_program();
  beside.needed.emplace_back("libown.so.1");
  beside.run_path = {"$ORIGIN"};
  EXPECT_TRUE(lints_of(beside, "arm64", {"debian:12"}).empty());
  beside.glibcxx = "3.4.30";
  EXPECT_TRUE(lints_of(beside, "arm64", {"debian:12-slim"}).empty());
  EXPECT_FALSE(lints_of(beside, "arm64", {"debian:bullseye"}).empty());
}

}  // namespace
}  // namespace slipway::deploy
