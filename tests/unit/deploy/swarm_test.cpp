#include "deploy/remote/swarm.hpp"

#include "deploy/plan/swarm_plan.hpp"
#include "deploy/planned_application.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace slipway::deploy {
namespace {

using testing::Contains;
using testing::HasSubstr;

std::string records_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += line + '\0';
  }
  return text;
}

SwarmState three_nodes(const std::vector<std::string>& more = {}) {
  std::vector<std::string> lines{"swarm active true n1 1 ",
                                 "node n1 pi1 ready active manager reachable+leader linux/aarch64 26.1.5 yes",
                                 "node n2 pi2 ready active worker - linux/aarch64 26.1.5 yes",
                                 "node n3 pi3 down drain worker - linux/armv7l 20.10.24 -", "ipvs yes"};
  lines.insert(lines.end(), more.begin(), more.end());
  return parse_swarm(records_of(lines));
}

TEST(Swarm, IsRead) {
  const SwarmState swarm = three_nodes();
  EXPECT_EQ(swarm.nodes.size(), 3U);
  EXPECT_EQ(swarm.managers(), 1U);
  EXPECT_TRUE(swarm.node("n1")->is_leader);
  EXPECT_TRUE(swarm.node("n2")->is_labelled);
  EXPECT_FALSE(swarm.node("n3")->is_labelled);
  EXPECT_EQ(swarm.node("n3")->state, "down");
  EXPECT_EQ(swarm.ipvs, SwarmState::Ipvs::yes);
}

Result<void> check_here(const SwarmState& swarm, const swarm::Stack& stack = {}) {
  Place place;
  place.host = "pi1";
  return check_swarm(swarm, place, "/srv/shop", "shop", stack);
}

TEST(Swarm, HasToBeOneThatHostManages) {
  EXPECT_TRUE(check_here(three_nodes()));
  EXPECT_THAT(check_here(parse_swarm(records_of({"swarm inactive false - 0 "}))).error().fix,
              HasSubstr("docker swarm init"));
  EXPECT_THAT(check_here(parse_swarm(records_of({"swarm active false n2 1 "}))).error().what,
              HasSubstr("is a worker"));
  EXPECT_THAT(check_here(parse_swarm(records_of({"swarm active true n1 2 ", "nodes-error no leader"})))
                  .error()
                  .because,
              HasSubstr("no leader"));
}

TEST(Swarm, AStackOfSomebodyElseIsLeftAlone) {
  EXPECT_TRUE(check_here(three_nodes({"stack /srv/shop"})));
  EXPECT_THAT(check_here(three_nodes({"stack /home/ann/shop"})).error().because, HasSubstr("/home/ann/shop"));
  EXPECT_THAT(check_here(three_nodes({"stack -"})).error().because, HasSubstr("not deployed by Slipway"));
}

TEST(Swarm, RefusesWhatItsKernelOrItsNodesCannotDo) {
  swarm::Stack stack;
  stack.need_mesh = {"web"};
  EXPECT_TRUE(check_here(three_nodes(), stack));
  EXPECT_THAT(check_here(three_nodes({"ipvs no"}), stack).error().fix, HasSubstr("endpoint_mode: dnsrr"));
  swarm::Stack pinned;
  swarm::StackService db;
  db.name = "db";
  db.hostname = "pi9";
  pinned.services = {db};
  EXPECT_THAT(check_here(three_nodes(), pinned).error().because, HasSubstr("pi1, pi2, pi3"));
}

TEST(SwarmPlan, SaysTheEngineTheNodesAndTheWayOfTheImages) {
  PlannedApplication application(PlannedApplication::Files{{"compose.yaml", "services: {web: {image: a}}"}});
  application.settings.swarm = {true, {"pi2", "pi3"}};
  const auto planned = application.release();
  ASSERT_TRUE(planned) << planned.error().what;
  EXPECT_THAT(planned->plan.notes,
              Contains(HasSubstr("ENGINE swarm: pi is the manager; tasks run on it and on pi2, pi3")));
  EXPECT_THAT(planned->plan.notes, Contains(HasSubstr("over ssh")));
  ASSERT_NE(planned->spec.application, nullptr);
}

TEST(SwarmPlan, RefusesWhatASwarmWouldLeaveOut) {
  PlannedApplication application(
      PlannedApplication::Files{{"compose.yaml", "services: {web: {image: a, privileged: true}}"}});
  EXPECT_TRUE(application.release());
  application.settings.swarm.on = true;
  EXPECT_THAT(application.release().error().because, HasSubstr("swarm-privileged"));
}

TEST(SwarmPlan, DoesNotTakeAComposeProjectAlong) {
  PlannedApplication application(
      PlannedApplication::Files{{"compose.yaml",
                                 "services: {db: {image: a, volumes: ['data:/d'], deploy: {placement: "
                                 "{constraints: ['node.hostname == "
                                 "pi']}}}}\nvolumes: {data: {}}"}});
  application.deploy();
  application.settings.swarm.on = true;
  const auto offline = application.release();
  ASSERT_TRUE(offline) << "it may be of another DIRECTORY";
  EXPECT_THAT(offline->plan.notes, Contains(HasSubstr("is of the other ENGINE")));
  host::HostState host;
  application.request.host = &host;
  const auto refused = application.release();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().because, HasSubstr("volumes data"));
  application.journal.entries.front().engine = "swarm";
  EXPECT_TRUE(application.release());
  application.settings.swarm.on = false;
  const auto back = application.release();
  EXPECT_THAT(back.error().what, HasSubstr("on a swarm"));
  EXPECT_THAT(back.error().because, HasSubstr("the volumes data (on pi) of the nodes"))
      << "they need not be of this host";
}

