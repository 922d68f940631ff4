#include "deploy/deployment.hpp"
#include "report/json_listener.hpp"
#include "report/plain_listener.hpp"
#include "report/quiet_listener.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace slipway::report {
namespace {

/// Collects what a listener says.
class Said {
 public:
  auto sink() {
    return [this](std::string_view line) { text += std::string(line) + "\n"; };
  }
  std::string text;
};

std::int64_t one_moment() {
  return 1795629600;  // 2026-11-25T18:00:00Z
}

void tell_a_run(deploy::Listener& listener) {
  listener.step("Ship");
  listener.transfer({"files", 3, 100});
  listener.transfer({"files", 60, 2000});
  listener.transfer({"files", 100, 4000});
  listener.step_done("Ship", 0.2);
  listener.step("Build");
  listener.image("web");
  listener.output("#5 [1/2] RUN \x1b[31mx\x1b[0m");
  listener.output("::error::##[add-path]evil");
  listener.output("  \r");
  listener.step_done("Build", 75);
}

TEST(PlainListener, SaysItInDatedLines) {
  Said said;
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, one_moment, Folding::none, true);
  tell_a_run(listener);
  listener.health("waiting web (created)");
  listener.failure_log("web");
  listener.failure_log_end();
  listener.end(true);
  EXPECT_EQ(said.text,
            "2026-11-25T18:00:00Z ==> Ship: sending the changed files\n"
            "2026-11-25T18:00:00Z     files: 60 %, 2.0 kB\n"
            "2026-11-25T18:00:00Z     files: 100 %, 4.0 kB\n"
            "2026-11-25T18:00:00Z     Ship took 0.2 s\n"
            "2026-11-25T18:00:00Z ==> Build: building the images\n"
            "2026-11-25T18:00:00Z     building the image of web\n"
            "2026-11-25T18:00:00Z     | #5 [1/2] RUN x\n"
            "2026-11-25T18:00:00Z     | ::error::##[add-path]evil\n"
            "2026-11-25T18:00:00Z     Build took 1 min 15 s\n"
            "2026-11-25T18:00:00Z     waiting web (created)\n"
            "2026-11-25T18:00:00Z     docker has no output of web\n");
}

TEST(PlainListener, TellsOfAStepThatGoesOnAndSaysNothing) {
  Said said;
  std::int64_t time = one_moment();
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, [&] { return time; }, Folding::none, false,
      [&] { return time; });
  const auto tick = [&](int seconds) {
    for (int i = 0; i < seconds; ++i) {
      ++time;
      listener.tick();
    }
    return std::exchange(said.text, {});
  };
  EXPECT_EQ(tick(100), "") << "nothing goes on";
  // A step of which nothing may come is not told of before it takes its time.
  listener.step("Stage");
  EXPECT_EQ(tick(1), "");
  EXPECT_EQ(tick(1), "2026-11-25T18:01:42Z ==> Stage: preparing the files\n");
  EXPECT_EQ(tick(23),
            "2026-11-25T18:01:47Z     Stage goes on, for 7.0 s so far\n"
            "2026-11-25T18:01:57Z     Stage goes on, for 17 s so far\n");
  EXPECT_EQ(tick(12), "2026-11-25T18:02:17Z     Stage goes on, for 37 s so far\n");
  listener.step_done("Stage", 37);
  said.text.clear();
  EXPECT_EQ(tick(100), "");
  // Never more than a minute of silence, and a minute is enough.
  listener.step("Switch");
  said.text.clear();
  const std::string hour = tick(3600);
  EXPECT_EQ(std::count(hour.begin(), hour.end(), '\n'), 62) << hour;
}

TEST(PlainListener, TellsOfASlowTransferInQuartersAndEveryFewSeconds) {
  Said said;
  std::int64_t time = one_moment();
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, [&] { return time; }, Folding::none, false,
      [&] { return time; });
  listener.step("Switch");
  said.text.clear();
  for (unsigned percent = 1; percent <= 30; ++percent) {
    time += percent <= 10 ? 1 : 0;
    listener.transfer({"files", percent});
  }
  EXPECT_EQ(said.text, "2026-11-25T18:00:05Z     files: 5 %\n2026-11-25T18:00:10Z     files: 10 %\n");
}

TEST(PlainListener, CountsNoTimeOnAClockThatSomebodySets) {
  Said said;
  std::int64_t time = one_moment();
  std::int64_t uptime = 0;
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, [&] { return time; }, Folding::none, false,
      [&] { return uptime; });
  listener.step("Switch");
  said.text.clear();
  for (const std::int64_t moved : {86400, -86400}) {
    time += moved;
    listener.tick();
    EXPECT_EQ(said.text, "") << "no second has passed";
  }
  uptime = 5;
  listener.tick();
  EXPECT_NE(said.text.find("Switch goes on, for 5.0 s so far"), std::string::npos) << said.text;
}

