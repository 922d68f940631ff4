#include "host/probe.hpp"

#include <gtest/gtest.h>

#include <random>

namespace slipway::host {
namespace {

std::string records(const std::vector<std::string>& lines) {
  std::string output;
  for (const std::string& line : lines) {
    output += line + '\0';
  }
  return output;
}

const std::string id(40, 'a');

TEST(Probe, NodesOfTasksThatItDoesNotNameAreNobodys) {
  EXPECT_TRUE(parse_probe(records({"directory /", "directory-state present", "task-nodes t1 pi2"})));
  const auto state =
      parse_probe(records({"directory /", "directory-state present",
                           "containers web i running 0 0 - False 7 t1", "task-nodes t1 pi2\nt2 pi3"}));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->containers->at(0).node, "pi2");
}

TEST(Probe, ReadsWhatWaitsForNodes) {
  const auto state =
      parse_probe(records({"directory /", "directory-state present",
                           "waiting-services db pi2/down\n\nagent pi2/drain pi3/pause\nold\nodd pi2/well"}));
  ASSERT_TRUE(state);
  ASSERT_EQ(state->waiting_services.size(), 3U) << "odd may run";
  EXPECT_EQ(state->waiting_services[0].service, "db");
  EXPECT_EQ(state->waiting_services[1].nodes.at(1).name, "pi3");
  EXPECT_EQ(state->waiting_services[1].nodes.at(1).away, WaitingService::Node::Away::paused);
  EXPECT_TRUE(state->waiting_services[2].nodes.empty());
}

TEST(Probe, ReadsWhatTheScriptPrints) {
  const auto state =
      parse_probe(records({"directory /home/pi/app\nodd", "directory-state present", "user pi", "has git",
                           "has flock", "journal " + id, "deployed " + id, "locked ann@laptop since noon",
                           "drift M\ta", "quick no", "engine 20.10.24 20.10.25 arm64",
                           "containers web sha256:1 running 2 0 healthy \ndb sha256:2 exited 0 137 - "
                           "False\njob sha256:3 exited 0 0 - True",
                           "buildx yes", "compose-v2 2.26.1", "free 1000", "memory 2000 1500"}));
  ASSERT_TRUE(state);
  EXPECT_EQ(state->directory, "/home/pi/app\nodd");
  EXPECT_TRUE(state->has_git);
  EXPECT_FALSE(state->has_docker);
  EXPECT_EQ(state->journal, id);
  EXPECT_EQ(state->locked, "ann@laptop since noon");
  EXPECT_EQ(state->engine_version, "20.10.24");
  EXPECT_EQ(state->client_version, "20.10.25");
  EXPECT_EQ(state->engine_architecture, "arm64");
  ASSERT_EQ(state->containers->size(), 2U) << "the one-off container is left out";
  EXPECT_EQ(state->containers->at(0).restarts, 2);
  EXPECT_EQ(state->containers->at(0).health, "healthy");
  EXPECT_EQ(state->containers->at(1).exit_code, 137);
  EXPECT_EQ(state->containers->at(1).health, "");
  EXPECT_EQ(state->free_bytes, 1024000U);
  EXPECT_EQ(state->memory_available_bytes, 1536000U);
  EXPECT_EQ(state->docker_free_bytes, std::nullopt);
  EXPECT_EQ(state->image_ids, std::nullopt);
  EXPECT_FALSE(state->probation);
}

TEST(Probe, AContainerLoopsThatIsStartedAgainAndAgainNow) {
  const auto looping = [](const std::string& line) {
    const auto state =
        parse_probe(records({"directory /srv", "directory-state present", "containers " + line}));
    return state && state->containers->front().looping;
  };
  EXPECT_TRUE(looping("web sha256:1 restarting 3 1 - - - c1 /srv"));
  EXPECT_TRUE(looping("web sha256:1 running 3 1 - - 59 c1 /srv"));
  EXPECT_FALSE(looping("web sha256:1 running 3 1 - - 60 c1 /srv"));
  EXPECT_FALSE(looping("web sha256:1 running 3 1 - - - c1 /srv")) << "its process cannot be seen";
  EXPECT_FALSE(looping("web sha256:1 running 2 1 - - 1 c1 /srv"));
}

TEST(Probe, AReleaseOnProbation) {
  const auto state = parse_probe(records(
      {"directory /srv", "directory-state present", "probation 4 212 watched /home/a b/.slipway/runs/4-00"}));
  ASSERT_TRUE(state && state->probation);
  EXPECT_EQ(state->probation->release, 4U);
  EXPECT_EQ(state->probation->seconds_left, 212U);
  EXPECT_EQ(state->probation->run, "/home/a b/.slipway/runs/4-00");
  EXPECT_EQ(name_of(state->probation->state), "watched");
  EXPECT_FALSE(parse_probe(records({"directory /srv", "directory-state present", "probation 4 x watched /r"}))
                   ->probation);
}

TEST(Probe, AHostCanRememberItsPrograms) {
  const std::vector<std::string> versions{"engine 26.1.5 26.1.5 amd64", "buildx yes", "compose-v2 2.26.1"};
  const auto programs = [&](std::vector<std::string> lines) {
    lines.insert(lines.begin(), {"directory /srv", "directory-state present"});
    lines.insert(lines.end(), versions.begin(), versions.end());
    return parse_probe(records(lines))->programs;
  };
  EXPECT_EQ(programs({"programs-key /usr/bin/docker 1\n/run/docker.pid 2", "docker-root /var/lib/docker"}),
            "/usr/bin/docker 1\n/run/docker.pid 2\n=\ndocker-root /var/lib/docker\nengine 26.1.5 26.1.5 "
            "amd64\nbuildx yes\n"
            "compose-v2 2.26.1\n.\n")
      << "in the order in which they came";
  EXPECT_EQ(programs({"docker-root /var/lib/docker"}), "") << "they were remembered";
  EXPECT_EQ(programs({"programs-key ", "docker-root /var/lib/docker"}), "")
      << "nothing tells when they change";
  EXPECT_EQ(programs({"programs-key 1"}), "") << "the engine did not say all";
}

TEST(Probe, NoAnswerIsNotAnEmptyHost) {
  for (const std::string& output :
       {std::string{}, std::string("Welcome!\n"), records({"directory relative", "directory-state present"}),
        records({"directory /srv"}), std::string(100, '\0')}) {
    const auto state = parse_probe(output);
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, ExitCode::host_unsuited);
  }
  EXPECT_EQ(parse_probe("\x1b[2Jsh: not found").error().because, "it printed: \\x1b[2Jsh: not found");
}

