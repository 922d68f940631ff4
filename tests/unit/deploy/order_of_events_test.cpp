// What is asked of the host, in which order, and what is made of its answers: without a host.
#include "deploy/deployment.hpp"
#include "deploy/scripted_network.hpp"
#include "git/scratch_repository.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing_support::ScratchRepository;
using testing_support::ScriptedNetwork;

class Notes final : public Listener {
 public:
  void plan(const classify::Plan&) override { ++plans; }
  void note(std::string_view text) override { notes.emplace_back(text); }
  void step(std::string_view) override {}
  void step_done(std::string_view, double) override {}
  void output(std::string_view line) override { lines.emplace_back(line); }
  void health(std::string_view) override {}
  void image(std::string_view) override {}
  void transfer(const Transfer&) override {}
  void failure_log(std::string_view) override {}
  void failure_log_end() override {}

  int plans = 0;
  std::vector<std::string> notes;
  std::vector<std::string> lines;
};

/// A service without a build, and a host on which nothing is yet.
class OrderOfEvents : public testing::Test {
 protected:
  OrderOfEvents() {
    scratch.write("compose.yaml", "services: {web: {image: nginx}}\n");
    scratch.commit("first");
    settings.place.deployment = "app";
    settings.place.environment = "pi";
    settings.place.host = "pi";
    settings.place.directory = "/srv/app";
    settings.application.root = settings.application.source_directory = scratch.path();
    settings.file = scratch.beside("settings.json");
  }

  /// What probe.sh prints, with further records.
  static ScriptedNetwork::Answer probe(const std::vector<std::string>& more = {}) {
    std::string out;
    std::vector<std::string> records{"directory /srv/app",
                                     "directory-state present",
                                     "journal-state none",
                                     "run-state none",
                                     "has git",
                                     "has docker",
                                     "has flock",
                                     "has setsid",
                                     "engine 26.1.5 26.1.5 amd64",
                                     "buildx yes",
                                     "compose-v2 2.26.1",
                                     "free 99999999",
                                     "docker-free 99999999"};
    records.insert(records.end(), more.begin(), more.end());
    for (const std::string& record : records) {
      out += record + '\0';
    }
    return {.out = out};
  }
  static ScriptedNetwork::Answer run_that(const std::string& end) {
    return {.out = "@NONCE step Switch\n@NONCE end " + end + "\n"};
  }

  Result<DeployResult> deploy_now(const DeployOptions& options = {}) {
    return deploy(settings, options, said, network);
  }

  ScratchRepository scratch;
  Settings settings;
  ScriptedNetwork network;
  Notes said;
};

TEST_F(OrderOfEvents, ADeploymentProbesPreparesAndLaunches) {
  network.answers("probe", probe());
  network.answers("launch", run_that("0 deployed"));
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::deployed);
  EXPECT_EQ(result->code, ExitCode::success);
  EXPECT_EQ(network.told(), "open probe, run prepare, run launch");
  EXPECT_EQ(said.plans, 1);
}

TEST_F(OrderOfEvents, ScriptsThatTheRunBeforeHadAreNotSentAgain) {
  const std::string file = "/srv/app/.slipway/runs/3-aa/runner.sh";
  network.answers("probe", probe({"runner " + sha256_hex(host::runner_sh) + " " + file}));
  network.answers("launch", run_that("0 deployed"));
  ASSERT_TRUE(deploy_now());
  EXPECT_EQ(network.arguments("launch")[2], file);
}

TEST_F(OrderOfEvents, ScriptsThatTheHostHasNotAreSent) {
  for (const std::string& said_by_host :
       {sha256_hex("another version") + " /srv/app/.slipway/runs/3-aa/runner.sh",
        sha256_hex(host::runner_sh) + " not a file", std::string("nonsense")}) {
    ScriptedNetwork one;
    one.answers("probe", probe({"runner " + said_by_host}));
    one.answers("launch", run_that("0 deployed"));
    ASSERT_TRUE(deploy(settings, {}, said, one));
    EXPECT_EQ(one.arguments("launch")[2], host::runner_sh) << said_by_host;
  }
}

