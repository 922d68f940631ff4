#include "deploy/run/build_command.hpp"
#include "deploy/run/journal_message.hpp"
#include "deploy/run/plan_script.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

using classify::Strategy;

/// A run of one image `web`.
struct Example {
  Example() {
    ImageBuild image;
    image.service = "web";
    image.name_v2 = "app-web:latest";
    image.name_v1 = "app_web:latest";
    image.builders_dockerfile = "Dockerfile";
    image.present_id = "sha256:old";
    image.present_release = 4;
    spec.images = {image};
    spec.project_v2 = "app";
    spec.project_v1 = "app1";
    spec.compose_files = {"compose.yaml"};
    spec.services = {"web"};
    plan.images = {{.service = "web",
                    .strategy = Strategy::incremental,
                    .build = true,
                    .base = {},
                    .reasons = {},
                    .steps = {}}};
    run.nonce = "n0nce";
    run.directory = "/srv/app";
    run.release = 7;
    run.cache_bust_arg = "BUST";
    run.tools = {.compose_v2 = true, .buildkit = true};
    run.spec = &spec;
    run.plan = &plan;
  }
  Example(const Example&) = delete;
  Example& operator=(const Example&) = delete;

  std::string command(Strategy strategy) const {
    return join(build_command(spec.images[0], strategy, run, release_tag(spec.images[0], run)), " ");
  }

  ReleaseSpec spec;
  classify::Plan plan;
  RunPlan run;
};

TEST(BuildCommand, OfEachStrategyAndBuilder) {
  Example example;
  EXPECT_EQ(example.command(Strategy::full),
            "env DOCKER_BUILDKIT=1 BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build --progress=plain --no-cache "
            "--file=./Dockerfile "
            "--label=dev.slipway.release=7 --label=org.opencontainers.image.revision= "
            "--label=dev.slipway.strategy=full --tag=app-web:slipway-app-dae668e4-7 .");
  EXPECT_EQ(example.command(Strategy::incremental),
            "env DOCKER_BUILDKIT=1 BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build --progress=plain "
            "--file=./Dockerfile "
            "--label=dev.slipway.release=7 --label=org.opencontainers.image.revision= "
            "--label=dev.slipway.strategy=incremental --tag=app-web:slipway-app-dae668e4-7 .");
  example.run.tools = {.compose_v2 = false, .buildkit = false};
  EXPECT_EQ(example.command(Strategy::cached),
            "env DOCKER_BUILDKIT=0 docker build --file=./Dockerfile --label=dev.slipway.release=7 "
            "--label=org.opencontainers.image.revision= --label=dev.slipway.strategy=cached "
            "--tag=app_web:slipway-app1-dae668e4-7 .");
}

TEST(BuildCommand, ACachedBuildRepeatsTheBustingValueOfItsImage) {
  Example example;
  example.spec.images[0].cache_bust = "new";
  example.spec.images[0].present_cache_bust = "old";
  EXPECT_NE(example.command(Strategy::cached).find("--build-arg=BUST=old "), std::string::npos);
  EXPECT_NE(example.command(Strategy::incremental).find("--build-arg=BUST=new "), std::string::npos);
  EXPECT_NE(example.command(Strategy::full).find("--build-arg=BUST=new "), std::string::npos);
}

TEST(BuildCommand, ACachedBuildRepeatsTheLabelsOfItsImage) {
  Example example;
  example.spec.images[0].present_labels = "3 abc full";
  EXPECT_NE(example.command(Strategy::cached)
                .find("--label=dev.slipway.release=3 --label=org.opencontainers.image.revision=abc "
                      "--label=dev.slipway.strategy=full "),
            std::string::npos);
  EXPECT_NE(example.command(Strategy::incremental).find("--label=dev.slipway.release=7 "), std::string::npos);
}

