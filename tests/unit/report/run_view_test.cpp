#include "report/run_view.hpp"

#include "report/run_words.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

using namespace std::chrono_literals;

std::string without_colour(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += without_control_sequences(line) + "\n";
  }
  return text;
}

class RunViewTest : public testing::Test {
 protected:
  std::string drawn(std::size_t columns = 80, std::size_t rows = 10) const {
    return without_colour(view.lines(columns, rows, now));
  }
  std::string lasting() { return without_colour(view.take_lasting()); }

  RunView::Clock::time_point now{1h};
  RunView view;
};

TEST_F(RunViewTest, ShowsHowFarTheBuilderIs) {
  view.step("Build", now);
  view.image("web");
  view.output("#5 [2/4] RUN pip install -r requirements.txt");
  view.output("#5 0.3 Collecting orac\x1b[2J-text");
  now += 12s;
  EXPECT_EQ(drawn(),
            "● Build        12 s  web [2/4] RUN pip install -r requirements.txt\n"
            "  │ #5 [2/4] RUN pip install -r requirements.txt\n"
            "  │ #5 0.3 Collecting orac-text\n");
  EXPECT_EQ(lasting(), "");
  view.step_done("Build", 12.4);
  EXPECT_EQ(drawn(), "");
  view.step("Switch", now);
  EXPECT_EQ(lasting(), "✓ Build        12 s  web, 0 of 1 step reused\n");
}

TEST_F(RunViewTest, ShowsTheForecast) {
  classify::Plan plan;
  plan.cost.emplace().steps.push_back({"build", 130});
  view.plan(plan);
  view.step("Build", now);
  now += 3s;
  EXPECT_EQ(drawn(), "● Build       3.0 s of ~2 min 10 s  getting the images ready\n");
}

TEST_F(RunViewTest, ShowsABarForWhatTravels) {
  view.step("Ship", now);
  view.transfer({"files", 45, 1'200'000});
  EXPECT_EQ(drawn(), "● Ship        0.0 s  █████████░░░░░░░░░░░ 45 %, 1.2 MB\n");
  view.transfer({"files", 900, {}});
  EXPECT_EQ(drawn(), "● Ship        0.0 s  ████████████████████ 100 %\n");
}

TEST_F(RunViewTest, ShowsEachServicesHealth) {
  classify::Plan plan;
  for (const char* service : {"web", "db"}) {
    plan.services.emplace_back().service = service;
  }
  view.plan(plan);
  view.step("Health", now);
  view.health("waiting web (health check: starting)");
  EXPECT_EQ(
      drawn(),
      "● Health      0.0 s  waiting until it is healthy\n  ○ web: health check: starting\n  ✓ db: ready\n");
  view.health("ready");
  EXPECT_EQ(drawn(), "● Health      0.0 s  waiting until it is healthy\n  ✓ web: ready\n  ✓ db: ready\n");
  view.step_done("Health", 2);
  view.end(true, now);
  EXPECT_EQ(lasting(), "✓ Health      2.0 s\n");
}

TEST_F(RunViewTest, AFailureStaysInSight) {
  view.step("Health", now);
  view.health("failed web (exited, exit status 1)");
  view.failure_log("web");
  view.output("Traceback\x1b[31m (most recent call last)\x07");
  view.failure_log_end();
  view.step_done("Health", 3);
  view.step("Restore", now);
  EXPECT_EQ(
      lasting(),
      "✗ web: exited, exit status 1\n  the last lines of web:\n  │ Traceback (most recent call last)\\x07\n"
      "✗ Health      3.0 s\n");
}

TEST_F(RunViewTest, AWayBackThatWorkedHasNotFailed) {
  view.step("Restore", now);
  view.health("ready");
  view.step_done("Restore", 4);
  view.end(false, now);
  EXPECT_EQ(split(lasting(), '\n').front(), "✓ Restore     4.0 s");
  view.step("Restore", now);
  view.end(false, now + 4s);
  EXPECT_EQ(split(lasting(), '\n').front(), "✗ Restore     4.0 s");
}

TEST_F(RunViewTest, AFailedBuildLeavesWhatTheBuilderSaid) {
  view.step("Build", now);
  for (int i = 0; i < 100; ++i) {
    view.output("line " + std::to_string(i));
  }
  EXPECT_EQ(split(drawn(), '\n').size(), 5U);
  view.step_done("Build", 9);
  view.end(false, now);
  const auto lines = split(lasting(), '\n');
  ASSERT_EQ(lines.size(), 61U);
  EXPECT_EQ(lines.front(), "✗ Build       9.0 s");
  EXPECT_EQ(lines.back(), "  │ line 99");
}

TEST_F(RunViewTest, NeverIsWiderOrHigherThanTheWindow) {
  view.step("Build", now);
  view.image("a-service-with-a-long-name");
  view.output("#5 [2/4] RUN " + std::string(300, 'x'));
  view.output("日本語" + std::string(300, 'y'));
  view.output("three");
  for (const std::size_t columns : {20U, 39U, 40U, 79U, 200U}) {
    for (const std::size_t rows : {0U, 1U, 2U, 10U}) {
      const auto lines = view.lines(columns, rows, now);
      EXPECT_LE(lines.size(), rows);
      for (const std::string& line : lines) {
        EXPECT_LE(display_width(line), columns) << line;
      }
    }
  }
}

TEST_F(RunViewTest, StepsThatDoNothingLeaveNoLine) {
  for (const char* step : {"Ship", "Stage", "Build", "Switch", "Tidy"}) {
    view.step(step, now);
    view.step_done(step, 0.1);
  }
  view.end(true, now);
  EXPECT_EQ(lasting(), "✓ Switch      0.1 s\n");
  view.step("Tidy", now);
  view.step_done("Tidy", 0.6);
  view.end(true, now);
  EXPECT_EQ(lasting(), "✓ Tidy        0.6 s\n");
}

TEST_F(RunViewTest, WhatIsNoLongerFollowedIsOpen) {
  view.step("Build", now);
  now += 5s;
  view.end(false, now);
  EXPECT_EQ(lasting(), "✗ Build       5.0 s\n");
  EXPECT_EQ(drawn(), "");
}

TEST(RunWords, ServicesOfAVerdict) {
  using Services = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(services_in("waiting web (health check: starting) db (restarting, last exit status 1)"),
            (Services{{"web", "health check: starting"}, {"db", "restarting, last exit status 1"}}));
  EXPECT_EQ(services_in("ready"), Services{});
  EXPECT_EQ(services_in("failed web"), Services{});
  EXPECT_EQ(services_in("failed web ("), Services{});
}

TEST(RunWords, OutputIsOneHarmlessLine) {
  EXPECT_EQ(output_line("  10%\r  50%\r 100% \r\n"), "100%");
  EXPECT_EQ(output_line("a\tb\x1b[2J\x1b[1;31mc\x1b]0;title\x07"), "a bc\\x1b]0;title\\x07");
  EXPECT_EQ(output_line(" \r\n"), "");
}

}  // namespace
}  // namespace slipway::report