TEST_F(OrderOfEvents, ScriptsThatAreGoneSinceTheLookAreSent) {
  network.answers(
      "probe", probe({"runner " + sha256_hex(host::runner_sh) + " /srv/app/.slipway/runs/3-aa/runner.sh"}));
  network.answers("launch", {.out = "", .status = 75});
  network.answers("launch", run_that("0 deployed"));
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(network.told(), "open probe, run prepare, run launch, run launch");
  EXPECT_EQ(network.arguments("launch")[2], host::runner_sh);
}

TEST_F(OrderOfEvents, AJournalThatHasMovedIsPlannedForAgainAndNotForEver) {
  network.answers("probe", probe());
  network.answers("launch", run_that("3 moved"));
  network.answers("launch", run_that("0 deployed"));
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::deployed);
  EXPECT_EQ(network.told(), "open probe, run prepare, run launch, open probe, run prepare, run launch");
  EXPECT_EQ(said.plans, 2);
  EXPECT_THAT(said.notes, Contains(HasSubstr("planning again")));
}

TEST_F(OrderOfEvents, AJournalThatMovesEachTimeEndsAsLocked) {
  network.answers("probe", probe());
  network.answers("launch", run_that("3 moved"));
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::moved);
  EXPECT_EQ(result->code, ExitCode::locked);
  EXPECT_EQ(said.plans, 3);
}

TEST_F(OrderOfEvents, WhatTheRunRefusesIsNotTriedAgain) {
  network.answers("probe", probe());
  network.answers("launch", run_that("3 refused files were edited"));
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::refused);
  EXPECT_EQ(result->reason, "files were edited");
  EXPECT_EQ(network.told(), "open probe, run prepare, run launch");
}

TEST_F(OrderOfEvents, AHostThatDoesNotSuitIsNotTouched) {
  network.answers("probe", probe({"directory-state not-writable"}));
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::host_unsuited);
  EXPECT_EQ(network.told(), "open probe");
}

TEST_F(OrderOfEvents, ALostConnectionIsMadeAgainAndTheLogGoesOnWhereItEnded) {
  network.answers("probe", probe());
  network.answers("launch", {.out = "@NONCE step Switch\nhalf a ", .lost = true});
  network.answers("launch", {.out = "line\n@NONCE end 0 deployed\n"});
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::deployed);
  EXPECT_EQ(network.told(), "open probe, run prepare, run launch, open true, run launch");
  EXPECT_THAT(said.lines, Contains("half a line"));
  const auto& again = network.arguments("launch");
  ASSERT_EQ(again.size(), 2U) << "the run is followed, not started a second time";
  EXPECT_EQ(again[1], std::to_string(std::string("@0123456789abcdef step Switch\nhalf a ").size()));
}

TEST_F(OrderOfEvents, AHostThatStaysAwayIsTriedForAWhile) {
  network.answers("probe", probe());
  network.answers("launch", {.out = "@NONCE step Switch\n", .lost = true});
  network.then_cannot_be_reached();
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::connection_lost);
  EXPECT_THAT(
      result.error().what,
      HasSubstr(
          "release 1 (step Switch) is no longer followed; if the host still runs, it carries on alone"));
  EXPECT_THAT(result.error().fix, HasSubstr("slipway attach"));
  EXPECT_EQ(std::count(network.events().begin(), network.events().end(), "pause"), 23) << "45 s";
}

