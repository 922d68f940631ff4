#include "deploy/remote/neighbourhood.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

struct Street {
  Street() {
    host.directory = "/srv/app";
    host.real_directory = "/data/app";
    host.engine_version = "26.1.5";
    settings.place.host = "pi";
    spec.project_v2 = spec.project_v1 = "app";
    tools.compose_v2 = true;
  }

  std::string refusal(bool adopt = false) const {
    const auto checked = check_neighbourhood(host, settings, spec, tools, journal, adopt);
    if (!checked) {
      EXPECT_EQ(checked.error().code, ExitCode::refused);
    }
    return checked ? std::string{}
                   : checked.error().what + "\n" + checked.error().because + "\n" + checked.error().fix;
  }

  host::HostState host;
  Settings settings;
  ReleaseSpec spec;
  HostTools tools;
  Journal journal;
};

TEST(Neighbourhood, AProjectOfAnotherDirectoryIsTakenOverOnlyOnRequest) {
  Street street;
  street.host.neighbours = {{"app-web-1", "app", "/srv/other/app", "running", {8080}}};
  const std::string refusal = street.refusal();
  for (const char* part :
       {"`app`", "/srv/app", "/srv/other/app", "app-web-1", "PROJECT_NAME", "--adopt-project", "name:"}) {
    EXPECT_NE(refusal.find(part), std::string::npos) << part << " in " << refusal;
  }
  EXPECT_EQ(street.refusal(true), "");
  for (const char* own : {"/srv/app", "/srv/app/below", "/data/app", ""}) {
    street.host.neighbours[0].directory = own;
    EXPECT_EQ(street.refusal(), "") << own;
  }
  street.host.neighbours[0].directory = "/srv/apple";
  EXPECT_NE(street.refusal(), "") << "a name that only starts in the same way";
}

TEST(Neighbourhood, PortsCountByTheirAddress) {
  Street street;
  street.spec.wanted.ports = {{"web", 8080, ""}};
  street.host.listening = {{"0100007F", 8080}};
  EXPECT_NE(street.refusal().find("a program outside of Docker"), std::string::npos);
  street.spec.wanted.ports[0].address = "127.0.0.2";
  EXPECT_EQ(street.refusal(), "");
  street.host.listening = {{"00000000000000000000000000000000", 8080}};
  EXPECT_NE(street.refusal(), "");
  street.host.neighbours = {{"app-web-1", "app", "/srv/app", "running", {8080}}};
  EXPECT_EQ(street.refusal(), "") << "its own container holds it";
  street.host.neighbours[0].project = "other";
  EXPECT_NE(street.refusal().find("app-web-1"), std::string::npos);
}

TEST(Neighbourhood, UdpPortsAreNotTcpPorts) {
  Street street;
  street.spec.wanted.ports = {{"dns", 53, "", true}};
  street.host.listening = {{"00000000", 53}};
  EXPECT_EQ(street.refusal(), "");
  street.host.listening_udp = {{"00000000", 53}};
  EXPECT_NE(street.refusal().find("UDP port 53"), std::string::npos);
  EXPECT_NE(street.refusal().find("ss -lunp"), std::string::npos);
  street.host.neighbours =
      host::parse_neighbours("dns-1\tother\t/srv/other\trunning\t0.0.0.0:53->53/udp\tbridge");
  EXPECT_NE(street.refusal().find("dns-1"), std::string::npos);
}

TEST(Neighbourhood, NothingIsConcludedFromWhatTheEngineDidNotSay) {
  Street street;
  street.host.unasked = {{"which volumes the project app has", "context canceled"}};
  const auto checked =
      check_neighbourhood(street.host, street.settings, street.spec, street.tools, street.journal, false);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ExitCode::host_unsuited);
  EXPECT_EQ(checked.error().what, "the engine on `pi` does not say which volumes the project app has");
  EXPECT_EQ(checked.error().because, "context canceled");
}

TEST(Neighbourhood, TheDeploymentsOwnEarlierProjectWouldRunOn) {
  Street street;
  Release release;
  release.entry = "e";
  release.number = 3;
  release.project = "earlier";
  street.journal.entries = {release};
  street.journal.deployed = "e";
  EXPECT_EQ(street.refusal(), "") << "it does not run any more";
  street.host.neighbours = {{"earlier-web-1", "earlier", "/srv/app", "running", {}}};
  EXPECT_NE(street.refusal().find("PROJECT_NAME earlier"), std::string::npos);
  // Its own containers alone are stopped, and have their time for it.
  EXPECT_NE(street.refusal().find("label=com.docker.compose.project.working_dir=/srv/app"), std::string::npos)
      << street.refusal();
  EXPECT_EQ(street.refusal().find("rm -f"), std::string::npos);
}

TEST(Neighbourhood, StartIntervalNeedsItsEngine) {
  Street street;
  street.spec.wanted.start_intervals = {"web"};
  EXPECT_EQ(street.refusal(), "");
  street.host.engine_version = "24.0.9";
  EXPECT_NE(street.refusal().find("start_interval"), std::string::npos);
  street.tools.compose_v2 = false;
  EXPECT_EQ(street.refusal(), "") << "compose v1 refuses it by itself, when it reads the file";
}

}  // namespace
}  // namespace slipway::deploy