TEST(Probe, WhatIsNotAnIdIsNoId) {
  for (const std::string& value : {std::string("HEAD"), std::string(39, 'a'), std::string(40, 'A'),
                                   "-" + std::string(39, 'a'), std::string(40, 'a') + "\n"}) {
    const auto state =
        parse_probe(records({"directory /srv", "directory-state present", "journal " + value}));
    ASSERT_TRUE(state);
    EXPECT_EQ(state->journal, "");
  }
}

TEST(Probe, SaysWhichContainersAreToRunAfterwards) {
  HostState host;
  EXPECT_TRUE(ids_of_running(host).empty());
  host.containers = {{"web", "i", "running", 0, 0, "", "1"},
                     {"job", "i", "exited", 0, 0, "", "2"},
                     {"api", "i", "restarting", 3, 1, "", "3"},
                     {"db", "i", "paused", 0, 0, "", "4"}};
  EXPECT_EQ(ids_of_running(host), (std::vector<std::string>{"1", "3", "4"}));
}

TEST(Probe, NumbersThatAreNoneAreUnknown) {
  for (const char* value : {"", "-1", "1e9", "99999999999999999999999", "18446744073709551615", " 5", "5 "}) {
    const auto state =
        parse_probe(records({"directory /srv", "directory-state present", std::string("free ") + value}));
    ASSERT_TRUE(state);
    EXPECT_EQ(state->free_bytes, std::nullopt) << value;
  }
}

// Whatever a host sends is read or refused: no crash, no hang.
TEST(Probe, AnyBytesAreSurvived) {
  std::mt19937 random(7);
  const std::string words =
      records({"containers a b c d e f", "memory 1 2", "engine 1 2 3", "has git", "locked", "drift "});
  for (int round = 0; round < 3000; ++round) {
    std::string output = records({"directory /srv", "directory-state present"}) + words;
    for (int i = 0; i < 10; ++i) {
      output[random() % output.size()] = static_cast<char>(random() % 256);
    }
    output.resize(random() % output.size());
    const auto state = parse_probe(output);
    if (state) {
      ASSERT_TRUE(state->directory.starts_with("/"));
    }
  }
}

}  // namespace
}  // namespace slipway::host