TEST_F(OrderOfEvents, AProgramIsAskedForASecretOnceHoweverOftenIsPlanned) {
  settings.application.secret_commands = {{"key", {"sh", "-c", "echo run >>../runs; echo secret"}}};
  network.answers("probe", probe());
  network.answers("launch", run_that("3 moved"));
  network.answers("launch", run_that("0 deployed"));
  const auto result = deploy_now();
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(
      network.told(),
      "open probe, run prepare, run secrets, run launch, open probe, run prepare, run secrets, run launch");
  EXPECT_EQ(network.arguments("secrets")[2], "key");
  EXPECT_EQ(network.arguments("secrets")[4], "c2VjcmV0Cg==");
  EXPECT_EQ(*read_file(scratch.path() / "../runs"), "run\n");
  EXPECT_THAT(said.notes, Contains("asking `sh` for key"));
}

TEST_F(OrderOfEvents, AProgramThatFailsIsTheEndBeforeTheHostIsSpokenTo) {
  settings.application.secret_commands = {{"key", {"sh", "-c", "echo half; exit 7"}}};
  settings.commands.on_failure = {"sh", "-c", "echo told: $SLIPWAY_REASON"};
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::refused);
  EXPECT_EQ(result.error().because, "it exited with status 7");
  EXPECT_EQ(network.told(), "");
  EXPECT_THAT(said.lines, Contains(HasSubstr("told: the secret `key` cannot be had from `sh`")));
}

TEST_F(OrderOfEvents, WhatWasApprovedIsCarriedOutAndNothingElse) {
  ASSERT_TRUE(write_file(settings.file, R"({"health_timeout": 60})"));
  network.answers("probe", probe());
  network.answers("launch", run_that("0 deployed"));
  const auto made = plan_online(settings, {}, network);
  ASSERT_TRUE(made) << made.error().because;
  ASSERT_FALSE(made->refused);
  ApprovedPlan approved = made->to_approve;
  approved.file = "plan.json";
  const auto result = deploy_now({.approved = &approved});
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::deployed);

  // Something else would be done there: it ends once the host was looked at.
  ApprovedPlan other = approved;
  other.decision = {"service web: keep"};
  ScriptedNetwork there;
  there.answers("probe", probe());
  const auto refused = deploy(settings, {.approved = &other}, said, there);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ExitCode::refused);
  EXPECT_THAT(refused.error().because,
              HasSubstr("approved: service web: keep\nnow:      files and containers\nnow:      service web: "
                        "recreate\nnow:      strategy: full"));
  EXPECT_EQ(there.told(), "open probe");

  // Other settings, or another commit: the host is not spoken to.
  ScriptedNetwork nobody;
  ASSERT_TRUE(write_file(settings.file, R"({"health_timeout": 61})"));
  const auto set = deploy(settings, {.approved = &approved}, said, nobody);
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().because, "the settings differ: health_timeout");
  scratch.write("compose.yaml", "services: {web: {image: httpd}}\n");
  scratch.commit("second");
  const auto moved = deploy(settings, {.approved = &approved}, said, nobody);
  ASSERT_FALSE(moved);
  EXPECT_THAT(moved.error().because, HasSubstr("the plan is for commit "));
  EXPECT_THAT(moved.error().fix, HasSubstr("slipway plan --out plan.json"));
  EXPECT_EQ(nobody.told(), "");
}

class ThatAreLost : public OrderOfEvents, public testing::WithParamInterface<std::chrono::seconds> {};

TEST_P(ThatAreLost, AHostThatTakesConnectionsAndNoSessionIsGivenUp) {
  network.answers("probe", probe());
  // At once, or each time after a while.
  network.answers("launch", {.out = "", .lost = true, .takes = GetParam()});
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::connection_lost);
  EXPECT_THAT(result.error().what, HasSubstr("it is not known if release "));
  EXPECT_THAT(result.error().fix, HasSubstr("slipway status"));
  EXPECT_EQ(std::count(network.events().begin(), network.events().end(), "open true"), 23)
      << "45 s without a connection, pauses of two seconds";
}
INSTANTIATE_TEST_SUITE_P(Sessions, ThatAreLost,
                         testing::Values(std::chrono::seconds(0), std::chrono::seconds(60)));

