#include "report/status_report.hpp"

#include "util/json.hpp"
#include "util/time.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

const std::int64_t now = *parse_utc("2026-11-25T18:00:00Z");

deploy::Release release(std::uint64_t number, const std::string& outcome, const std::string& finished) {
  deploy::Release release;
  release.entry = std::string(39, 'e') + std::to_string(number);
  release.number = number;
  release.outcome = outcome;
  release.finished = finished;
  release.strategy = "incremental";
  release.source_commit = "900b8596da6046ddb6354ae44d60a66345ac09d2";
  release.source_subject = "Hear better";
  release.deployed_by = "ada@laptop";
  return release;
}

/// A Raspberry Pi with two services, one of which has trouble.
deploy::Inspection a_pi() {
  deploy::Inspection inspection;
  inspection.plan.deployment = "hey-orac";
  inspection.plan.environment = "pi";
  inspection.plan.host = "pi";
  inspection.plan.computed = classify::Strategy::incremental;
  inspection.plan.images.emplace_back().service = "hey-orac";
  for (const char* path : {"src/a.py", "src/\x1b[2J.py"}) {
    inspection.plan.changes.emplace_back().change.path = path;
  }
  inspection.journal.entries = {release(5, "failed", "2026-11-25T17:30:00Z"),
                                release(4, "deployed", "2026-11-25T14:48:00Z")};
  inspection.journal.entries.front().reason = "not healthy: ear (unhealthy)";
  inspection.journal.deployed = inspection.journal.entries.back().entry;

  host::HostState& host = inspection.host;
  host.directory = "/home/pi/hey-orac";
  host.containers = {{"hey-orac", "sha256:1", "running", 0, 0, "healthy"},
                     {"ear", "sha256:2", "restarting", 4, 137, ""}};
  host.free_bytes = host.docker_free_bytes = 12'000'000'000;
  host.docker_root = "/var/lib/docker";
  host.memory_bytes = 4'000'000'000;
  host.memory_available_bytes = 3'100'000'000;
  host.engine_version = "26.1.5";
  host.engine_architecture = "arm64";
  host.compose_v2 = "2.26.1";
  host.buildx = true;

  host::HostHealth& host_health = inspection.host_health;
  host_health.containers = {{"hey-orac",
                             "hey-orac-hey-orac-1",
                             "2026-11-25T14:48:10.123Z",
                             310'000'000,
                             512'000'000,
                             {"0.0.0.0:8080->80/tcp", ":::8080->80/tcp", "127.0.0.1:9090->9090/tcp"}},
                            {"ear", "hey-orac-ear-1", "2026-11-25T17:59:00Z", {}, 0, {}}};
  host_health.docker_disk = {{"Images", 5, 2, 730'000'000, 120'000'000},
                             {"Containers", 2, 1, 12'000, 0},
                             {"Local Volumes", 0, 0, 0, 0},
                             {"Build Cache", 17, 0, 1'900'000'000, 1'900'000'000}};
  host_health.disk_bytes = host_health.docker_disk_bytes = 30'000'000'000;
  host_health.time = now;
  host_health.processors = 4;
  host_health.load = "0.42 0.30 0.25";
  host_health.uptime_seconds = 3 * 86400 + 4 * 3600;
  host_health.swap_bytes = 100'000'000;
  host_health.swap_free_bytes = 90'000'000;
  host_health.celsius = 52.14;
  host_health.throttling = host::Throttling{false, false, true, false};
  return inspection;
}

TEST(StatusReport, IsOneScreen) {
  EXPECT_EQ(status_text(a_pi(), now), R"(hey-orac on pi (pi:/home/pi/hey-orac)
  running  release 4, 3 h 12 min ago: 900b8596da60 Hear better
  by       ada@laptop, incremental
  ahead    by 2 files: src/a.py, src/\x1b[2J.py
           a deployment would be incremental
  failure  release 5, 30 min ago: failed: not healthy: ear (unhealthy)
  drift    none: the files on the host are the release's
  service   state                    health   up          restarts  memory            ports
  ear       restarting (status 137)  -        -           4         -                 -
  hey-orac  running                  healthy  3 h 11 min  0         310 MB of 512 MB  8080->80/tcp, 127.0.0.1:9090->9090/tcp
  disk     12 GB of 30 GB free in /home/pi/hey-orac, docker's too
  docker   images 730 MB (2 of 5 in use), containers 12 kB (0 B unused), build cache 1.9 GB (1.9 GB unused)
  memory   3.1 GB of 4.0 GB available; 10 MB of 100 MB swap used
  machine  load 0.42 0.30 0.25 on 4 processors, up 3 days 4 h, 52.1 °C, under-voltage since it was started
  engine   docker 26.1.5 (arm64), compose 2.26.1, buildx
)");
}

TEST(StatusReport, NamesWhatTheBuildHasMade) {
  deploy::Inspection inspection = a_pi();
  deploy::Release& release = inspection.journal.entries.back();
  release.artifacts = {{"dist/hub", "target hub", {}, 1'200'000, std::string(64, 'a'), "b"}};
  release.artifact_build = {"Release", "", "CXX GNU 12.2.0", "aarch64", false};
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("  built    dist/hub (Release, CXX GNU 12.2.0, aarch64)\n"), std::string::npos) << text;
  const Json document = Json::parse(status_json(inspection));
  EXPECT_EQ(document["release"]["artifacts"][0]["origin"], "target hub");
  EXPECT_EQ(document["release"]["artifact_build"]["compilers"], "CXX GNU 12.2.0");
}

TEST(StatusReport, AgesThatCannotBeSoAreNone) {
  deploy::Inspection inspection = a_pi();
  // The host was a week ahead when it deployed, and has the right time again.
  inspection.journal.entries[1].finished = "2026-12-02T14:48:00Z";
  inspection.journal.entries[0].clock_was_set = true;
  inspection.host_health.containers[0].started = "2026-12-02T14:49:00Z";
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("  running  release 4, unknown (the host's clock was set): 900b8596da60 Hear better\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  failure  release 5, unknown (the host's clock was set): failed: "),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("  healthy  unknown  0 "), std::string::npos) << text;

  // It was in the past when it started the container, and runs for shorter than that.
  inspection.host_health.containers[0].started = "2026-06-01T00:00:00Z";
  EXPECT_NE(status_text(inspection, now).find("  healthy  unknown  0 "), std::string::npos);
}

