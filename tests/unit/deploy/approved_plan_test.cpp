#include "deploy/plan/approved_plan.hpp"

#include "util/file.hpp"

#include <gmock/gmock.h>

namespace slipway::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

class ApprovedPlans : public testing::Test {
 protected:
  ApprovedPlans() : directory_(*TemporaryDirectory::create()) {
    write_settings(directory_.path() / "settings.json", "/home/ada/app", R"("health_timeout": 60)");
    target.commit.commit = std::string(40, 'a');
    target.commit.subject = "Hear better";
    target.tree = std::string(40, 'b');
    journal.head = std::string(40, 'c');
    plan.strategy = plan.computed = classify::Strategy::incremental;
    plan.images.emplace_back().service = "web";
    plan.images.front().build = true;
    plan.images.front().strategy = classify::Strategy::incremental;
    plan.services.push_back({"web", classify::ServiceAction::recreate});
    plan.services.push_back({"db", classify::ServiceAction::keep});
  }

  void write_settings(const std::filesystem::path& file, const std::string& source, const std::string& more) {
    ASSERT_TRUE(
        write_file(file,
                   "{\"schema\": 1, \"deployment\": \"app\", \"environment\": \"pi\", \"host\": \"pi\", "
                   "\"directory\": \"~/app\", \"source_dir\": \"" +
                       source + "\", \"build_dir\": \"" + source + "/build\", \"project_dir\": \"" + source +
                       "\", \"after_deploy\": [\"" + source + "/tools/tell\"], " + more + "}"));
    settings = *load_settings(file);
  }
  /// As it comes out of a file.
  ApprovedPlan approve() {
    const auto file = directory_.path() / "plan";
    const auto made = approved_plan(settings, target, journal, plan, "m1");
    EXPECT_TRUE(made && save_approved_plan(file, *made));
    return *load_approved_plan(file);
  }
  static std::string refusal(const Result<void>& result) {
    EXPECT_FALSE(result);
    if (result) {
      return {};
    }
    EXPECT_EQ(result.error().code, ExitCode::refused);
    EXPECT_THAT(result.error().fix, HasSubstr("slipway plan --out "));
    return result.error().because;
  }

  Settings settings;
  Target target;
  Journal journal;
  classify::Plan plan;

 protected:
  TemporaryDirectory directory_;
};

TEST_F(ApprovedPlans, HoldAsLongAsNothingHasChanged) {
  const ApprovedPlan approved = approve();
  EXPECT_TRUE(check_approved_here(approved, settings, target));
  EXPECT_TRUE(check_approved_there(approved, journal, plan, "m1"));
  EXPECT_EQ(approved.forced, std::nullopt);
}

TEST_F(ApprovedPlans, HoldInAnotherCheckoutOfTheSame) {
  const ApprovedPlan approved = approve();
  write_settings(directory_.path() / "other.json", "/builds/1/app",
                 R"("health_timeout": 60, "module_version": "9")");
  EXPECT_TRUE(check_approved_here(approved, settings, target));
}

TEST_F(ApprovedPlans, RememberAStrategyThatWasAskedFor) {
  plan.forced = true;
  plan.strategy = classify::Strategy::full;
  EXPECT_EQ(approve().forced, classify::Strategy::full);
}

TEST_F(ApprovedPlans, DoNotHoldForAnotherTreeCommitOrPlace) {
  const ApprovedPlan approved = approve();
  Target other = target;
  other.commit.commit = std::string(40, 'd');
  EXPECT_THAT(refusal(check_approved_here(approved, settings, other)),
              HasSubstr("the plan is for commit aaaaaaaaaaaa, and this is commit dddddddddddd Hear better"));
  other = target;
  other.tree = std::string(40, 'e');
  EXPECT_THAT(refusal(check_approved_here(approved, settings, other)),
              HasSubstr("the same commit has other files now"));
  settings.place.host = "attic";
  EXPECT_THAT(refusal(check_approved_here(approved, settings, target)), HasSubstr("app on pi (attic:~/app)"));
}

