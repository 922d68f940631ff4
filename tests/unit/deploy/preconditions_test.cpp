#include "deploy/remote/preconditions.hpp"

#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

host::HostState sound_host() {
  host::HostState host;
  host.directory = "/srv/app";
  host.directory_state = host::DirectoryState::present;
  host.user = "pi";
  host.has_git = host.has_docker = host.has_flock = host.has_setsid = true;
  host.engine_version = host.client_version = "26.1.5";
  host.engine_architecture = "arm64";
  host.buildx = true;
  host.compose_v2 = "2.26.1";
  return host;
}

Settings settings_for(const std::string& builder = "auto") {
  Settings settings;
  settings.place.host = "pi";
  settings.build.builder = builder;
  return settings;
}

Error error_of(const host::HostState& host, const std::string& builder = "auto") {
  const auto tools = check_host(host, settings_for(builder));
  EXPECT_FALSE(tools);
  return tools ? Error{} : tools.error();
}

TEST(Preconditions, ABusyHostNamesTheStepAndNotTheReleaseAgain) {
  host::HostState host = sound_host();
  host.locked = "ann@laptop since noon, release 15\n15 Stage\n15 Build";
  const auto free = check_lock(host, settings_for().place);
  ASSERT_FALSE(free);
  EXPECT_EQ(free.error().because, "ann@laptop since noon, release 15, step Build");
}

TEST(Preconditions, ASoundHostAndItsTools) {
  const auto tools = check_host(sound_host(), settings_for());
  ASSERT_TRUE(tools) << tools.error().because;
  EXPECT_TRUE(tools->compose_v2);
  EXPECT_TRUE(tools->buildkit);
  EXPECT_FALSE(check_host(sound_host(), settings_for("classic"))->buildkit);
}

TEST(Preconditions, WhatIsMissingIsNamedWithItsPackage) {
  const std::pair<bool host::HostState::*, const char*> tools[] = {
      {&host::HostState::has_git, "ssh pi 'sudo apt-get install git'"},
      {&host::HostState::has_flock, "ssh pi 'sudo apt-get install util-linux'"},
      {&host::HostState::has_setsid, "ssh pi 'sudo apt-get install util-linux'"},
      {&host::HostState::has_docker, "ssh pi 'sudo apt-get install docker.io'"}};
  for (const auto& [tool, next] : tools) {
    host::HostState host = sound_host();
    host.*tool = false;
    EXPECT_EQ(error_of(host).fix, next);
    EXPECT_EQ(error_of(host).code, ExitCode::host_unsuited);
  }
}

TEST(Preconditions, AGitThatCannotReadTheJournal) {
  host::HostState host = sound_host();
  host.git_version = "git version 2.20.1";
  EXPECT_EQ(error_of(host).what, "git on the host is older than 2.22");
}

TEST(Preconditions, DirectoriesThatCannotBe) {
  host::HostState host = sound_host();
  host.directory_state = host::DirectoryState::not_a_directory;
  EXPECT_EQ(error_of(host).what, "`/srv/app` on the host is not a directory");
  host.directory_state = host::DirectoryState::not_writable;
  EXPECT_EQ(error_of(host).what, "`pi` may not write to the directory `/srv/app` on the host");
  host.directory_state = host::DirectoryState::read_only;
  EXPECT_EQ(error_of(host).what, "the file system of `/srv/app` on the host is mounted read-only");
  EXPECT_EQ(error_of(host).fix.find("chown"), std::string::npos) << "no owner can write there";
  host.directory_state = host::DirectoryState::no_home;
  EXPECT_EQ(error_of(host).what, "`pi` has no home directory on the host, but DIRECTORY is relative to it");
}

TEST(Preconditions, ADockerThatDoesNotAnswer) {
  host::HostState host = sound_host();
  host.engine_version = {};
  EXPECT_EQ(error_of(host).fix, "ssh pi 'sudo systemctl enable --now docker'");
  host.docker_error = "permission denied while trying to connect\x1b[2J";
  EXPECT_EQ(error_of(host).what, "the account `pi` on `pi` may not use the Docker engine");
  EXPECT_EQ(error_of(host).because,
            "permission denied while trying to connect\\x1b[2J\nSlipway calls docker as this account, "
            "without sudo");
  EXPECT_EQ(error_of(host).fix,
            "ssh -t pi 'sudo usermod -aG docker pi'   (the next login may use it; this "
            "gives the account the rights of root)");
}

TEST(Preconditions, AnEngineOfTheAccountsOwnIsNamed) {
  host::HostState host = sound_host();
  host.engine_version = {};
  host.docker_error = "permission denied";
  host.own_engine = "/run/user/1000/docker.sock";
  EXPECT_EQ(error_of(host).fix,
            "ssh pi 'docker context create rootless --docker host=unix:///run/user/1000/docker.sock; docker "
            "context use rootless'   (commands over ssh then use the engine that runs without root)");
}

