#include "deploy/plan/project_lint.hpp"

#include "planned_application.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

lint::Findings findings_of(const PlannedApplication& app) {
  const auto repository = git::Repository::open(app.scratch.path());
  EXPECT_TRUE(repository) << repository.error().because;
  const auto report =
      lint_application(*repository, app.settings, {app.scratch.git({"rev-parse", "HEAD"}), ""});
  EXPECT_TRUE(report) << report.error().because;
  return report->findings;
}

std::vector<std::string> names_of(const lint::Findings& findings, const std::string& service) {
  std::vector<std::string> names;
  for (const classify::Finding& finding : findings) {
    if (finding.service == service) {
      names.push_back(finding.name);
    }
  }
  return names;
}

TEST(ProjectLint, JobsAreNoServices) {
  const std::string image = "FROM python:3\nCOPY a /a\nCMD sleep 9\n";
  PlannedApplication app({{"compose.yaml", "services:\n  migrate: {build: ./m}\n  web: {build: ./w}\n"},
                          {"m/Dockerfile", image},
                          {"m/a", "1\n"},
                          {"w/Dockerfile", image},
                          {"w/a", "1\n"}});
  const std::vector<std::string> expected{"no-health-check", "stop-signal-ignored", "no-restart-policy"};
  EXPECT_EQ(names_of(findings_of(app), "migrate"), expected);
  app.settings.switchover.before_switch = {"migrate"};
  EXPECT_THAT(names_of(findings_of(app), "migrate"), IsEmpty());
  EXPECT_EQ(names_of(findings_of(app), "web"), expected);
}

TEST(ProjectLint, ASwarmStartsAnewWhatHasEnded) {
  PlannedApplication app(PlannedApplication::Files{
      {"compose.yaml", "services:\n  web: {image: 'busybox:1.36', command: [sleep, '9']}\n"}});
  EXPECT_THAT(names_of(findings_of(app), "web"), Contains("no-restart-policy"));
  app.settings.swarm.on = true;
  EXPECT_THAT(names_of(findings_of(app), "web"), Not(Contains("no-restart-policy")));
}

TEST(ProjectLint, OfADockerfileThatWasNotReadNothingIsSaid) {
  const PlannedApplication app({{"compose.yaml",
                                 "services:\n  web: {build: 'https://example.org/app.git'}\n"
                                 "  shell: {build: ./s, stdin_open: true, tty: true}\n"},
                                {"s/Dockerfile", "FROM python:3\nCOPY a /a\n"},
                                {"s/a", "1\n"}});
  EXPECT_THAT(names_of(findings_of(app), "web"), Not(Contains("no-health-check")));
  EXPECT_THAT(names_of(findings_of(app), "shell"), IsEmpty()) << "a person's";
}

TEST(ProjectLint, TheIgnoreFileThatIsMissingIsOneFinding) {
  const PlannedApplication app({{"compose.yaml", "services:\n  web: {build: ., restart: always}\n"},
                                {"Dockerfile", "FROM python:3\nCOPY . /a\nHEALTHCHECK CMD true\n"},
                                {"README.md", "1\n"}});
  std::vector<std::string> names;
  for (const classify::Finding& finding : findings_of(app)) {
    names.push_back(finding.name);
  }
  EXPECT_THAT(names, Contains("no-ignore-file"));
  EXPECT_THAT(names, Not(Contains("git-in-context")));
  EXPECT_THAT(names, Not(Contains("state-in-context")));
}

TEST(ProjectLint, OfAnUnknownEntryPointNothingIsSaid) {
  const PlannedApplication app({{"compose.yaml", "services:\n  web: {build: .}\n"},
                                {"Dockerfile", "FROM somebody/base:1\nCOPY compose.yaml /\nCMD sleep 9\n"}});
  EXPECT_THAT(names_of(findings_of(app), "web"), Not(Contains("stop-signal-ignored")));
}

TEST(ProjectLint, AnIgnoreFileIsForTheImageThatDoesWithout) {
  const auto fix_of = [](const std::string& other) {
    const PlannedApplication app(
        {{"compose.yaml",
          "services:\n  web: {build: {context: ./app, dockerfile: web.Dockerfile}}\n" + other},
         {"app/web.Dockerfile", "FROM a:1\nCOPY . /x\n"},
         {"app/docs.Dockerfile", "FROM a:1\nCOPY docs /x\n"},
         {"app/docs/a", "1\n"}});
    for (const classify::Finding& finding : findings_of(app)) {
      if (finding.name == "no-ignore-file") {
        return finding.fix;
      }
    }
    return std::string{};
  };
  EXPECT_THAT(fix_of(""), HasSubstr(" docs >>app/.dockerignore "));
  const std::string own = " docs >>app/web.Dockerfile.dockerignore ";
  EXPECT_THAT(fix_of("  pages: {build: {context: ./app, dockerfile: docs.Dockerfile}}\n"), HasSubstr(own));
  EXPECT_THAT(fix_of("  pages: {build: {context: ., additional_contexts: {app: ./app}, dockerfile_inline: "
                     "\"FROM a:1\\nCOPY --from=app docs /x\\n\"}}\n"),
              HasSubstr(own));
}

}  // namespace
}  // namespace slipway::deploy