TEST_F(ApprovedPlans, OfAWorkingTreeGoByItsFiles) {
  target.commit.dirty = true;
  const ApprovedPlan approved = approve();
  target.commit.commit = std::string(40, 'd');
  EXPECT_TRUE(check_approved_here(approved, settings, target));
}

TEST_F(ApprovedPlans, NameTheSettingsThatHaveChanged) {
  const ApprovedPlan approved = approve();
  write_settings(directory_.path() / "settings.json", "/home/ada/app",
                 R"("health_timeout": 61, "services": ["web"])");
  EXPECT_EQ(refusal(check_approved_here(approved, settings, target)),
            "the settings differ: health_timeout, services");
}

TEST_F(ApprovedPlans, NameWhoHasDeployedSince) {
  const ApprovedPlan approved = approve();
  Release& release = journal.entries.emplace_back();
  release.number = 8;
  release.outcome = "deployed";
  release.deployed_by = "bob@desk";
  release.source_subject = "Mine";
  release.entry = journal.head = std::string(40, 'd');
  journal.entries.emplace_back().entry = approved.journal;
  const std::string found = refusal(check_approved_there(approved, journal, plan, "m1"));
  EXPECT_THAT(found, HasSubstr("release 8 (deployed) by bob@desk"));
  EXPECT_THAT(found, Not(HasSubstr("release 0")));
}

TEST_F(ApprovedPlans, SayWhatWouldBeDoneOtherwise) {
  const ApprovedPlan approved = approve();
  plan.services.back().action = classify::ServiceAction::restart;
  EXPECT_EQ(refusal(check_approved_there(approved, journal, plan, "m1")),
            "the plan is another one now: the host has changed, or what is kept outside of git:\n"
            "approved: service db: keep\nnow:      service db: restart");
  plan.services.pop_back();
  EXPECT_THAT(refusal(check_approved_there(approved, journal, plan, "m1")),
              HasSubstr("approved: service db: keep"));
}

TEST_F(ApprovedPlans, AreNotTakenFromOtherFiles) {
  const auto file = directory_.path() / "other";
  for (const char* text :
       {"", "{}", "[]", R"({"schema": 1, "kind": "plan"})", R"({"schema": 2, "kind": "approved-plan"})",
        R"({"schema": 1, "kind": "approved-plan", "deployment": 3})"}) {
    ASSERT_TRUE(write_file(file, text));
    EXPECT_FALSE(load_approved_plan(file)) << text;
  }
  EXPECT_EQ(load_approved_plan(directory_.path() / "none").error().code, ExitCode::usage);
}

TEST_F(ApprovedPlans, DoNotHoldForAnotherMachineOfTheName) {
  const ApprovedPlan approved = approve();
  EXPECT_EQ(refusal(check_approved_there(approved, journal, plan, "m2")),
            "`pi` is another machine than the one that the plan was made for");
  EXPECT_TRUE(check_approved_there(approved, journal, plan, ""));
}

TEST_F(ApprovedPlans, DoNotHoldIfASecretOrAFileThereHasChanged) {
  const ApprovedPlan approved = approve();
  plan.reasons.push_back({classify::Strategy::cached, classify::ReasonCode::secrets, "", {".env"}});
  plan.reasons.push_back({classify::Strategy::cached, classify::ReasonCode::drift, "", {"a"}});
  EXPECT_THAT(refusal(check_approved_there(approved, journal, plan, "m1")),
              HasSubstr("now:      edited there: a\nnow:      env or secret file: .env"));
}

TEST_F(ApprovedPlans, ADirectoryInsideAnotherPathIsNotThatOfTheCheckout) {
  write_settings(directory_.path() / "settings.json", "/app", R"("x": "/srv/app", "y": "FOO=/app/z")");
  const ApprovedPlan approved = approve();
  write_settings(directory_.path() / "other.json", "/builds/1", R"("x": "/srv/app", "y": "FOO=/builds/1/z")");
  EXPECT_TRUE(check_approved_here(approved, settings, target));
}

}  // namespace
}  // namespace slipway::deploy
