#include "deploy/plan/start_order.hpp"

#include "deploy/planned_application.hpp"
#include "report/service_words.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

/// What the plan says of `web` in a compose file of services in YAML's short form, once its image is to be
/// built again.
std::string order_of(const std::string& services, const std::string& setting = "auto",
                     const std::string& dockerfile = "EXPOSE 80\n") {
  PlannedApplication application({{"compose.yaml", "services:\n" + services},
                                  {"Dockerfile", "FROM scratch\nCOPY a /a\n" + dockerfile},
                                  {"a", "1"},
                                  {"site.conf", "x"}});
  application.settings.switchover.update_order = setting;
  application.deploy();
  application.write({{"a", "2"}});
  const auto planned = application.release();
  EXPECT_TRUE(planned) << planned.error().because;
  if (!planned) {
    return {};
  }
  for (const classify::ServicePlan& service : planned->plan.services) {
    if (service.service == "web") {
      return report::order_text(service.order);
    }
  }
  return "no such service";
}

std::string web_with(const std::string& more) {
  return "  web: {build: ., " + more + "}\n";
}

TEST(StartOrder, TheNewOneStartsFirstIfNothingIsExclusive) {
  EXPECT_EQ(order_of("  web: {build: .}\n"), "start first");
  EXPECT_EQ(
      order_of(web_with(
          "volumes: ['./site.conf:/etc/site.conf', './data:/data:ro', '/run/docker.sock:/run/docker.sock']")),
      "start first")
      << "a file of the commit, what is read alone, a socket";
  EXPECT_EQ(order_of(web_with("ports: ['80']")), "start first") << "the engine chooses the port";
  EXPECT_EQ(order_of(web_with("deploy: {replicas: 2}")), "start first");
  EXPECT_EQ(order_of(web_with("network_mode: my-host-net")), "start first") << "a name is no mode";
  EXPECT_EQ(order_of(web_with("networks: {ip_address: {}}") + "networks: {ip_address: {}}\n"), "start first");
}

TEST(StartOrder, WhatOnlyOneCanHaveIsNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {"ports: ['8080:80']", "port 8080 is published"},
      {"devices: ['/dev/gpiomem:/dev/gpiomem']", "it has the device /dev/gpiomem"},
      {"privileged: true", "it is privileged"},
      {"container_name: web", "it has a container_name"},
      {"network_mode: host", "its network_mode is the host's or another container's"},
      {"ipc: host", "its ipc is the host's or another container's"},
      {"volumes: ['data:/data']", "it may write to data"},
      {"volumes: ['/data']", "it may write to /data"},
      {"volumes: ['./data:/data']", "it may write to ./data"},
      {"networks: {inner: {ipv4_address: 10.9.0.2}}", "it has a fixed address"},
      {"mac_address: '02:42:ac:11:65:43'", "it has a fixed address"},
      {"scale: '${COUNT}'", "only the host knows how many containers it has"},
  };
  for (const auto& [key, why] : cases) {
    const std::string more =
        key.find("data:/data'") != std::string::npos && key.find("./") == std::string::npos
            ? "volumes: {data: {}}\n"
        : key.find("inner") != std::string::npos ? "networks: {inner: {}}\n"
                                                 : "";
    EXPECT_EQ(order_of(web_with(key) + more), "stop first: " + why) << key;
  }
}

TEST(StartOrder, WhatOthersHangOnIsNamed) {
  EXPECT_EQ(order_of("  web: {build: .}\n  vpn: {image: x, network_mode: 'service:web'}\n"),
            "stop first: it shares with vpn");
  EXPECT_EQ(order_of("  web: {build: .}\n  api: {image: x, depends_on: {web: {condition: "
                     "service_completed_successfully}}}\n"),
            "stop first: api waits for its end");
  EXPECT_EQ(order_of("  web: {build: .}\n  api: {image: x, depends_on: {web: {condition: service_started, "
                     "restart: true}}}\n"),
            "stop first: api restarts with others");
}

TEST(StartOrder, AWorkerThatNobodyConnectsToIsStoppedFirstUnlessAsked) {
  EXPECT_EQ(order_of("  web: {build: .}\n", "auto", ""),
            "stop first: nothing says that others connect to it");
  EXPECT_EQ(order_of(web_with("expose: ['80']"), "auto", ""), "start first");
  EXPECT_EQ(order_of(web_with("expose: []"), "auto", ""),
            "stop first: nothing says that others connect to it");
  EXPECT_EQ(order_of(web_with("labels: {traefik.enable: 'true'}"), "auto", ""), "start first");
  EXPECT_EQ(order_of(web_with("labels: {caddy: example.org}"), "auto", ""), "start first");
  EXPECT_EQ(order_of(web_with("environment: {VIRTUAL_HOST: example.org}"), "auto", ""), "start first");
  EXPECT_EQ(order_of("  web: {build: .}\n", "start-first", ""), "start first");
  EXPECT_EQ(order_of(web_with("deploy: {update_config: {order: start-first}}"), "auto", ""), "start first");
}

TEST(StartOrder, TheServiceSaysItBeforeTheDeployment) {
  EXPECT_EQ(order_of("  web: {build: .}\n", "stop-first"), "stop first: UPDATE_ORDER says so");
  EXPECT_EQ(order_of(web_with("deploy: {update_config: {order: start-first}}"), "stop-first"), "start first");
  EXPECT_EQ(order_of(web_with("deploy: {update_config: {order: stop-first}}"), "start-first"),
            "stop first: deploy.update_config.order says so");
  EXPECT_EQ(order_of(web_with("ports: ['8080:80']"), "start-first"), "stop first: port 8080 is published");
}

TEST(StartOrder, NothingIsSaidOfWhatStaysOrIsNew) {
  PlannedApplication application(
      {{"compose.yaml", "services: {web: {build: .}, db: {image: db, expose: ['1']}}"},
       {"Dockerfile", "FROM scratch\nCOPY a /a\n"},
       {"a", "1"}});
  const auto first = application.release();
  ASSERT_TRUE(first);
  for (const auto& service : first->plan.services) {
    EXPECT_EQ(report::order_text(service.order), "");
  }
  application.deploy();
  application.write({{"a", "2"}});
  const auto planned = application.release();
  ASSERT_TRUE(planned);
  ASSERT_EQ(planned->plan.services[0].service, "db");
  EXPECT_EQ(report::order_text(planned->plan.services[0].order), "");
}

}  // namespace
}  // namespace slipway::deploy
