#include "host/probe.hpp"
#include "host/scripts.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace slipway::host {
namespace {

namespace fs = std::filesystem;

/// A home directory, and a `docker` on PATH that answers from files.
class ProbeScript : public testing::Test {
 protected:
  ProbeScript() : directory_(*TemporaryDirectory::create()) {
    fs::create_directories(home() / "bin");
    program("docker",
            "case $1 in\n"
            "  ps) [ -z \"$FAIL\" ] || { echo 'permission denied' >&2; exit 1; }; "
            "    printf 'c1\\tapp-web-1\\tapp\\t/srv/app\\trunning\\t\\t\\n' ;;\n"
            "  inspect) echo \"web sha256:1 running ${RESTARTS:-0} 0 healthy - ${PROCESS:-$OWN} c1 /srv/a "
            "b\" ;;\n"
            "  images) [ -z \"$MUTE\" ] || { echo 'context canceled' >&2; exit 1; }; echo sha256:1 ;;\n"
            "  network) echo \"$NETWORK\" >&2; exit 1 ;;\n"
            "  volume) [ -z \"$MUTE\" ] || { echo 'context canceled' >&2; exit 1; } ;;\n"
            "  version) echo '26.1.5 26.1.5 arm64' ;;\n"
            "  compose) echo 2.26.1 ;;\n"
            "  info) echo / ;;\n"
            "  *) exit 1 ;;\n"
            "esac\n");
  }

  fs::path home() const { return directory_.path() / "a home"; }

  void program(const std::string& name, const std::string& text) const {
    const fs::path file = home() / "bin" / name;
    ASSERT_TRUE(write_file(file, "#!/bin/sh\n" + text));
    fs::permissions(file, fs::perms::owner_all);
  }

