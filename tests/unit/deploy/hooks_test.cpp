#include "deploy/hooks.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>

namespace slipway::deploy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Said final : public Listener {
 public:
  void plan(const classify::Plan& /*plan*/) override {}
  void note(std::string_view text) override { notes.emplace_back(text); }
  void step(std::string_view /*name*/) override {}
  void step_done(std::string_view /*name*/, double /*seconds*/) override {}
  void output(std::string_view line) override { lines.emplace_back(line); }
  void health(std::string_view /*state*/) override {}
  void image(std::string_view /*service*/) override {}
  void transfer(const Transfer& /*transfer*/) override {}
  void failure_log(std::string_view /*service*/) override {}
  void failure_log_end() override {}

  std::vector<std::string> notes;
  std::vector<std::string> lines;
};

Settings settings() {
  Settings settings;
  settings.place.deployment = "app";
  settings.place.host = "pi";
  settings.application.source_directory = std::filesystem::temp_directory_path();
  return settings;
}

TEST(RunHook, DoesNothingWhereNoneIsNamed) {
  Said said;
  EXPECT_TRUE(run_hook(settings(), HookEvent::before_deploy, {}, said));
  EXPECT_THAT(said.notes, IsEmpty());
}

TEST(RunHook, KnowsWhatItIsAbout) {
  Settings with = settings();
  with.commands.before_deploy = {
      "sh", "-c", "echo $SLIPWAY_EVENT $SLIPWAY_COMMIT \"$SLIPWAY_SUBJECT\" $1; printf end >&2; pwd", "sh",
      "a  b $(x)"};
  Said said;
  EXPECT_TRUE(run_hook(with, HookEvent::before_deploy,
                       {.command = "deploy", .commit = "abc", .subject = "It's `new`", .strategy = "full"},
                       said));
  EXPECT_THAT(said.lines, Contains("before-deploy abc It's `new` a b $(x)"));
  EXPECT_THAT(said.lines, Contains("end"));
  EXPECT_THAT(said.lines, Contains(std::filesystem::canonical(with.application.source_directory).native()));
  // Its arguments may be nobody else's business.
  EXPECT_THAT(said.notes, ElementsAre("running BEFORE_DEPLOY: sh"));
}

TEST(RunHook, RefusesWhereItFailsOrCannotBeStarted) {
  Settings with = settings();
  Said said;
  with.commands.before_deploy = {"sh", "-c", "exit 7"};
  const auto failed = run_hook(with, HookEvent::before_deploy, {}, said);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ExitCode::refused);
  EXPECT_THAT(failed.error().because, HasSubstr("status 7"));
  EXPECT_THAT(failed.error().what, HasSubstr("nothing was changed on the host"));
  with.commands.before_deploy = {"no-such-program-anywhere"};
  EXPECT_FALSE(run_hook(with, HookEvent::before_deploy, {}, said));
}

DeployResult ended(ExitCode code, RunOutcome outcome) {
  DeployResult result;
  result.code = code;
  result.release = 3;
  result.outcome = outcome;
  return result;
}

TEST(WithHooks, RunsWhatBelongsToTheEndAndChangesNothing) {
  Settings with = settings();
  with.commands.after_deploy = {"sh", "-c",
                                "echo after $SLIPWAY_RELEASE $SLIPWAY_OUTCOME $SLIPWAY_EXIT_CODE; exit 1"};
  with.commands.on_failure = {"sh", "-c", "echo failure $SLIPWAY_EXIT_CODE \"$SLIPWAY_REASON\""};
  Said said;
  const auto good = with_hooks(with, {.command = "deploy"}, said,
                               [] { return ended(ExitCode::success, RunOutcome::deployed); });
  ASSERT_TRUE(good);
  EXPECT_EQ(good->code, ExitCode::success);
  EXPECT_THAT(said.lines, ElementsAre("after 3 deployed 0"));
  EXPECT_THAT(said.notes, Contains(HasSubstr("AFTER_DEPLOY failed")));

  said.lines.clear();
  const auto bad = with_hooks(with, {.command = "deploy"}, said,
                              [] { return ended(ExitCode::restored, RunOutcome::failed); });
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->code, ExitCode::restored);
  EXPECT_THAT(said.lines, ElementsAre("failure 8 "));

  said.lines.clear();
  const auto error = with_hooks(with, {.command = "deploy"}, said, []() -> Result<DeployResult> {
    return fail(ExitCode::unreachable, "the host does not answer", "none", "");
  });
  ASSERT_FALSE(error);
  EXPECT_THAT(said.lines, ElementsAre("failure 5 the host does not answer: none"));
}

TEST(WithHooks, RunsNoneWhereNothingWasToDo) {
  Settings with = settings();
  with.commands.after_deploy = {"echo", "after"};
  Said said;
  DeployResult nothing;
  nothing.nothing_to_do = true;
  EXPECT_TRUE(with_hooks(with, {}, said, [&] { return nothing; }));
  EXPECT_THAT(said.lines, IsEmpty());
}

}  // namespace
}  // namespace slipway::deploy
