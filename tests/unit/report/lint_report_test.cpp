#include "report/lint_report.hpp"

#include "util/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::report {
namespace {

deploy::LintReport sample_findings() {
  deploy::LintReport report;
  report.subject = {std::string(40, 'a'), "app", false};
  report.files = {"compose.yaml"};
  report.findings = {
      {"copy-missing",
       "web",
       "Dockerfile",
       4,
       "`a` is not there",
       "the build stops",
       "commit it",
       {"[2/2] COPY a"},
       classify::Severity::error},
      {"latest-tag", "web", "Dockerfile", 1, "the base is latest", "it changes", "name a version", {}}};
  report.silenced = 2;
  report.contexts = {
      {"web", "", ".dockerignore", 10, 4000, 5, 1000, {{"big", 900, "[2/2] COPY a"}, {"b", 50, ""}}},
      {"db", "db", "", 1, 5, 1, 5, {}}};
  return report;
}

TEST(LintText, NamesPlaceCostAndFix) {
  EXPECT_EQ(lint_text(sample_findings(), {}),
            "compose.yaml in app at aaaaaaaaaaaa\n"
            "\n"
            "error  Dockerfile:4  [copy-missing]\n"
            "  `a` is not there\n"
            "  cost     the build stops\n"
            "  fix      commit it\n"
            "\n"
            "warning  Dockerfile:1  [latest-tag]\n"
            "  the base is latest\n"
            "  cost     it changes\n"
            "  fix      name a version\n"
            "\n"
            "context  .  of web\n"
            "  5 of 10 files and 1.0 kB of 4.0 kB are left: .dockerignore keeps out 75 % of the bytes\n"
            "  largest  900 B   big: [2/2] COPY a\n"
            "           50 B    b: no step takes it\n"
            "\n"
            "context  db  of db\n"
            "  1 file, 5 B; no ignore file keeps anything out\n"
            "\n"
            "1 error, 1 warning; 2 silenced\n");
}

TEST(LintText, ImagesOfOneContextShareWhatIsTaken) {
  deploy::LintReport report = sample_findings();
  report.contexts = {{"web", "", "", 2, 10, 2, 10, {{"a", 6, ""}, {"b", 4, ""}}},
                     {"job", "", "", 2, 10, 2, 10, {{"a", 6, "[2/2] COPY a"}, {"b", 4, ""}}}};
  const std::string text = lint_text(report, {});
  EXPECT_THAT(text, testing::HasSubstr("of web, job"));
  EXPECT_THAT(text, testing::HasSubstr("a: [2/2] COPY a"));
  EXPECT_THAT(text, testing::HasSubstr("b: no step takes it"));
}

TEST(LintText, WhatIsSaidOfSeveralServicesIsSaidOnce) {
  deploy::LintReport report = sample_findings();
  report.contexts.clear();
  report.findings = {{"no-restart-policy",
                      "a",
                      "compose.yaml",
                      2,
                      "`a` has no restart policy",
                      "it stays down",
                      "write it below `a:`",
                      {}},
                     {"no-restart-policy",
                      "b",
                      "compose.yaml",
                      4,
                      "`b` has no restart policy",
                      "it stays down",
                      "write it below `b:`",
                      {}},
                     {"no-restart-policy",
                      "c",
                      "other.yaml",
                      4,
                      "`c` has no restart policy",
                      "it stays down",
                      "write it below `c:`",
                      {}}};
  EXPECT_EQ(lint_text(report, {}),
            "compose.yaml in app at aaaaaaaaaaaa\n"
            "\n"
            "warning  compose.yaml:2  [no-restart-policy]\n"
            "  `a` has no restart policy\n"
            "  cost     it stays down\n"
            "  fix      write it below `a:`\n"
            "  also     `b` (line 4)\n"
            "\n"
            "warning  other.yaml:4  [no-restart-policy]\n"
            "  `c` has no restart policy\n"
            "  cost     it stays down\n"
            "  fix      write it below `c:`\n"
            "\n"
            "0 errors, 3 warnings; 2 silenced\n");
}

TEST(LintText, NothingFound) {
  deploy::LintReport report = sample_findings();
  report.findings.clear();
  report.contexts.clear();
  report.silenced = 0;
  EXPECT_EQ(lint_text(report, {}), "compose.yaml in app at aaaaaaaaaaaa\n\nnothing found\n");
}

TEST(LintText, WhatIsStillToBeBuiltIsSaid) {
  deploy::LintReport report = sample_findings();
  EXPECT_THAT(lint_text(report, {}), testing::Not(testing::HasSubstr("still to be built")));
  report.still_to_build = "still to be built: target hub";
  EXPECT_THAT(
      lint_text(report, {}),
      testing::HasSubstr("not looked for  files that the build makes: still to be built: target hub"));
  EXPECT_EQ(parse_json(lint_json(report), "a test")->at("still_to_build"), report.still_to_build);
}

TEST(LintJson, HoldsTheReport) {
  const auto json = parse_json(lint_json(sample_findings()), "a test");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("schema"), 1);
  EXPECT_EQ(json->at("findings").at(0).at("severity"), "error");
  EXPECT_EQ(json->at("findings").at(0).at("line"), 4);
  EXPECT_EQ(json->at("findings").at(0).at("steps").at(0), "[2/2] COPY a");
  EXPECT_EQ(json->at("silenced"), 2);
  EXPECT_EQ(json->at("contexts").at(0).at("bytes_sent"), 1000);
  EXPECT_EQ(json->at("contexts").at(0).at("largest").at(0).at("path"), "big");
}

}  // namespace
}  // namespace slipway::report