TEST(StatusReport, ReckonsWithTheHostsClock) {
  deploy::Inspection inspection = a_pi();
  EXPECT_NE(status_text(inspection, now + 86400).find("release 4, 3 h 12 min ago"), std::string::npos);
}

TEST(StatusReport, SaysWhoIsDeploying) {
  deploy::Inspection inspection = a_pi();
  inspection.host.locked = "bob@desk since 2026-11-25T17:59:00Z, release 6\n6 Stage\n6 Build";
  inspection.host.unfinished = "/x";
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("  busy     bob@desk since 2026-11-25T17:59:00Z, release 6, at step Build\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("stopped"), std::string::npos) << text;
}

TEST(StatusReport, ShowsDriftWithoutFillingTheScreen) {
  deploy::Inspection inspection = a_pi();
  inspection.host.drift = "M\ta\nM\tb\nD\tc\nM\td\nM\te\nM\tf";
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("  drift    6 files edited on the host:\n           a\n"), std::string::npos) << text;
  EXPECT_NE(text.find("           e\n           and 1 more\n"), std::string::npos) << text;
}

TEST(StatusReport, AWayBackThatFailedWasNotInterrupted) {
  deploy::Inspection inspection = a_pi();
  inspection.host.unfinished = "/x";
  EXPECT_NE(status_text(inspection, now).find("interrupted in its switch"), std::string::npos);
  inspection.host.unfinished_end = "9 broken not healthy: web (0 of 1 tasks run)";
  const std::string text = status_text(inspection, now);
  EXPECT_EQ(text.find("interrupted"), std::string::npos) << text;
  EXPECT_NE(
      text.find("what ran before it could not be put back; the next one tries that first: not healthy: web"),
      std::string::npos)
      << text;
}