/// Three services that were deployed on a swarm, and its manager as it is asked now.
struct DeployedOnASwarm {
  DeployedOnASwarm() {
    application.settings.swarm.on = true;
    application.deploy();
    application.journal.entries.front().engine = "swarm";
    host.directory = host.real_directory = "/srv/app";
  }
  PlannedApplication application{PlannedApplication::Files{
      {"compose.yaml", "services: {web: {image: a}, db: {image: a}, agent: {image: a}}"}}};
  host::HostState host;
};

TEST(SwarmPlan, WhatIsGoneOrChangedByHandIsMadeAnew) {
  DeployedOnASwarm deployed;
  PlannedApplication& application = deployed.application;
  host::HostState& host = deployed.host;
  const auto running = [](const std::string& service) {
    host::Container container;
    container.service = service;
    container.state = "running";
    return container;
  };
  using Changed = host::ChangedService;
  host.containers = {running("db"), running("agent")};
  host.changed_services = {{"db", Changed::What::definition}, {"agent", Changed::What::replicas, "1", "4"}};
  application.request.host = &host;
  const auto planned = application.release();
  ASSERT_TRUE(planned) << planned.error().what;
  std::map<std::string, classify::ServicePlan> services;
  for (const classify::ServicePlan& service : planned->plan.services) {
    services[service.service] = service;
  }
  EXPECT_EQ(services["web"].action, classify::ServiceAction::recreate);
  EXPECT_EQ(services["web"].cause.kind, classify::ServiceCause::Kind::gone);
  EXPECT_EQ(services["db"].cause.kind, classify::ServiceCause::Kind::changed_by_hand);
  EXPECT_EQ(services["agent"].action, classify::ServiceAction::keep) << "its tasks go on";
  std::vector<std::string> texts;
  for (const classify::Reason& reason : planned->plan.reasons) {
    texts.push_back(reason.text);
  }
  EXPECT_THAT(texts, Contains("the definition of db was changed by hand"));
  EXPECT_THAT(texts, Contains("agent was changed by hand: 4 instead of 1 replicas"));
  EXPECT_FALSE(planned->plan.files_alone);
}

TEST(SwarmPlan, WhatWaitsForANodeIsNoReasonToDeploy) {
  DeployedOnASwarm deployed;
  PlannedApplication& application = deployed.application;
  host::HostState& host = deployed.host;
  const auto with_state = [](const std::string& service, const std::string& state) {
    host::Container container;
    container.service = service;
    container.state = state;
    return container;
  };
  host.containers = {with_state("web", "running"), with_state("db", "pending")};
  application.request.host = &host;
  const auto before = application.release();
  ASSERT_TRUE(before) << before.error().what;
  EXPECT_EQ(before->plan.strategy, classify::Strategy::cached) << "the engine may have forgotten the task";
  using Away = host::WaitingService::Node::Away;
  // A service of `mode: global` without a node has no task at all.
  host.waiting_services = {{"db", {{"pi2", Away::down}}},
                           {"agent", {{"pi2", Away::down}, {"pi3", Away::draining}}}};
  const auto planned = application.release();
  ASSERT_TRUE(planned) << planned.error().what;
  EXPECT_EQ(planned->plan.strategy, classify::Strategy::none);
  EXPECT_THAT(
      planned->plan.notes,
      Contains("db does not run: pi2, which alone may run it, is down; deploy once more when it is back"));
  EXPECT_THAT(planned->plan.notes,
              Contains("agent does not run: the nodes that may run it take no tasks (pi2 is down, "
                       "pi3 is drained); deploy once more when one of them does"));
  host.waiting_services.pop_back();
  EXPECT_EQ(application.release()->plan.strategy, classify::Strategy::cached) << "agent has a node";
}

TEST(SwarmPlan, ReadsEnvironmentFilesAsTheEngineDoes) {
  PlannedApplication application(
      PlannedApplication::Files{{"compose.yaml", "services: {web: {image: a, env_file: secret.env}}"}});
  application.settings.swarm.on = true;
  application.settings.application.env_files = {"secret.env"};
  const auto planned = application.release();
  ASSERT_TRUE(planned) << planned.error().what;
  SecretFile file;
  file.place = "secret.env";
  file.bytes = "# a comment\nKEY=a b=c\n\nOTHER=1\n";
  EXPECT_TRUE(check_environment_files(*planned, {file}));
  for (const char* line :
       {"KEY=\"a\"", "KEY=$HOME", "export KEY=a", "KEY=a # b", "KEY", "KEY= a", "KEY: a"}) {
    file.bytes = std::string("A=1\n") + line + "\n";
    const auto refused = check_environment_files(*planned, {file});
    ASSERT_FALSE(refused) << line;
    EXPECT_THAT(refused.error().what, HasSubstr("line 2 of `secret.env`"));
    EXPECT_EQ(refused.error().what.find(line), std::string::npos) << "it may be a secret";
  }
}

}  // namespace
}  // namespace slipway::deploy
