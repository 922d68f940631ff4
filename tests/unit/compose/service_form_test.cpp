#include "compose/service_form.hpp"

#include "loading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Service service_of(const std::string& members) {
  const std::string text = "services: {vpn: {image: a}, web: {image: a, " + members + "}}";
  return model_of({{"compose.yaml", text.c_str()}}).services.at("web");
}

TEST(ServiceForm, HasAsManyContainersAsIsSaid) {
  EXPECT_EQ(service_of("restart: always").containers, 1U);
  EXPECT_EQ(service_of("scale: 3").containers, 3U);
  EXPECT_EQ(service_of("scale: 0").containers, 0U);
  EXPECT_EQ(service_of("deploy: {replicas: 2}").containers, 2U);
  EXPECT_EQ(service_of("deploy: {replicas: '0'}").containers, 0U);
  EXPECT_EQ(service_of("deploy: {resources: {}}").containers, 1U);
  EXPECT_EQ(service_of("provider: {type: awesomecloud}").containers, 0U);
}

TEST(ServiceForm, DoesNotKnowANumberThatHangsOnTheHost) {
  EXPECT_EQ(service_of("scale: '${COUNT}'").containers, std::nullopt);
  EXPECT_EQ(service_of("deploy: {replicas: '${COUNT:-2}'}").containers, std::nullopt);
}

TEST(ServiceForm, MayNotContradictItself) {
  for (const char* members : {"scale: 2, deploy: {replicas: 1}", "scale: 2, container_name: only"}) {
    const std::string text = std::string("services: {web: {image: a, ") + members + "}}";
    EXPECT_EQ(error_of({{"compose.yaml", text.c_str()}}).code, ExitCode::refused) << members;
    // What is not started does not matter.
    const std::string inactive =
        "services: {web: {image: a, profiles: [x], " + std::string(members) + "}, b: {image: b}}";
    EXPECT_FALSE(model_of({{"compose.yaml", inactive.c_str()}}).services.at("web").active);
  }
  const char* twice = "services: {a: {image: a, container_name: x}, b: {image: a, container_name: x}}";
  EXPECT_NE(error_of({{"compose.yaml", twice}}).because.find("the services `a` and `b` have it"),
            std::string::npos);
  LoadOptions one = options_for();
  one.services = {"a"};
  EXPECT_TRUE(model_of({{"compose.yaml", twice}}, one).services.at("a").active)
      << "the other is not deployed";
  EXPECT_EQ(service_of("scale: 2, deploy: {replicas: 2}").containers, 2U);
  // The host may know that both are 2.
  EXPECT_EQ(service_of("scale: 2, deploy: {replicas: '${COUNT}'}").containers, 2U);
  EXPECT_EQ(service_of("scale: '${COUNT:-3}', deploy: {replicas: 2}").containers, std::nullopt);
}

TEST(ServiceForm, JoinsTheNamespacesOfServices) {
  EXPECT_THAT(service_of("network_mode: host").joins, IsEmpty());
  EXPECT_THAT(service_of("network_mode: 'service:vpn'").joins, ElementsAre("vpn"));
  EXPECT_THAT(service_of("pid: 'service:vpn'").joins, ElementsAre("vpn"));
  EXPECT_THAT(service_of("ipc: 'service:vpn', pid: host").joins, ElementsAre("vpn"));
}

TEST(ServiceForm, MayTakeItsTimeToStop) {
  EXPECT_EQ(service_of("restart: always").stop_seconds, 10U);
  EXPECT_EQ(service_of("stop_grace_period: 1m30s").stop_seconds, 90U);
  EXPECT_EQ(service_of("stop_grace_period: 0s").stop_seconds, 0U);
  EXPECT_EQ(seconds_of("1.5h"), 5400U);
  EXPECT_EQ(seconds_of("1s300ms"), 2U);
  for (const char* no : {"", "10", "s", "-1s", "10 s", "1x", "nan", "1e300h"}) {
    EXPECT_EQ(seconds_of(no), std::nullopt) << no;
  }
}

}  // namespace
}  // namespace slipway::compose