  Result<HostState> probe(const std::string& where, const std::string& project = {}, bool fail = false,
                          const std::map<std::string, std::string>& docker = {},
                          const std::vector<std::string>& more = {}) const {
    std::vector<std::string> words{
        "/bin/sh", "-c", "OWN=$$ exec /bin/sh \"$@\"", "sh", "-c", std::string(probe_sh), "sh", where,
        project,   ""};
    words.insert(words.end(), more.begin(), more.end());
    Command command{.argv = words,
                    .environment = {{"HOME", home().native()},
                                    {"PATH", (home() / "bin").native() + ":" + std::getenv("PATH")},
                                    {"FAIL", fail ? "yes" : ""}}};
    for (const auto& [name, value] : docker) {
      command.environment.emplace_back(name, value);
    }
    const auto finished = run(command);
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    return parse_probe(finished->out);
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(ProbeScript, AFlockThatCannotWaitIsNone) {
  EXPECT_TRUE(probe("/tmp")->has_flock);
  // As BusyBox: an option that it does not know ends it.
  program("flock",
          "case \"$*\" in *-w*) echo 'invalid option' >&2; exit 1 ;; esac\nexec /usr/bin/flock \"$@\"\n");
  EXPECT_FALSE(probe("/tmp")->has_flock);
}

TEST_F(ProbeScript, WithoutAHomeOnlyWholePathsAreTaken) {
  for (const char* home : {"", "/dev/null/gone"}) {
    for (const char* where : {"~/app", "app", "~"}) {
      const auto state = probe(where, {}, false, {{"HOME", home}});
      ASSERT_TRUE(state);
      EXPECT_EQ(state->directory_state, DirectoryState::no_home) << home << " " << where;
    }
    const auto state = probe("/tmp", {}, false, {{"HOME", home}});
    ASSERT_TRUE(state);
    EXPECT_EQ(state->directory_state, DirectoryState::present) << home;
  }
}

TEST_F(ProbeScript, DirectoriesStartAtHome) {
  for (const char* where : {"~/app", "app", "app///"}) {
    const auto state = probe(where);
    ASSERT_TRUE(state) << state.error().because;
    EXPECT_EQ(state->directory, home().native() + "/app");
    EXPECT_EQ(state->directory_state, DirectoryState::missing);
  }
  EXPECT_EQ(probe("~")->directory, home().native());
  EXPECT_EQ(probe("/")->directory, "/");
  fs::create_directory(home() / "app");
  EXPECT_EQ(probe("~/app")->directory_state, DirectoryState::present);
  ASSERT_TRUE(write_file(home() / "file", ""));
  EXPECT_EQ(probe("file/below")->directory_state, DirectoryState::not_a_directory);
}

TEST_F(ProbeScript, NamesAreNeverCode) {
  const auto state = probe("~/a $(touch hacked) 'b'\nc");
  ASSERT_TRUE(state);
  EXPECT_EQ(state->directory, home().native() + "/a $(touch hacked) 'b'\nc");
  EXPECT_FALSE(fs::exists("hacked"));
}

TEST_F(ProbeScript, TheProjectIsNamedAsComposeDoes) {
  EXPECT_EQ(probe("~/Hey.Orac_2")->project, "heyorac_2");
  EXPECT_EQ(probe("~/_-x")->project, "x");
  EXPECT_EQ(probe("~/x", "other")->project, "other");
}

TEST_F(ProbeScript, TellsWhatDockerSays) {
  const auto state = probe("~/app");
  ASSERT_TRUE(state);
  EXPECT_TRUE(state->has_docker);
  EXPECT_EQ(state->engine_version, "26.1.5");
  EXPECT_EQ(state->engine_architecture, "arm64");
  EXPECT_EQ(state->compose_v2, "2.26.1");
  ASSERT_EQ(state->containers->size(), 1U);
  EXPECT_EQ(state->containers->front().service, "web");
  EXPECT_TRUE(state->docker_free_bytes.has_value());
  EXPECT_TRUE(state->free_bytes.has_value());
}

TEST_F(ProbeScript, ADockerThatRefusesIsNoHostWithoutContainers) {
  const auto state = probe("~/app", {}, true);
  ASSERT_TRUE(state);
  EXPECT_FALSE(state->containers.has_value());
  EXPECT_EQ(state->docker_error, "permission denied");
}

TEST_F(ProbeScript, WhatTheEngineDoesNotSayIsNotNone) {
  const auto quiet = probe("~/app", {}, false, {{"MUTE", "yes"}});
  ASSERT_TRUE(quiet);
  EXPECT_FALSE(quiet->image_ids.has_value());
  std::vector<Untrusted> what;
  for (const auto& one : quiet->unasked) {
    what.push_back(one.what);
    EXPECT_EQ(one.error, "context canceled");
  }
  EXPECT_EQ(what, (std::vector<Untrusted>{"which images it has", "whose images of the project app are",
                                          "which volumes the project app has"}));
  const auto said = probe("~/app");
  EXPECT_EQ(said->image_ids, std::vector<Untrusted>{"sha256:1"});
}

TEST_F(ProbeScript, ANetworkIsLackingOnlyIfTheEngineSaysSo) {
  const std::vector<std::string> wants{"wants", "1", "network:back end"};
  const auto gone = probe("~/app", {}, false,
                          {{"NETWORK", "Error response from daemon: network back end not found"}}, wants);
  EXPECT_EQ(gone->lacks, std::vector<Untrusted>{"network:back end"});
  const auto unknown = probe("~/app", {}, false, {{"NETWORK", "Cannot connect to the Docker daemon"}}, wants);
  EXPECT_TRUE(unknown->lacks.empty());
  ASSERT_FALSE(unknown->unasked.empty());
  EXPECT_EQ(unknown->unasked.back().what, "if it has the network back end");
}

TEST_F(ProbeScript, HowLongAContainerRunsIsNoTimeOfDay) {
  // Whatever time it is said to be: the probe's own process, which stands for the container's, has just
  // begun.
  program("date", "echo 0\n");
  const auto often = probe("~/app", {}, false, {{"RESTARTS", "3"}});
  ASSERT_EQ(often->containers->size(), 1U);
  EXPECT_TRUE(often->containers->front().looping);
  EXPECT_EQ(often->containers->front().id, "c1");
  EXPECT_EQ(often->containers->front().directory, "/srv/a b");
  EXPECT_FALSE(probe("~/app")->containers->front().looping) << "never started again";
  EXPECT_FALSE(probe("~/app", {}, false, {{"RESTARTS", "3"}, {"PROCESS", "1"}})->containers->front().looping)
      << "not for long";
}

TEST_F(ProbeScript, ChangesNothing) {
  fs::create_directories(home() / "app");
  ASSERT_TRUE(probe("~/app"));
  EXPECT_TRUE(fs::is_empty(home() / "app"));
}

TEST_F(ProbeScript, ReadsWhatAnOlderToolLeft) {
  fs::create_directories(home() / "app");
  ASSERT_TRUE(write_file(home() / "app/.last_deploy_commit", std::string(40, 'c') + "\nmore\n"));
  EXPECT_EQ(probe("~/app")->last_deploy_commit, std::string(40, 'c'));
  EXPECT_EQ(probe("~/app")->journal_state, JournalState::none);
}

TEST_F(ProbeScript, SaysWhichVariablesOfAChangedFileItHas) {
  const fs::path store = home() / "app/.slipway/secrets/1-ab";
  fs::create_directories(store / "files");
  const std::string text = "A=1\n# a comment\n\nexport B='x y'\nodd line\nC: $(touch here)";
  ASSERT_TRUE(write_file(store / "files/.env", text));
  ASSERT_TRUE(write_file(home() / "app/.env", text));
  ASSERT_TRUE(write_file(store / "digests", std::string(64, '0') + " .env\n"));
  ASSERT_TRUE(write_file(home() / "app/.slipway/secrets/live", "1-ab\n"));
  const auto state = probe("~/app", {}, false, {}, {"secrets", ".env", std::string(64, '1')});
  ASSERT_TRUE(state);
  ASSERT_EQ(state->secrets.size(), 1U);
  EXPECT_EQ(state->secrets[0].state, SecretState::Kind::changed);
  std::vector<std::string> found;
  for (const SecretState::Line& line : state->secrets[0].lines) {
    found.push_back(line.variable + " " + line.digest.substr(0, 8));
  }
  const auto digest = [](const char* line) { return sha256_hex(line).substr(0, 8); };
  EXPECT_EQ(found, std::vector<std::string>({"A " + digest("A=1"), "B " + digest("export B='x y'"),
                                             "- " + digest("odd line"), "C " + digest("C: $(touch here)")}));
}

}  // namespace
}  // namespace slipway::host