TEST(BuildCommand, EveryPropertyIsOneWord) {
  Example example;
  ImageBuild& image = example.spec.images[0];
  image.builders_context = "-services/web";
  image.builders_dockerfile = "-d";
  image.target = "production";
  image.platform = "linux/arm64";
  image.arguments = {{"A", "x y"}, {"B", "--no-cache"}};
  image.name_v2 = "registry:5000/team/web";
  example.run.labels = {"dev.slipway.project=app"};
  example.run.source_commit = "abc";
  EXPECT_EQ(build_command(image, Strategy::cached, example.run, release_tag(image, example.run)),
            (std::vector<std::string>{
                "env", "DOCKER_BUILDKIT=1", "BUILDX_NO_DEFAULT_ATTESTATIONS=1", "docker", "build",
                "--progress=plain", "--file=./-d", "--target=production", "--platform=linux/arm64",
                "--build-arg=A=x y", "--build-arg=B=--no-cache", "--label=dev.slipway.project=app",
                "--label=dev.slipway.release=7", "--label=org.opencontainers.image.revision=abc",
                "--label=dev.slipway.strategy=cached", "--tag=registry:5000/team/web:slipway-app-dae668e4-7",
                "./-services/web"}));
}

/// The words that a plan's `build_images` hands over, one a line, as a real shell reads them.
std::string words_of(const RunPlan& run, const std::string& function) {
  const std::string script =
      "run=/run\nshow() { for word do printf '<%s>' \"$word\"; done; echo; }\n"
      "build_image() { show build \"$@\"; }\nreuse_image() { show reuse \"$@\"; }\n"
      "note_image() { show note \"$@\"; }\ntag_image() { show tag \"$@\"; }\npull_image() { show pull "
      "\"$@\"; }\n"
      "compose() { show compose \"$@\"; }\n" +
      plan_script(run) + function + "\n";
  const auto finished = slipway::run({.argv = {"/bin/sh"}}, script);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(PlanScript, HostileNamesReachTheProgramsAsTheyAre) {
  Example example;
  example.spec.images[0].arguments = {{"A", "$(id) `id` 'q' \"d\"\nnew line"}};
  EXPECT_NE(words_of(example.run, "build_images").find("<--build-arg=A=$(id) `id` 'q' \"d\"\nnew line>"),
            std::string::npos);
  example.run.directory = "/srv/it's $HOME";
  EXPECT_EQ(words_of(example.run, "printf '%s' \"$directory\""), "/srv/it's $HOME");
}

TEST(PlanScript, AnImageThatStaysIsReused) {
  Example example;
  example.plan.images[0].build = false;
  EXPECT_EQ(words_of(example.run, "build_images"),
            "<reuse><web><app-web:slipway-app-dae668e4-7><sha256:old><4>\n");
  example.spec.images[0].present_bytes = 5000;
  EXPECT_EQ(words_of(example.run, "build_images"),
            "<reuse><web><app-web:slipway-app-dae668e4-7><sha256:old><4><5000>\n");
  EXPECT_EQ(words_of(example.run, "tag_images"), "<tag><app-web:slipway-app-dae668e4-7><app-web:latest>\n");
  EXPECT_EQ(words_of(example.run, "image_names"), "app-web:latest\n");
  EXPECT_EQ(words_of(example.run, "pull_images"), "");
}

TEST(PlanScript, AReleaseOfFilesAloneKeepsTheNamesOfImages) {
  Example example;
  example.plan.images[0].build = false;
  example.plan.files_alone = true;
  example.spec.images[0].present_tag = "app-web:slipway-app-dae668e4-5";
  example.spec.images[0].present_bytes = 5000;
  EXPECT_EQ(words_of(example.run, "build_images"),
            "<note><web><sha256:old><4><app-web:slipway-app-dae668e4-5><5000>\n");
  // Old journals do not have it.
  example.spec.images[0].present_tag = "";
  EXPECT_EQ(words_of(example.run, "build_images"),
            "<reuse><web><app-web:slipway-app-dae668e4-7><sha256:old><4><5000>\n");
}

TEST(PlanScript, ARollbackBuildsNothing) {
  Example example;
  Release release;
  release.number = 3;
  release.images = {{"web", "sha256:three", 2, "tag", "definition", "bust"}};
  example.run.restores = &release;
  EXPECT_EQ(words_of(example.run, "build_images"),
            "<reuse><web><app-web:slipway-app-dae668e4-7><sha256:three><2>\n");
}

TEST(PlanScript, RestartsWhatComposeWouldNot) {
  Example example;
  using classify::Refresh;
  using classify::ServiceAction;
  // A new build may come to the very same image: then compose keeps the container.
  example.plan.services = {{"web", ServiceAction::restart, {}, Refresh::restart},
                           {"db", ServiceAction::keep},
                           {"api", ServiceAction::recreate, {}, Refresh::restart},
                           {"file", ServiceAction::recreate, {}, Refresh::recreate},
                           {"env", ServiceAction::recreate}};
  EXPECT_EQ(words_of(example.run, "echo \"$restarted_services, $remounted_services\""), "web api, file\n");
}

TEST(PlanScript, WaitsForTheContainersThatServicesHave) {
  Example example;
  example.spec.services = {"api", "db", "idle", "job", "many", "some"};
  example.spec.forms["idle"].containers = 0;
  example.spec.forms["job"].awaited_by = {"api"};
  example.spec.forms["many"].containers = 3;
  example.spec.forms["some"].containers = std::nullopt;
  example.spec.forms["db"].stop_seconds = 45;
  EXPECT_EQ(words_of(example.run, "echo \"$awaited_services, $seconds_to_stop\""),
            "api db job=end many=3 some=?, 95\n");
  EXPECT_EQ(words_of(example.run, "echo \"$up_services\""), "api db idle job many some\n")
      << "compose takes away what is too many";
}

TEST(PlanScript, JobsRunUnlessAnEarlierReleaseIsPutBackAndNobodyAsksForThem) {
  Example example;
  const auto jobs = [&] { return words_of(example.run, "printf '%s' \"$jobs\"; echo \"$job_timeout\""); };
  EXPECT_EQ(jobs(), "600\n");
  example.spec.jobs = {{"migrate", {"cache", "db=healthy"}}, {"check", {}}};
  example.run.job_timeout = 90;
  EXPECT_EQ(jobs(), "migrate : cache db=healthy\ncheck : \n90\n");
  example.run.runs_jobs = false;
  EXPECT_EQ(jobs(), "90\n");
}

TEST(PlanScript, StartsInTurnsWhereHealthIsAwaited) {
  Example example;
  example.spec.services = {"api", "cache", "db", "mail", "web"};
  example.spec.forms["api"].waits_for = {"db", "cache"};
  example.spec.forms["api"].waits_for_health = {"db"};
  example.spec.forms["web"].waits_for = {"api"};
  const auto turns = [&] { return words_of(example.run, "printf '%s' \"$starting_turns\""); };
  EXPECT_EQ(turns(), "cache db mail : db=healthy\napi web : \n");
  example.spec.forms["web"].waits_for_health = {"api"};
  EXPECT_EQ(turns(), "cache db mail : db=healthy\napi : api=healthy\nweb : \n");
  example.spec.forms["db"].check_interval = 1;
  example.spec.forms["api"].check_interval = 2;
  EXPECT_EQ(turns(), "") << "Docker looks as often as it takes to call compose once more";
  example.spec.forms["db"].check_interval = 30;
  example.spec.forms["mail"].restarts_with_others = true;
  EXPECT_EQ(turns(), "") << "compose restarts it together with others only if it starts all";
}

TEST(PlanScript, AJobThatOthersAwaitEndsBeforeTheyAreTouched) {
  Example example;
  example.spec.services = {"db", "migrate", "web"};
  example.spec.forms["db"].check_interval = 1;
  example.spec.forms["migrate"].waits_for = {"db"};
  example.spec.forms["migrate"].waits_for_health = {"db"};
  example.spec.forms["migrate"].awaited_by = {"web"};
  example.spec.forms["web"].waits_for = {"migrate"};
  EXPECT_EQ(words_of(example.run, "printf '%s' \"$starting_turns\""),
            "db : db=healthy\nmigrate : migrate=end\nweb : \n");
}

TEST(PlanScript, StartsAllAtOnceIfWhatIsAwaitedStaysAsItIs) {
  Example example;
  example.spec.services = {"db", "web"};
  example.spec.forms["web"].waits_for = {"db"};
  example.spec.forms["web"].waits_for_health = {"db"};
  example.plan.services = {{"db", classify::ServiceAction::keep}, {"web", classify::ServiceAction::recreate}};
  EXPECT_EQ(words_of(example.run, "printf '%s' \"$starting_turns\""), "");
  example.plan.services[0].action = classify::ServiceAction::recreate;
  EXPECT_EQ(words_of(example.run, "printf '%s' \"$starting_turns\""), "db : db=healthy\nweb : \n");
  example.spec.forms["db"].containers = 0;
  EXPECT_EQ(words_of(example.run, "printf '%s' \"$starting_turns\""), "db web : \n");
}

TEST(PlanScript, WhatStartsFirstHasATurnThatEndsOnceAllOfItIsWell) {
  using classify::ServiceAction;
  using Kind = classify::ServiceCause::Kind;
  Example example;
  example.spec.services = {"api", "db", "front"};
  example.spec.forms["api"].waits_for = {"db"};
  example.spec.forms["api"].containers = 2;
  example.spec.forms["front"].waits_for = {"api"};
  example.plan.services = {{"api", ServiceAction::recreate, {Kind::new_image}},
                           {"db", ServiceAction::keep},
                           {"front", ServiceAction::recreate, {Kind::definition, {"environment"}}}};
  example.plan.services[0].order.why = classify::StartOrder::Why::nothing_exclusive;
  const auto turns = [&] { return words_of(example.run, "printf '%s' \"$starting_turns\""); };
  EXPECT_EQ(turns(), "db : api=2 db : api=2=image\nfront : \n");
  example.plan.services[2].order = example.plan.services[0].order;
  EXPECT_EQ(turns(), "db : api=2 db : api=2=image\n : front : front=1\n");
  example.plan.services[0].refresh = classify::Refresh::recreate;
  EXPECT_EQ(turns(), "db : api=2 db : api=2\n : front : front=1\n") << "its mounted files are others as well";
  example.plan.services[0].refresh = classify::Refresh::none;
  example.plan.services[0].action = ServiceAction::keep;
  example.plan.services[0].order.if_exposed = example.plan.services[2].order.if_exposed = true;
  EXPECT_EQ(turns(), "db : api=2 db : api=2=image=exposed\n : front : front=1=exposed\n")
      << "a release is put back";
}

TEST(PlanScript, WhatSharesANamespaceComesAfterWhatItJoins) {
  Example example;
  example.spec.services = {"app", "log", "vpn"};
  example.spec.forms["app"].joins = {"log", "vpn"};
  example.spec.forms["log"].joins = {"vpn"};
  EXPECT_EQ(words_of(example.run, "echo \"$joining_services\""), "log app\n");
}

TEST(PlanScript, SaysWhatThePlanSays) {
  Example example;
  const auto says = [&](const char* words) {
    return plan_script(example.run).find(words) != std::string::npos;
  };
  EXPECT_TRUE(says("reads_compose='no'"));
  EXPECT_TRUE(says("touches='all'"));
  example.plan.asks_compose = true;
  example.plan.files_alone = true;
  EXPECT_TRUE(says("reads_compose='yes'"));
  EXPECT_TRUE(says("touches='files'"));
  EXPECT_TRUE(
      says("(cd '/srv/app/.slipway/staging' && 'docker' 'compose' '--project-name' 'app' "
           "'--project-directory' '/srv/app/.slipway/staging' '--file' "
           "'/srv/app/.slipway/staging/compose.yaml' config --quiet)"))
      << plan_script(example.run);
}

TEST(ComposeScript, NamesProjectAndFiles) {
  Example example;
  EXPECT_EQ(compose_script(example.run),
            "compose() {\n  (cd '/srv/app' && 'docker' 'compose' '--project-name' 'app' "
            "'--project-directory' '/srv/app' "
            "'--file' '/srv/app/compose.yaml' \"$@\")\n}\n");
  example.run.tools.compose_v2 = false;
  EXPECT_NE(compose_script(example.run).find("'docker-compose' '--project-name' 'app1'"), std::string::npos);
}

TEST(JournalMessage, ComesBackThroughTheJournal) {
  Example example;
  example.plan.to.commit = "cafe";
  example.plan.to.subject = "Two\nlines: Outcome: deployed";
  example.plan.strategy = Strategy::cached;
  example.plan.computed = Strategy::full;
  example.plan.forced = true;
  example.plan.stale = {"web: may be old"};
  example.spec.images[0].definition = "digest";
  Settings settings;
  settings.place.deployment = "app";
  settings.place.environment = "pi";
  git::CommitInfo commit;
  example.run.started = "2024-01-01T00:00:00Z";
  example.run.measured = {{"Seconds-Build-Here", "1.50"}};
  example.plan.cost = classify::CostForecast{};
  example.plan.cost->seconds = 12.3;
  example.plan.cost->low = 8;
  example.plan.cost->high = 20;
  example.run.rollout = Rollout{"20261130T164012Z-1a2b3c", 2, 3, 12};
  commit.message = journal_message(example.run, settings.place, "ann@laptop");
  const Release release = parse_release(commit);
  ASSERT_TRUE(release.rollout);
  EXPECT_EQ(release.rollout->wave, 2U);
  EXPECT_EQ(release.rollout->hosts, 12U);
  EXPECT_EQ(commit.subject(), "Release 7 of app on pi");
  EXPECT_EQ(release.number, 7U);
  EXPECT_EQ(release.source_subject, "Two lines: Outcome: deployed");
  EXPECT_EQ(release.outcome, "") << "a subject cannot claim an outcome";
  EXPECT_EQ(release.strategy, "cached");
  EXPECT_EQ(release.asked_strategy, "full");
  EXPECT_EQ(release.deployed_by, "ann@laptop");
  ASSERT_TRUE(release.forecast);
  EXPECT_DOUBLE_EQ(release.forecast->seconds, 12.3);
  EXPECT_DOUBLE_EQ(release.forecast->low, 8);
  EXPECT_EQ(release.builder, "buildkit");
  EXPECT_EQ(release.image("web")->definition, "digest");
}

TEST(PlanScript, PredictsWhatABuilderWithACacheReports) {
  Example example;
  classify::StepForecast forecast;
  forecast.steps = {{"[1/2] COPY a b", 3, "HIT"}, {"[2/2] RUN echo 'it'", 4, "MISS"}};
  example.plan.images[0].steps = forecast;
  EXPECT_NE(plan_script(example.run)
                .find("predict_steps 'web' 'HIT 3 [1/2] COPY a b' " +
                      shell_quote("MISS 4 [2/2] RUN echo 'it'") + " && build_image "),
            std::string::npos)
      << plan_script(example.run);
  example.plan.images[0].strategy = Strategy::full;
  EXPECT_EQ(plan_script(example.run).find("predict_steps"), std::string::npos);
  example.plan.images[0].strategy = Strategy::cached;
  example.run.tools.buildkit = false;
  EXPECT_EQ(plan_script(example.run).find("predict_steps"), std::string::npos);
}

TEST(PlanScript, SeveralImagesAreQueuedWithWhatTheyAreMadeFrom) {
  Example example;
  ImageBuild base = example.spec.images[0];
  base.service = "base";
  base.name_v2 = "app-base:latest";
  example.spec.images[0].made_from = {{"base", {"app-base"}}};
  example.spec.images.push_back(base);
  example.plan.images.push_back(example.plan.images[0]);
  example.plan.images[1].service = "base";
  example.run.tools.buildx = true;
  const std::string script = plan_script(example.run);
  EXPECT_NE(script.find("build_queued_1() {\n  build_image 'web' "), std::string::npos) << script;
  EXPECT_NE(script.find("queued_images() {\n  printf '%s\\n' '1 web base' &&\n  printf '%s\\n' '2 base'\n}"),
            std::string::npos)
      << script;
  EXPECT_NE(script.find("build_images() {\n  build_queued\n}"), std::string::npos) << script;
  EXPECT_NE(script.find("--build-context=app-base=docker-image://app-base:slipway-app-dae668e4-7"),
            std::string::npos)
      << script;
  // Without buildx the name is lent to the new image.
  example.run.tools.buildx = false;
  EXPECT_NE(plan_script(example.run)
                .find("lend_name 'app-base:slipway-app-dae668e4-7' 'app-base' && build_image 'web'"),
            std::string::npos)
      << plan_script(example.run);
  example.run.tools.buildx = true;
  // One that is there already comes first, and is not waited for.
  example.plan.images[1].build = false;
  const std::string other = plan_script(example.run);
  EXPECT_EQ(other.find("queued_images"), std::string::npos);
  EXPECT_LT(other.find("reuse_image 'base'"), other.find("build_image 'web'")) << other;
}

}  // namespace
}  // namespace slipway::deploy