TEST_F(OrderOfEvents, ALockIsWaitedForIfThatIsAskedFor) {
  network.answers("probe", probe({"locked bob@desk since noon"}));
  network.answers("probe", probe());
  network.answers("wait", {.out = "bob@desk since noon\n"});
  network.answers("launch", run_that("0 deployed"));
  const auto result = deploy_now({.wait = std::chrono::seconds(0)});
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(network.told(), "open probe, run wait, run probe, run prepare, run launch");
  EXPECT_THAT(said.notes, Contains("waiting for bob@desk since noon"));
}

TEST_F(OrderOfEvents, ALockEndsADeploymentThatDoesNotWait) {
  network.answers("probe", probe({"locked bob@desk since noon"}));
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::locked);
  EXPECT_EQ(network.told(), "open probe");
}

TEST_F(OrderOfEvents, WhoWaitsTriesAgainIfSomebodyElseWasFaster) {
  network.answers("probe", probe());
  network.answers("launch", run_that("4 locked"));
  network.answers("launch", run_that("0 deployed"));
  const auto result = deploy_now({.wait = std::chrono::seconds(0)});
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_EQ(result->outcome, RunOutcome::deployed);
  EXPECT_EQ(network.told(), "open probe, run prepare, run launch, open probe, run prepare, run launch");
}

TEST_F(OrderOfEvents, TheReleaseIsConfirmedOnceOverAConnectionOfItsOwn) {
  settings.switchover.confirm_from_client = true;
  settings.switchover.confirm_timeout = 60;
  int asked = 0;
  for (const bool works : {true, false}) {
    ScriptedNetwork host;
    host.answers("probe", probe());
    host.answers("launch", {.out = "@NONCE step Confirm\n@NONCE confirm 60\n", .lost = true});
    host.answers("launch", {.out = "@NONCE confirm 60\n@NONCE end 0 deployed\n"});
    const auto result = deploy(settings,
                               {.tests = {.smoke_tests =
                                              [&] {
                                                ++asked;
                                                return Result<bool>(works);
                                              }}},
                               said, host);
    ASSERT_TRUE(result) << result.error().because;
    EXPECT_EQ(host.told(), "open probe, run prepare, run launch, open confirm, open true, run launch");
    EXPECT_EQ(host.arguments("confirm").back(), works ? "yes" : "no");
  }
  EXPECT_EQ(asked, 2) << "once each, though the host says again that it waits";
}

TEST_F(OrderOfEvents, ALoginThatIsToConfirmIsTriedAgainAndThenTheRunIsTold) {
  settings.switchover.confirm_from_client = true;
  settings.switchover.confirm_timeout = 60;
  struct Case {
    std::vector<ScriptedNetwork::Answer> logins;
    std::string told;
    std::string word;
  };
  const ScriptedNetwork::Answer refused{
      .out = {}, .lost = true, .because = "the agent refused\nagent refused operation"};
  const ScriptedNetwork::Answer silent{.out = {}, .lost = true, .takes = std::chrono::seconds(25)};
  const Case cases[] = {
      {{silent, {}}, "open confirm, pause, open confirm", "yes"},
      {{refused, {}}, "open confirm, pause, open confirm", "yes"},
      {{refused, refused, refused, {}},
       "open confirm, pause, open confirm, pause, open confirm, run confirm",
       "unreached the agent refused"},
      {{silent, silent, silent, {}},
       "open confirm, pause, open confirm, pause, open confirm, run confirm",
       "unreached it ended"},
  };
  for (const Case& one : cases) {
    ScriptedNetwork host;
    host.answers("probe", probe());
    host.answers("launch", {.out = "@NONCE step Confirm\n@NONCE confirm 60\n", .lost = true});
    host.answers("launch", {.out = "@NONCE confirm 60\n@NONCE end 0 deployed\n"});
    for (const auto& login : one.logins) {
      host.answers("confirm", login);
    }
    const auto result =
        deploy(settings, {.tests = {.smoke_tests = [] { return Result<bool>(true); }}}, said, host);
    ASSERT_TRUE(result) << result.error().because;
    EXPECT_EQ(host.told(), "open probe, run prepare, run launch, " + one.told + ", open true, run launch");
    EXPECT_EQ(host.arguments("confirm").back(), one.word);
  }
  EXPECT_THAT(said.notes, Contains(HasSubstr("and is tried again: the agent refused")));
}