TEST(Preconditions, PodmanIsCalledByItsName) {
  host::HostState host = sound_host();
  host.engine_version = {};
  host.docker_program = "podman version 5.8.6";
  EXPECT_EQ(error_of(host).what, "`docker` on `pi` is podman, and Slipway deploys with Docker Engine only");
  EXPECT_EQ(error_of(host).because, "podman version 5.8.6");
}

TEST(Preconditions, ANameOfTheHostRunsNothingWhereItIsPasted) {
  host::HostState host = sound_host();
  host.engine_version = {};
  host.docker_error = "permission denied";
  host.user = "x'; echo PASTED; '$(echo PASTED)";
  std::string next = error_of(host).fix;
  next.resize(next.find("   (the next login"));
  // What a shell makes of it here: one word for ssh, and nothing run.
  const auto pasted = run({.argv = {"sh", "-c", "ssh() { [ $# = 3 ] && printf %s \"$3\"; }; " + next}});
  ASSERT_TRUE(pasted);
  EXPECT_EQ(pasted->out.find("sudo usermod -aG docker "), 0U) << next;
  // And there, where it is a word again.
  const auto there = run({.argv = {"sh", "-c", "sudo() { printf '%s|' \"$@\"; }; " + pasted->out}});
  ASSERT_TRUE(there);
  EXPECT_EQ(there->out, "usermod|-aG|docker|" + host.user.raw() + "|");
}

TEST(Preconditions, ComposeOneIsRefusedWhereItBreaksServices) {
  host::HostState host = sound_host();
  host.compose_v2 = {};
  EXPECT_EQ(error_of(host).what, "docker compose is missing on `pi`");
  host.compose_v1 = "1.29.2";
  EXPECT_EQ(error_of(host).code, ExitCode::host_unsuited);
  EXPECT_NE(error_of(host).what.find("docker-compose 1.29.2"), std::string::npos);
  host.engine_version = "25.0.0";
  EXPECT_EQ(error_of(host).code, ExitCode::host_unsuited);
  host.engine_version = host.client_version = "20.10.24";
  host.buildx = false;
  const auto tools = check_host(host, settings_for());
  ASSERT_TRUE(tools);
  EXPECT_FALSE(tools->compose_v2);
  EXPECT_TRUE(tools->buildkit) << "built into the client before 23";
}

TEST(Preconditions, BuildKitWhereItIsAskedFor) {
  host::HostState host = sound_host();
  host.buildx = false;
  EXPECT_FALSE(check_host(host, settings_for())->buildkit);
  EXPECT_EQ(error_of(host, "buildkit").what, "BuildKit (the buildx plug-in) is missing on `pi`");
}

TEST(Preconditions, AHostOf64BitsMostlyRunsProgramsOf32) {
  struct Case {
    const char* engine;
    const char* kernel;
    const char* platform;
    bool runs;
  };
  for (const Case& one :
       {Case{"arm64", "aarch64", "linux/arm/v7", true}, Case{"arm", "aarch64", "linux/arm64", true},
        Case{"arm", "aarch64", "linux/arm/v7", true}, Case{"arm", "armv7l", "linux/arm64", false},
        Case{"arm", "armv7l", "linux/amd64", false}, Case{"amd64", "x86_64", "linux/386", true},
        Case{"386", "x86_64", "linux/amd64", true}, Case{"386", "i686", "linux/amd64", false},
        Case{"amd64", "x86_64", "linux/arm64", false}, Case{"arm64", "x86_64", "linux/amd64", false}}) {
    host::HostState host = sound_host();
    host.engine_architecture = one.engine;
    host.architecture = one.kernel;
    ReleaseSpec spec;
    spec.images.emplace_back().platform = one.platform;
    EXPECT_EQ(check_platform(host, spec).has_value(), one.runs)
        << one.engine << " " << one.kernel << " " << one.platform;
  }
}

TEST(Preconditions, ThePlatformIsTheHosts) {
  ReleaseSpec spec;
  spec.images.resize(1);
  for (const char* platform : {"", "linux/arm64", "linux/arm64/v8"}) {
    spec.images[0].platform = platform;
    EXPECT_TRUE(check_platform(sound_host(), spec)) << platform;
  }
  spec.images[0].platform = "linux/amd64";
  ASSERT_FALSE(check_platform(sound_host(), spec));
  EXPECT_EQ(check_platform(sound_host(), spec).error().because, "its engine is arm64");
}

}  // namespace
}  // namespace slipway::deploy
