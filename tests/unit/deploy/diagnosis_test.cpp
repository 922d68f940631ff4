#include "deploy/doctor/diagnosis.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

/// A host on which everything is as it should be; each test breaks one thing.
class DiagnosisTest : public testing::Test {
 protected:
  DiagnosisTest() {
    settings.place.host = "pi";
    settings.place.directory = "~/app";
    settings.build.builder = "auto";
    facts.settings = &settings;
    facts.client.helper_version = facts.client.module_version = "0.1.0";
    facts.client.git_version = "git version 2.39.5";
    facts.client.has_identity = true;
    facts.latency_seconds = 0.02;
    host::HostState& host = facts.host;
    host.directory = "/home/pi/app";
    host.directory_state = host::DirectoryState::present;
    host.user = "pi";
    host.project = "app";
    host.has_git = host.has_docker = host.has_flock = host.has_setsid = true;
    host.git_version = "git version 2.39.5";
    host.engine_version = host.client_version = "26.1.5";
    host.engine_architecture = "arm64";
    host.compose_v2 = "2.26.1";
    host.buildx = true;
    host.free_bytes = host.docker_free_bytes = 20'000'000'000;
    host.memory_available_bytes = 3'000'000'000;
    host.memory_bytes = 4'000'000'000;
    facts.model.emplace();
  }

  bool has(const std::string& name) const {
    const auto all = diagnose(facts);
    return std::any_of(all.begin(), all.end(), [&](const Diagnosis& diagnosis) {
      return diagnosis.name == name && diagnosis.severity != DiagnosisSeverity::fine;
    });
  }

  /// The finding of that name; fails if there is none.
  Diagnosis found(const std::string& name, DiagnosisSeverity severity) const {
    for (const Diagnosis& diagnosis : diagnose(facts)) {
      if (diagnosis.name == name && diagnosis.severity != DiagnosisSeverity::fine) {
        EXPECT_EQ(name_of(diagnosis.severity), name_of(severity)) << diagnosis.what;
        EXPECT_NE(diagnosis.why, "");
        EXPECT_NE(diagnosis.fix, "");
        return diagnosis;
      }
    }
    ADD_FAILURE() << "no finding " << name;
    return {};
  }

  Settings settings;
  DoctorFacts facts;
};

TEST_F(DiagnosisTest, AHostThatIsWellIsWell) {
  for (const Diagnosis& diagnosis : diagnose(facts)) {
    EXPECT_EQ(diagnosis.severity, DiagnosisSeverity::fine) << diagnosis.name << ": " << diagnosis.what;
    EXPECT_EQ(diagnosis.fix, "");
  }
}

TEST_F(DiagnosisTest, WithoutAConnectionOnlyOurSideIsLookedAt) {
  facts.connection_error =
      Error{ExitCode::unreachable, "", "the host's key is not known here", "ssh pi true"};
  EXPECT_EQ(found("ssh", DiagnosisSeverity::problem).fix, "ssh pi true");
  EXPECT_LE(diagnose(facts).size(), 3U);
}

TEST_F(DiagnosisTest, OurSide) {
  facts.client.module_version = "0.0.9";
  facts.client.configured_before_edit = true;
  facts.client.git_version = "git version 2.20.1";
  facts.client.has_identity = false;
  facts.client.rewrites_line_ends = facts.client.shallow = true;
  facts.client.without_ignore_file = {{"no-ignore-file", "", "web/Dockerfile", 0, "m", "c", "f", {}}};
  found("versions", DiagnosisSeverity::problem);
  found("build-directory", DiagnosisSeverity::warning);
  found("git", DiagnosisSeverity::problem);
  found("git-identity", DiagnosisSeverity::hint);
  found("git-line-ends", DiagnosisSeverity::hint);
  found("git-shallow", DiagnosisSeverity::hint);
  found("dockerignore", DiagnosisSeverity::warning);
}

TEST_F(DiagnosisTest, TheWayThere) {
  facts.second_session_error = Error{};
  found("multiplexing", DiagnosisSeverity::problem);
  facts.second_session_error.reset();
  facts.latency_seconds = 3;
  found("latency", DiagnosisSeverity::warning);
  facts.clock_skew_seconds = -3600;
  EXPECT_NE(found("clock", DiagnosisSeverity::warning).what.find("1 h 0 min behind ours"), std::string::npos);
  facts.clock_skew_seconds = 60;
  found("clock", DiagnosisSeverity::hint);
  facts.client.zone = "+0100";
  facts.examination.zone = "+0000";
  found("time-zone", DiagnosisSeverity::hint);
}

