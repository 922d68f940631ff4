#include "report/metrics_report.hpp"

#include "util/time.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

const std::int64_t now = *parse_utc("2026-11-25T14:00:00Z");

deploy::Release release(std::uint64_t number, const std::string& outcome, const std::string& finished) {
  deploy::Release release;
  release.number = number;
  release.entry = std::string(40, static_cast<char>('a' + number));
  release.outcome = outcome;
  release.finished = finished;
  release.seconds = {{"build", 1.5}, {"switch", 0.25}};
  return release;
}

NamedJournal journal() {
  NamedJournal named{"orac", "pi", {}, deploy::LastSeen{now - 60, "pi", "", "", {}}};
  named.journal.entries = {release(3, "failed", "2026-11-25T13:00:00Z"),
                           release(2, "deployed", "2026-11-25T12:00:00Z"),
                           release(1, "deployed", "2026-11-24T12:00:00Z")};
  named.journal.deployed = named.journal.entries[1].entry;
  named.journal.entries[1].outage = 0.25;
  named.journal.entries[1].until_healthy = 5;
  named.journal.entries[1].bytes_sent = 12'345'678'901;
  return named;
}

TEST(Metrics, AreFiguresOfTheJournal) {
  EXPECT_EQ(metrics_text({journal()}, now),
            R"(# HELP slipway_releases_total Attempts in the journal, by outcome.
# TYPE slipway_releases_total counter
slipway_releases_total{deployment="orac",environment="pi",outcome="deployed"} 2
slipway_releases_total{deployment="orac",environment="pi",outcome="failed"} 1
# HELP slipway_failures_since_deployed Attempts since the release that runs was deployed, all of which ended otherwise.
# TYPE slipway_failures_since_deployed gauge
slipway_failures_since_deployed{deployment="orac",environment="pi"} 1
# HELP slipway_last_attempt_healthy 1 if the newest attempt was deployed, otherwise 0.
# TYPE slipway_last_attempt_healthy gauge
slipway_last_attempt_healthy{deployment="orac",environment="pi"} 0
# HELP slipway_last_attempt_timestamp_seconds When the newest attempt ended.
# TYPE slipway_last_attempt_timestamp_seconds gauge
slipway_last_attempt_timestamp_seconds{deployment="orac",environment="pi"} 1795611600
# HELP slipway_deployed_release Number of the release that runs.
# TYPE slipway_deployed_release gauge
slipway_deployed_release{deployment="orac",environment="pi"} 2
# HELP slipway_deployed_timestamp_seconds When the release that runs was deployed.
# TYPE slipway_deployed_timestamp_seconds gauge
slipway_deployed_timestamp_seconds{deployment="orac",environment="pi"} 1795608000
# HELP slipway_step_seconds_total What the steps of all attempts took, by step.
# TYPE slipway_step_seconds_total counter
slipway_step_seconds_total{deployment="orac",environment="pi",step="build"} 4.5
slipway_step_seconds_total{deployment="orac",environment="pi",step="switch"} 0.75
# HELP slipway_last_step_seconds What the steps of the newest attempt took, by step.
# TYPE slipway_last_step_seconds gauge
slipway_last_step_seconds{deployment="orac",environment="pi",step="build"} 1.5
slipway_last_step_seconds{deployment="orac",environment="pi",step="switch"} 0.25
# HELP slipway_outage_seconds How long services were down when the release that runs was switched to.
# TYPE slipway_outage_seconds gauge
slipway_outage_seconds{deployment="orac",environment="pi"} 0.25
# HELP slipway_until_healthy_seconds From the end of the old containers until the release that runs counted as healthy.
# TYPE slipway_until_healthy_seconds gauge
slipway_until_healthy_seconds{deployment="orac",environment="pi"} 5
# HELP slipway_sent_bytes What was sent for the release that runs.
# TYPE slipway_sent_bytes gauge
slipway_sent_bytes{deployment="orac",environment="pi"} 12345678901
# HELP slipway_seen_timestamp_seconds When the host was last looked at from this clone.
# TYPE slipway_seen_timestamp_seconds gauge
slipway_seen_timestamp_seconds{deployment="orac",environment="pi"} 1795615140
)");
}

TEST(Metrics, GroupTheSamplesOfAllDeploymentsByMetric) {
  NamedJournal other = journal();
  other.environment = "attic";
  const std::string text = metrics_text({journal(), other}, now);
  EXPECT_NE(text.find("slipway_deployed_release{deployment=\"orac\",environment=\"pi\"} 2\n"
                      "slipway_deployed_release{deployment=\"orac\",environment=\"attic\"} 2\n"),
            std::string::npos)
      << text;
}

TEST(Metrics, OfAClockThatWasSetHaveNoTime) {
  NamedJournal named = journal();
  named.journal.entries[0].finished = "2031-01-01T00:00:00Z";
  named.journal.entries[1].clock_was_set = true;
  const std::string text = metrics_text({named}, now);
  EXPECT_EQ(text.find("slipway_last_attempt_timestamp_seconds"), std::string::npos);
  EXPECT_EQ(text.find("slipway_deployed_timestamp_seconds"), std::string::npos);
  EXPECT_NE(text.find("slipway_deployed_release"), std::string::npos);
}

TEST(Metrics, NamesFromTheJournalAreEscaped) {
  NamedJournal named = journal();
  named.journal.entries[0].outcome = "a\"b\\c\nd\xff";
  const std::string text = metrics_text({named}, now);
  EXPECT_NE(text.find(R"(outcome="a\"b\\c\\x0ad\\xff"} 1)"), std::string::npos) << text;
}

TEST(Metrics, OfNothingAreNothing) {
  EXPECT_EQ(metrics_text({}, now), "");
  EXPECT_EQ(metrics_text({{"orac", "pi", {}, {}}}, now), "");
}

}  // namespace
}  // namespace slipway::report
