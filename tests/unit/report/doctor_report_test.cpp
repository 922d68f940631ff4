#include "report/doctor_report.hpp"

#include "util/json.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using deploy::DiagnosisSeverity;
using deploy::Symptom;

std::vector<deploy::Diagnosis> some() {
  return {{DiagnosisSeverity::fine, "ssh", "`pi` lets us in", "", "", {}},
          {DiagnosisSeverity::hint, "swap", "no swap", "slow", "add some", {Symptom::build_fails}},
          {DiagnosisSeverity::problem, "disk", "no space\x1b[2J\nat all", "full", "docker image prune", {}}};
}

TEST(DoctorReport, TheWorstComesFirst) {
  EXPECT_EQ(
      doctor_text(some(), {}, false),
      "problem  disk: no space\\x1b[2J\n           at all\n    why    full\n    fix    docker image prune\n"
      "hint     swap: no swap\n    why    slow\n    fix    add some\n"
      "1 problem, 0 warnings, 1 hint, 1 fine\n");
  EXPECT_NE(doctor_text(some(), {}, true).find("fine     ssh: `pi` lets us in\n"), std::string::npos);
}

TEST(DoctorReport, ASymptomNarrowsAndAsksFurther) {
  const std::string text = doctor_text(some(), Symptom::build_too_long, false);
  EXPECT_EQ(text.find("swap"), std::string::npos);
  EXPECT_NE(text.find("disk"), std::string::npos) << "a problem is behind everything";
  EXPECT_NE(text.find("What else makes builds long:\n"), std::string::npos);
}

// A sentence is printed only of releases that built an image, on the machine that built it.
TEST(DoctorReport, TellsHowLongBuildsTookHere) {
  deploy::Journal journal;
  const auto add = [&](const std::string& strategy, const std::string& step, double seconds,
                       bool builds = true) {
    deploy::Release& release = journal.entries.emplace_back();
    release.number = journal.entries.size();
    release.outcome = "deployed";
    release.strategy = strategy;
    release.seconds = {{"build", 0.1}};
    release.seconds[step] = seconds;
    deploy::ReleaseImage& image = release.images.emplace_back();
    image.id = "sha256:1";
    image.built_by = builds ? release.number : 999;
  };
  const auto text = [&] { return doctor_text(some(), Symptom::build_too_long, false, journal); };
  EXPECT_EQ(text().find("took:"), std::string::npos) << text();
  add("cached", "build", 0.1, false);
  EXPECT_EQ(text().find("took:"), std::string::npos) << "nothing was built: " << text();
  add("full", "build", 100);
  EXPECT_NE(
      text().find(
          "builds on the host took:\n                             full        1 min 40 s, in 1 release\n"),
      std::string::npos)
      << text();
  add("full", "build", 200);
  add("incremental", "build-here", 12);
  journal.entries.emplace_back(journal.entries.back()).outcome = "failed";
  EXPECT_NE(text().find("builds on the host took:\n"
                        "                             full        2 min 30 s, the median of 2 releases\n"
                        "                           builds on this machine took:\n"
                        "                             incremental       12 s, in 1 release\n"),
            std::string::npos)
      << text();
}

TEST(DoctorReport, Json) {
  const Json document = Json::parse(doctor_json(some(), Symptom::build_fails));
  EXPECT_EQ(document["worst"], "problem");
  ASSERT_EQ(document["findings"].size(), 2U);
  EXPECT_EQ(document["findings"][0]["symptoms"][0], "build-fails");
  EXPECT_EQ(worst({}), DiagnosisSeverity::fine);
}

}  // namespace
}  // namespace slipway::report