TEST_F(DiagnosisTest, TheMachine) {
  facts.host.free_bytes = 500'000'000;
  facts.host.docker_free_bytes = 2'000'000'000;
  facts.host.memory_available_bytes = 100'000'000;
  facts.host.memory_bytes = 1'000'000'000;
  facts.host_health.swap_bytes = 0;
  facts.host_health.celsius = 84;
  facts.host_health.throttling = host::Throttling{true, true, true, true};
  facts.host.has_flock = false;
  facts.examination.journal_owner = "root";
  found("disk", DiagnosisSeverity::problem);
  found("docker-disk", DiagnosisSeverity::warning);
  found("memory", DiagnosisSeverity::warning);
  found("swap", DiagnosisSeverity::hint);
  found("temperature", DiagnosisSeverity::warning);
  found("power", DiagnosisSeverity::warning);
  found("throttled", DiagnosisSeverity::warning);
  EXPECT_NE(found("programs", DiagnosisSeverity::problem).fix.find("util-linux"), std::string::npos);
  found("journal-owner", DiagnosisSeverity::problem);
  facts.host.directory_state = host::DirectoryState::not_writable;
  found("directory", DiagnosisSeverity::problem);
  facts.host.directory_state = host::DirectoryState::read_only;
  found("read-only", DiagnosisSeverity::problem);
}

TEST_F(DiagnosisTest, Docker) {
  settings.build.platform = "linux/amd64";
  facts.examination.memory_limits = false;
  facts.examination.kernel_options_file = "/boot/cmdline.txt";
  facts.examination.storage_driver = "vfs";
  facts.examination.dangling_images = 12;
  facts.host.buildx = false;
  found("platform", DiagnosisSeverity::problem);
  EXPECT_NE(found("memory-cgroup", DiagnosisSeverity::warning).fix.find("/boot/cmdline.txt"),
            std::string::npos);
  found("storage-driver", DiagnosisSeverity::warning);
  found("dangling-images", DiagnosisSeverity::hint);
  found("buildkit", DiagnosisSeverity::warning);
  facts.host.compose_v2 = {};
  facts.host.compose_v1 = "1.29.2";
  EXPECT_NE(found("compose", DiagnosisSeverity::problem).what.find("1.29.2"), std::string::npos);
  facts.host.engine_version = {};
  facts.host.docker_error = "permission denied while trying to connect";
  EXPECT_EQ(found("docker-group", DiagnosisSeverity::problem).fix.substr(0, 44),
            "ssh -t pi 'sudo usermod -aG docker pi'   (th");
  facts.host.docker_error = "Cannot connect to the Docker daemon";
  found("docker", DiagnosisSeverity::problem);
  facts.host.has_docker = false;
  found("docker", DiagnosisSeverity::problem);
}

TEST_F(DiagnosisTest, ABuildCacheThatNothingBounds) {
  const auto is_bounded = [&] {
    for (const Diagnosis& diagnosis : diagnose(facts)) {
      if (diagnosis.name == "build-cache") {
        return diagnosis.severity == DiagnosisSeverity::fine;
      }
    }
    ADD_FAILURE() << "nothing is said of it";
    return false;
  };
  facts.host_health.docker_disk = {{"Build Cache", 40, 0, 9'000'000'000, 9'000'000'000}};
  const Diagnosis large = found("build-cache", DiagnosisSeverity::hint);
  EXPECT_NE(large.what.find("9.0 GB"), std::string::npos) << large.what;
  EXPECT_NE(large.fix.find("slipway prune --build-cache=1GB"), std::string::npos);
  facts.examination.builder_settings =
      R"("builder": { "GC": {"policy": [{"all": true}], "enabled" : true} } })";
  EXPECT_TRUE(is_bounded());
  facts.examination.builder_settings =
      R"("builder": {"gc": {"policy": [{"filter": ["label=}"]}], "enabled": true}}})";
  EXPECT_TRUE(is_bounded()) << "a brace in a text closes nothing";
  facts.examination.builder_settings = R"("builder": {"gc": {}}, "features": {"enabled": true}})";
  EXPECT_FALSE(is_bounded());
  facts.host.engine_version = "28.1.1";
  EXPECT_FALSE(is_bounded());
  facts.host.engine_version = "28.3.0";
  EXPECT_TRUE(is_bounded());
  facts.examination.builder_settings = R"("builder": {"gc": {"enabled": false}}})";
  EXPECT_FALSE(is_bounded());
  facts.host_health.docker_disk[0].bytes = 50'000'000;
  EXPECT_TRUE(is_bounded()) << "small, and so not worth a hint";
}