TEST(StatusReport, SaysWhatWasChangedByHand) {
  deploy::Inspection inspection = a_pi();
  using Changed = host::ChangedService;
  inspection.host.changed_services = {{"web", Changed::What::replicas, "3", "5"},
                                      {"db", Changed::What::definition},
                                      {"ear", Changed::What::gone}};
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("  by hand  web has 5 instead of 3 replicas\n"
                      "           the definition of db is not the release's\n"
                      "           ear was removed\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(Json::parse(status_json(inspection))["changed_services"][1]["what"], "definition");
  inspection.host.changed_services = {{"", Changed::What::unknown}};
  EXPECT_NE(status_text(inspection, now).find("not known until the next deployment"), std::string::npos);
}

TEST(StatusReport, SaysWhatWaitsForANode) {
  deploy::Inspection inspection = a_pi();
  using Away = host::WaitingService::Node::Away;
  inspection.host.waiting_services = {{"db", {{"pi2", Away::draining}}}, {"ear", {}}};
  const std::string text = status_text(inspection, now);
  EXPECT_NE(
      text.find(
          "  waiting  db does not run: pi2, which alone may run it, is drained; deploy once more when it "
          "takes tasks again\n"
          "           ear does not run: no node of the swarm may run it any more\n"),
      std::string::npos)
      << text;
  const Json waiting = Json::parse(status_json(inspection))["waiting_services"];
  EXPECT_EQ(waiting[0]["nodes"][0]["name"], "pi2");
  EXPECT_EQ(waiting[0]["nodes"][0]["state"], "drain");
  EXPECT_EQ(waiting[1]["nodes"], Json::array());
}

TEST(StatusReport, AHostWithNothingOnItHasAStatus) {
  deploy::Inspection inspection;
  inspection.plan.computed = classify::Strategy::full;
  inspection.host.docker_error = "permission denied\n";
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("  running  nothing that Slipway deployed\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  docker   does not answer: permission denied\n"), std::string::npos) << text;
  const Json document = Json::parse(status_json(inspection));
  EXPECT_EQ(document["release"], nullptr);
  EXPECT_EQ(document["last_failure"], nullptr);
  EXPECT_EQ(document["docker_disk_use"], nullptr);
}

TEST(StatusReport, JsonHasWhatTheScreenHas) {
  const Json document = Json::parse(status_json(a_pi()));
  EXPECT_EQ(document["schema"], 1);
  EXPECT_EQ(document["services"][1]["memory_bytes"], 310'000'000);
  EXPECT_EQ(document["services"][1]["ports"][2], "127.0.0.1:9090->9090/tcp");
  EXPECT_EQ(document["services"][0]["memory_bytes"], nullptr);
  EXPECT_EQ(document["ahead"]["paths"][0], "src/a.py");
  EXPECT_EQ(document["last_failure"]["number"], 5);
  EXPECT_EQ(document["docker_disk_use"][3]["reclaimable_bytes"], 1'900'000'000);
  EXPECT_EQ(document["throttling"]["under_voltage_before"], true);
  EXPECT_EQ(document["celsius"], 52.14);
}

TEST(StatusReport, ResourceUseOfOtherContainersIsNotMixedUp) {
  deploy::Inspection inspection = a_pi();
  inspection.host_health.containers.erase(inspection.host_health.containers.begin());
  for (const ContainerStatus& status : containers_of(inspection)) {
    EXPECT_EQ(status.usage, nullptr);
  }
}

TEST(StatusReport, AServiceIsASentenceIfTheTableIsTooWide) {
  const std::string text = status_text(a_pi(), now, 40);
  EXPECT_NE(text.find("  services ear: restarting (status 137), restarts 4\n"
                      "           hey-orac: running, healthy, up 3 h 11 min, restarts 0, 310 MB of 512 MB, "
                      "ports 8080->80/tcp, 127.0.0.1:9090->9090/tcp\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("service  "), std::string::npos) << text;
  EXPECT_EQ(status_text(a_pi(), now, 200), status_text(a_pi(), now));
}

TEST(StatusReport, ASubjectOf5000CharactersIsCut) {
  deploy::Inspection inspection = a_pi();
  for (deploy::Release& release : inspection.journal.entries) {
    release.source_subject = std::string(5000, 'x');
  }
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find(std::string(60, 'x')), std::string::npos) << text;
  EXPECT_EQ(text.find(std::string(100, 'x')), std::string::npos) << text;
}

TEST(StatusReport, AnApplicationThatBuildsNoImageHasNoStrategyForBuilds) {
  deploy::Inspection inspection = a_pi();
  inspection.plan.images.clear();
  for (deploy::Release& release : inspection.journal.entries) {
    release.builds_no_image = true;
  }
  const std::string text = status_text(inspection, now);
  EXPECT_NE(text.find("ada@laptop, no build\n"), std::string::npos) << text;
  EXPECT_NE(text.find("a deployment would build nothing\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("incremental"), std::string::npos) << text;
}

}  // namespace
}  // namespace slipway::report
