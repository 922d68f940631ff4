#include "report/fleet_status.hpp"

#include "util/json.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <gmock/gmock.h>

namespace slipway::report {
namespace {

using deploy::Condition;
using deploy::HostStatus;
using testing::HasSubstr;

const FleetName some_fleet{"climate", "greenhouse"};
const std::int64_t evening = *parse_utc("2026-11-25T18:00:00Z");

HostStatus answering(const std::string& host, std::uint64_t release) {
  HostStatus status;
  status.host = host;
  status.now.emplace();
  status.now->host.containers.emplace();
  host::Container web;
  web.service = "web";
  web.state = "running";
  web.health = "healthy";
  web.restarts = 1;
  status.now->host.containers->push_back(web);
  status.now->host.free_bytes = 12'000'000'000;
  status.release.emplace();
  status.release->number = release;
  status.release->source_commit = "900b8596da6046ddb6354ae44d60a66345ac09d2";
  status.up_to_date = true;
  status.behind = 0;
  return status;
}

HostStatus silent(const std::string& host) {
  HostStatus status = answering(host, 3);
  status.now.reset();
  status.error = Error{ExitCode::unreachable, "`" + host + "` does not answer", "silence", ""};
  status.seen = deploy::LastSeen{evening - 3 * 86400, host, "m", "", {}};
  status.up_to_date = false;
  status.behind = 7;
  return status;
}

TEST(FleetStatus, TheWorstComesFirstAndWhatIsOldIsMarked) {
  HostStatus sick = answering("sick", 4);
  sick.now->host.containers->front().health = "unhealthy";
  HostStatus edited = answering("edited", 4);
  edited.now->host.drift = "M\ta\nM\tb";
  const auto lines = split(
      fleet_status_text(some_fleet, {answering("well", 4), silent("off"), edited, sick}, evening, 0), '\n');
  ASSERT_GE(lines.size(), 7U);
  EXPECT_EQ(lines[0], "climate on greenhouse: 4 hosts, 3 up to date, 1 not healthy, 1 cannot be reached");
  EXPECT_THAT(lines[2], HasSubstr("sick"));
  EXPECT_THAT(lines[2], HasSubstr("web is unhealthy"));
  EXPECT_THAT(lines[3], HasSubstr("off"));
  EXPECT_THAT(lines[3], HasSubstr("3 900b859"));
  EXPECT_THAT(lines[3], HasSubstr(" 7 "));
  EXPECT_THAT(lines[3], HasSubstr("3 days 0 h ago"));
  EXPECT_THAT(lines[4], HasSubstr("2 files"));
  EXPECT_THAT(lines[5], HasSubstr("well"));
  EXPECT_THAT(lines[6], HasSubstr("when it was seen last"));
}

TEST(FleetStatus, FitsTheTerminal) {
  for (const std::string& line :
       split(fleet_status_text(some_fleet, {answering(std::string(200, 'x'), 1)}, evening, 80), '\n')) {
    EXPECT_LE(line.size(), 90U) << line;
  }
}

TEST(FleetStatus, NothingIsCutOnANarrowTerminal) {
  HostStatus sick = answering("south", 4);
  sick.now->host.containers->front().health = "unhealthy";
  const std::vector<HostStatus> hosts{sick, silent("nursery"), answering("north", 4)};
  const std::string medium = fleet_status_text(some_fleet, hosts, evening, 60);
  EXPECT_THAT(medium, testing::Not(HasSubstr("…")));
  EXPECT_THAT(medium, HasSubstr("host"));
  EXPECT_THAT(medium, testing::Not(HasSubstr("restarts")));
  const std::string narrow = fleet_status_text(some_fleet, hosts, evening, 40);
  EXPECT_THAT(narrow, testing::Not(HasSubstr("…")));
  EXPECT_THAT(narrow, HasSubstr("  south: web is unhealthy; release 4 900b859\n"));
  EXPECT_THAT(narrow,
              HasSubstr("  nursery: cannot be reached; release 3 900b859, 7 behind; seen 3 days 0 h ago\n"));
}

TEST(FleetStatus, OneMachineUnderTwoNamesIsSaid) {
  HostStatus twin = answering("zwei", 4);
  twin.same_machine_as = "two";
  twin.now->other_machine = "`zwei` is another machine than last time";
  const std::string text = fleet_status_text(some_fleet, {answering("two", 4), twin}, evening, 0);
  EXPECT_THAT(text, HasSubstr("`two` and `zwei` are the same machine"));
  EXPECT_THAT(text, HasSubstr("`zwei` is another machine than last time"));
  const Json json = Json::parse(fleet_status_json(some_fleet, {answering("two", 4), twin}));
  EXPECT_TRUE(json["hosts"][0]["same_machine_as"].is_null());
  EXPECT_EQ(json["hosts"][1]["same_machine_as"], "two");
}

TEST(FleetStatus, ConditionsAreToldApart) {
  EXPECT_EQ(condition_of(answering("a", 1)), Condition::well);
  EXPECT_EQ(condition_of(silent("a")), Condition::silent);
  HostStatus empty = answering("a", 1);
  empty.release.reset();
  EXPECT_EQ(condition_of(empty), Condition::empty);
  HostStatus behind = answering("a", 1);
  behind.up_to_date = false;
  EXPECT_EQ(condition_of(behind), Condition::behind);
  HostStatus busy = answering("a", 1);
  busy.now->host.locked = "ann";
  EXPECT_EQ(condition_of(busy), Condition::unsettled);
  HostStatus mute = answering("a", 1);
  mute.now->host.containers.reset();
  EXPECT_EQ(condition_of(mute), Condition::broken);
  EXPECT_EQ(deploy::health_of(mute.now->host), "the engine does not answer");
}

TEST(FleetStatus, JsonHasEachHostInItsOrder) {
  const Json json = Json::parse(fleet_status_json(some_fleet, {answering("a", 4), silent("b")}));
  EXPECT_EQ(json["hosts"][0]["condition"], "well");
  EXPECT_EQ(json["hosts"][0]["status"]["services"][0]["service"], "web");
  EXPECT_EQ(json["hosts"][1]["answers"], false);
  EXPECT_EQ(json["hosts"][1]["behind"], 7);
  EXPECT_EQ(json["hosts"][1]["seen"], "2026-11-22T18:00:00Z");
  EXPECT_TRUE(json["hosts"][1]["status"].is_null());
  EXPECT_EQ(json["hosts"][1]["release"]["release"], 3);
}

}  // namespace
}  // namespace slipway::report