TEST_F(DiagnosisTest, TheApplication) {
  compose::Service web;
  web.name = "web";
  web.ports.emplace_back();
  web.ports.front().published = compose::Text("8080");
  facts.model->services["web"] = web;
  facts.examination.listening = {8080};
  EXPECT_NE(found("port", DiagnosisSeverity::problem).what.find("a program that is no container"),
            std::string::npos);
  facts.examination.neighbours = {{"other-web-1", "other", "/x", "running", {8080}}};
  EXPECT_NE(found("port", DiagnosisSeverity::problem).what.find("the container other-web-1"),
            std::string::npos);
  facts.examination.neighbours = {{"app-web-1", "app", "/home/pi/app", "running", {8080}}};
  for (const Diagnosis& diagnosis : diagnose(facts)) {
    EXPECT_NE(diagnosis.name, "port") << "its own container has it";
  }
  facts.examination.neighbours.push_back({"app_web_1", "old", "/home/pi/app", "running", {}});
  found("leftover", DiagnosisSeverity::warning);
  facts.examination.devices = {{"/dev/snd", false, "-"}};
  found("device", DiagnosisSeverity::problem);
  facts.examination.unhealthy = {{"web", "exited", 137, true, "", "", "Killed\x1b[2J"}};
  const Diagnosis container = found("container", DiagnosisSeverity::warning);
  EXPECT_NE(container.why.find("too much memory"), std::string::npos);
  EXPECT_EQ(container.what.find('\x1b'), std::string::npos);
  EXPECT_EQ(container.symptoms, std::vector{Symptom::container_wont_start});
}

TEST_F(DiagnosisTest, TheJournal) {
  Release& failed = facts.journal.entries.emplace_back();
  failed.number = 4;
  failed.outcome = "failed";
  failed.reason = "the image of service web could not be built";
  EXPECT_EQ(found("last-release", DiagnosisSeverity::warning).fix, "slipway logs --run 4");
  EXPECT_EQ(found("last-release", DiagnosisSeverity::warning).symptoms, std::vector{Symptom::build_fails});
  failed.seconds["tests"] = 1;
  EXPECT_EQ(found("last-release", DiagnosisSeverity::warning).symptoms,
            std::vector{Symptom::container_wont_start});
  EXPECT_NE(found("last-release", DiagnosisSeverity::warning).why.find("did not pass"), std::string::npos);
  failed.seconds["switch"] = 1;
  EXPECT_EQ(found("last-release", DiagnosisSeverity::warning).symptoms,
            std::vector{Symptom::container_wont_start});
  for (int i = 0; i < 3; ++i) {
    Release& full = facts.journal.entries.emplace_back();
    full.outcome = "deployed";
    full.strategy = "full";
    full.seconds["build"] = 600;
    full.number = static_cast<std::uint64_t>(3 - i);
  }
  EXPECT_FALSE(has("full-builds")) << "they built no image";
  for (Release& release : facts.journal.entries) {
    if (release.healthy()) {
      ReleaseImage& image = release.images.emplace_back();
      image.id = "sha256:1";
      image.built_by = release.number;
    }
  }
  EXPECT_EQ(found("full-builds", DiagnosisSeverity::hint).what,
            "3 of the last 3 releases built images from scratch, 10 min 0 s each on average");
  facts.host.drift = "M\ta";
  found("drift", DiagnosisSeverity::problem);
  facts.host.unfinished = "/x";
  found("interrupted", DiagnosisSeverity::warning);
  facts.model_error = Error{ExitCode::refused, "there is no compose file", "", "write one"};
  found("compose-file", DiagnosisSeverity::problem);
}

}  // namespace
}  // namespace slipway::deploy