TEST_F(OrderOfEvents, TestsRunInTheNewImageAndTheirResultIsTold) {
  scratch.write("compose.yaml", "services: {web: {build: .}}\n");
  scratch.write("Dockerfile", "FROM debian:12\n");
  scratch.commit("An image of its own");
  settings.commands.host_tests.service = "web";
  settings.commands.host_tests.timeout = 60;
  for (const std::string& word : {std::string("yes 3"), std::string("no tests failed: reading")}) {
    ScriptedNetwork host;
    host.answers("probe", probe());
    host.answers("launch", {.out = "@NONCE step Tests\n@NONCE tests 60\n", .lost = true});
    host.answers("launch", {.out = "@NONCE tests 60\n@NONCE end 0 deployed\n"});
    std::string run;
    const auto result = deploy(settings,
                               {.tests = {.host_tests =
                                              [&](const std::string& directory) {
                                                run = directory;
                                                return Result<std::string>(word);
                                              }}},
                               said, host);
    ASSERT_TRUE(result) << result.error().because;
    EXPECT_THAT(run, HasSubstr("/.slipway/runs/1-"));
    EXPECT_EQ(host.told(), "open probe, run prepare, run launch, open confirm, open true, run launch");
    EXPECT_EQ(host.arguments("confirm"), (std::vector<std::string>{run, word, "tests"}));
  }
}

TEST_F(OrderOfEvents, TestsOfAServiceWithoutAnImageOfItsOwnAreRefused) {
  settings.commands.host_tests.service = "wbe";
  network.answers("probe", probe());
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::refused);
  EXPECT_EQ(result.error().what, "tests are to run in the image of `wbe`, which is not built");
  EXPECT_EQ(result.error().because, "the compose file builds no image");
  EXPECT_EQ(network.told(), "open probe");
}

TEST_F(OrderOfEvents, ARunThatEndsWithoutAWordWasKilled) {
  network.answers("probe", probe());
  network.answers("launch", {.out = "@NONCE step Switch\n"});
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::failure);
  EXPECT_THAT(result.error().because, HasSubstr("its run or the host was killed (step Switch)"));
}

TEST_F(OrderOfEvents, ARunThatCouldNotBeWrittenDownHasNotBegun) {
  network.answers("probe", probe());
  network.answers("launch", {.out = "", .status = 71});
  const auto result = deploy_now();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ExitCode::host_unsuited);
}

TEST_F(OrderOfEvents, ACancelledRunIsFollowedToItsEnd) {
  network.answers("probe", probe({"run 4-0123456789abcdef", "run-state running"}));
  network.answers("cancel", {.out = "12"});
  network.answers("launch", run_that("12 cancelled by ann"));
  const auto result = cancel(settings, said, network);
  ASSERT_TRUE(result) << result.error().because;
  EXPECT_TRUE(result->was_running);
  EXPECT_EQ(result->run.outcome, RunOutcome::cancelled);
  EXPECT_EQ(network.told(), "open probe, run cancel, run launch");
  EXPECT_EQ(network.arguments("launch"),
            (std::vector<std::string>{"/srv/app/.slipway/runs/4-0123456789abcdef", "12"}));
}

TEST_F(OrderOfEvents, WhereNothingRunsNothingIsCancelled) {
  network.answers("probe", probe({"run 4-0123456789abcdef", "run-state ended"}));
  const auto result = cancel(settings, said, network);
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->was_running);
  EXPECT_EQ(network.told(), "open probe");
}

}  // namespace
}  // namespace slipway::deploy