TEST(PlainListener, ShowsWhatABuilderPrintsOnlyIfItFails) {
  Said said;
  PlainListener good(
      said.sink(), [](const classify::Plan&) {}, {}, Folding::none);
  good.step("Stage");
  good.step_done("Stage", 0.1);
  tell_a_run(good);
  good.end(true);
  EXPECT_EQ(said.text,
            "==> Ship: sending the changed files\n"
            "    files: 60 %, 2.0 kB\n"
            "    files: 100 %, 4.0 kB\n"
            "    Ship took 0.2 s\n"
            "==> Build: building the images\n"
            "    building the image of web\n"
            "    | [1/2] RUN x\n"
            "    Build took 1 min 15 s\n");
  said.text.clear();
  PlainListener bad(
      said.sink(), [](const classify::Plan&) {}, {}, Folding::none);
  bad.step("Build");
  bad.output("#6 ERROR: exit code 1");
  bad.step_done("Build", 0.1);
  EXPECT_EQ(said.text, "");
  bad.end(false);
  EXPECT_EQ(said.text, "    | #6 ERROR: exit code 1\n");
  said.text.clear();
  PlainListener put_back(
      said.sink(), [](const classify::Plan&) {}, {}, Folding::none);
  put_back.step("Switch");
  put_back.output("port is already allocated");
  put_back.step_done("Switch", 2);
  put_back.step("Restore");
  EXPECT_EQ(said.text,
            "==> Switch: switching files, images and containers\n    Switch took 2.0 s\n"
            "    | port is already allocated\n==> Restore: putting back what was there before\n");
}

TEST(PlainListener, ShowsWhatAJobBeforeTheSwitchPrints) {
  Said said;
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, {}, Folding::none);
  listener.step("Switch");
  listener.output(" Container shop-db-1  Started");
  listener.job("migrate");
  listener.output("migrated to 2");
  listener.job_end();
  listener.output(" Container shop-web-1  Started");
  listener.end(true);
  EXPECT_EQ(said.text,
            "==> Switch: switching files, images and containers\n"
            "    running migrate before the switch\n"
            "    | migrated to 2\n");
}

TEST(PlainListener, ShowsWhatAHookPrintsAtOnce) {
  Said said;
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, {}, Folding::none);
  listener.hook_output("frozen until \x1b[31mMonday");
  EXPECT_EQ(said.text, "    | frozen until Monday\n");
}

TEST(PlainListener, FoldsForGitHubAndGivesNoOrders) {
  Said said;
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, one_moment, Folding::github);
  tell_a_run(listener);
  listener.step("Health");
  listener.end(true);
  EXPECT_NE(said.text.find("::group::Build: building the images\n"), std::string::npos) << said.text;
  EXPECT_NE(
      said.text.find("Z     | ::error::## [add-path]evil\n::endgroup::\n2026-11-25T18:00:00Z     Build took"),
      std::string::npos)
      << said.text;
  EXPECT_TRUE(said.text.ends_with("::group::Health: waiting until it is healthy\n::endgroup::\n"))
      << said.text;
}

TEST(PlainListener, FoldsForGitLab) {
  Said said;
  PlainListener listener(
      said.sink(), [](const classify::Plan&) {}, one_moment, Folding::gitlab);
  listener.step("Build");
  listener.step_done("Build", 1);
  EXPECT_EQ(said.text,
            "\x1b[0Ksection_start:1795629600:slipway_Build[collapsed=true]\r\x1b[0K"
            "Build: getting the images ready\n"
            "\x1b[0Ksection_end:1795629600:slipway_Build\r\x1b[0K\n"
            "2026-11-25T18:00:00Z     Build took 1.0 s\n");
}

TEST(QuietListener, SpeaksOnlyOfWhatWentWrong) {
  Said said;
  QuietListener good(said.sink());
  tell_a_run(good);
  good.end(true);
  EXPECT_EQ(said.text, "");
  QuietListener bad(said.sink());
  tell_a_run(bad);
  bad.failure_log("web");
  bad.output("no such file\x1b[2J");
  bad.failure_log_end();
  bad.end(false);
  EXPECT_EQ(said.text,
            "    the last lines of web:\n    | no such file\n    | #5 [1/2] RUN x\n    | "
            "::error::##[add-path]evil\n");
}

TEST(JsonListener, TellsOneEventALine) {
  Said said;
  JsonListener listener(said.sink(), one_moment);
  tell_a_run(listener);
  listener.plan({});
  listener.health("waiting web (created) db (restarting)");
  listener.output("caf\xe9");
  deploy::DeployResult result;
  result.code = ExitCode::restored;
  result.release = 4;
  result.outcome = deploy::RunOutcome::restored;
  listener.end(result);
  listener.end(Error{ExitCode::unreachable, "a", "b", "c"});
  std::vector<Json> events;
  std::string text = said.text;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
    events.push_back(Json::parse(text.substr(0, end)));
    EXPECT_EQ(events.back()["schema"], 1);
    EXPECT_EQ(events.back()["time"], "2026-11-25T18:00:00Z");
    text.erase(0, end + 1);
  }
  const auto first = [&](const std::string& name) {
    for (const Json& event : events) {
      if (event["event"] == name) {
        return event;
      }
    }
    return Json();
  };
  EXPECT_EQ(first("transfer")["percent"], 3);
  EXPECT_EQ(first("transfer")["bytes"], 100);
  EXPECT_EQ(first("build-step")["number"], 1);
  EXPECT_EQ(first("build-step")["total"], 2);
  EXPECT_EQ(first("step-done")["seconds"], 0.2);
  EXPECT_EQ(first("health")["services"]["db"], "restarting");
  EXPECT_EQ(first("plan")["plan"]["schema"], 1);
  EXPECT_EQ(first("end")["code"], 8);
  EXPECT_EQ(events.back()["outcome"], "error");
  EXPECT_EQ(events.back()["error"], "a");
  EXPECT_EQ(events.back()["because"], "b");
  EXPECT_EQ(events.back()["fix"], "c");
  // The names that these members had before stay.
  EXPECT_EQ(events.back()["expected"], "a");
  EXPECT_EQ(events.back()["found"], "b");
  EXPECT_EQ(events.back()["next"], "c");
  EXPECT_EQ(events[events.size() - 3]["line_hex"], "636166e9");
}

}  // namespace
}  // namespace slipway::report
