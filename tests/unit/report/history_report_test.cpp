#include "report/history_report.hpp"

#include "report/release_report.hpp"
#include "util/json.hpp"
#include "util/time.hpp"

#include <gtest/gtest.h>

namespace slipway::report {
namespace {

const std::int64_t history_now = *parse_utc("2026-11-25T14:00:00Z");

deploy::Release past_release(std::uint64_t number, const std::string& outcome, const std::string& finished) {
  deploy::Release release;
  release.entry = std::string(39, 'e') + std::to_string(number);
  release.tree = std::string(40, 't');
  release.number = number;
  release.outcome = outcome;
  release.started = release.finished = finished;
  release.strategy = "full";
  release.source_commit = std::string(40, 'a' + static_cast<char>(number));
  release.source_subject = "Say \"hello\", twice\x1b[2J";
  release.deployed_by = "ada@laptop";
  release.seconds = {{"build", 61.0}, {"switch", 1.4}};
  return release;
}

std::vector<NamedJournal> journals() {
  NamedJournal pi{"orac", "pi", {}};
  pi.journal.entries = {past_release(2, "failed", "2026-11-25T12:00:00Z"),
                        past_release(1, "deployed", "2026-11-23T12:00:00Z")};
  pi.journal.entries.front().reason = "not healthy";
  pi.journal.deployed = pi.journal.entries.back().entry;
  NamedJournal attic{"orac", "attic", {}};
  attic.journal.entries = {past_release(1, "deployed", "2026-11-24T12:00:00Z")};
  attic.journal.entries.front().outage = 0.8;
  attic.journal.entries.front().until_healthy = 5.2;
  attic.journal.entries.front().bytes_sent = 1200;
  return {pi, attic};
}

TEST(HistoryReport, IsATableWithoutEmptyColumns) {
  const auto all = journals();
  EXPECT_EQ(
      history_text(select({all[0]}, {}), 0, history_now),
      "   rel.  finished (UTC)    outcome   strategy       took      build  switch  by          commit\n"
      "      2  2026-11-25 12:00  failed    full      1 min 2 s  1 min 1 s   1.4 s  ada@laptop  cccccccccccc "
      "Say "
      "\"hello\", twice\\x1b[2J\n"
      "     not healthy\n"
      "*     1  2026-11-23 12:00  deployed  full      1 min 2 s  1 min 1 s   1.4 s  ada@laptop  bbbbbbbbbbbb "
      "Say "
      "\"hello\", twice\\x1b[2J\n");
}

TEST(HistoryReport, SeveralEnvironmentsAreOneTableByTime) {
  const auto all = journals();
  const auto entries = select(all, {});
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[1].environment, "attic");
  const std::string text = history_text(entries, 40, history_now);
  EXPECT_TRUE(text.starts_with("   environment  rel.  outcome   commit\n")) << text;
}

TEST(HistoryReport, KeepsTheSubjectOnANarrowTerminal) {
  const std::vector<NamedJournal> one{journals().front()};
  const auto entries = select(one, {});
  const std::string of_80 = history_text(entries, 80, history_now);
  EXPECT_NE(of_80.find("finished (UTC)"), std::string::npos) << of_80;
  EXPECT_NE(of_80.find("cccccccccccc Say \"hello\", twice"), std::string::npos) << of_80;
  const std::string of_40 = history_text(entries, 40, history_now);
  EXPECT_EQ(of_40,
            "   rel.  outcome   commit\n"
            "      2  failed    ccccccc Say \"hello\",…\n"
            "     not healthy\n"
            "*     1  deployed  bbbbbbb Say \"hello\",…\n");
}

TEST(HistoryReport, ATimeThatCannotBeSoIsNone) {
  auto all = journals();
  all[0].journal.entries[0].finished = "2027-02-13T12:00:00Z";
  all[0].journal.entries[1].clock_was_set = true;
  const std::string text = history_text(select({all[0]}, {}), 0, history_now);
  EXPECT_EQ(text.find("2027-02-13"), std::string::npos) << text;
  EXPECT_EQ(text.find("2026-11-23"), std::string::npos) << text;
  EXPECT_NE(text.find("      2  unknown (the host's clock was set)  failed "), std::string::npos) << text;
  EXPECT_NE(text.find("*     1  unknown (the host's clock was set)  deployed "), std::string::npos) << text;
}

TEST(HistoryReport, FiltersByOutcomeTimeAndNumber) {
  const auto all = journals();
  EXPECT_EQ(select(all, {.outcomes = {"failed"}}).size(), 1U);
  EXPECT_EQ(select(all, {.since = parse_utc("2026-11-24")}).size(), 2U);
  EXPECT_EQ(select(all, {.until = parse_utc("2026-11-24")}).size(), 1U);
  EXPECT_EQ(select(all, {.most = 2}).size(), 2U);
  EXPECT_EQ(history_text(select(all, {.outcomes = {"broken"}}), 0, history_now), "no release that fits\n");
}

TEST(HistoryReport, AReleaseOfAnApplicationThatBuildsNoImageHasNoStrategyForBuilds) {
  auto all = journals();
  deploy::Release& release = all[0].journal.entries[0];
  release.builds_no_image = true;
  release.builder = "buildkit";
  release.asked_strategy = "cached";
  const std::string history = history_text(select({all[0]}, {}), 0, history_now);
  EXPECT_NE(history.find("failed    no build "), std::string::npos) << history;
  const std::string show = release_text(release, false, nullptr, history_now);
  EXPECT_NE(show.find("  strategy no build\n"), std::string::npos) << show;
  release.strategy = "rollback";
  release.restores = 1;
  EXPECT_EQ(strategy_word(release), "rollback");
}

// A squashed merge can have such a subject.
TEST(HistoryReport, ASubjectOf5000CharactersIsCutInEveryView) {
  auto all = journals();
  deploy::Release& release = all[0].journal.entries[0];
  release.source_subject = all[0].journal.entries[1].source_subject = std::string(5000, 'x');
  deploy::ReleaseComparison changes;
  changes.from = &all[0].journal.entries[1];
  changes.to = &release;
  for (const std::string& text :
       {history_text(select({all[0]}, {}), 0, history_now),
        release_text(release, false, &changes, history_now), comparison_text(changes)}) {
    EXPECT_NE(text.find(std::string(60, 'x')), std::string::npos) << text;
    EXPECT_EQ(text.find(std::string(100, 'x')), std::string::npos) << text;
  }
}

TEST(HistoryReport, CsvQuotesWhatNeedsIt) {
  const auto all = journals();
  const std::string text = history_csv(select({all[1]}, {}));
  EXPECT_TRUE(text.starts_with("deployment,environment,release,")) << text;
  EXPECT_NE(text.find("\r\norac,attic,1,no,deployed,,full,,"), std::string::npos) << text;
  EXPECT_NE(text.find(",\"Say \"\"hello\"\", twice\x1b[2J\",ada@laptop,"), std::string::npos) << text;
  EXPECT_NE(text.find(",62.40,,61.00,1.40,,0.80,1200,,"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with(",5.20,\r\n"))
      << text << "the last column is the host, which a deployment to one has not";
}

TEST(HistoryReport, JsonHasTheFigures) {
  const auto all = journals();
  const Json document = Json::parse(history_json(select({all[1]}, {})));
  EXPECT_EQ(document["schema"], 1);
  EXPECT_EQ(document["releases"][0]["environment"], "attic");
  EXPECT_EQ(document["releases"][0]["outage_seconds"], 0.8);
  EXPECT_EQ(document["releases"][0]["until_healthy_seconds"], 5.2);
  EXPECT_EQ(document["releases"][0]["bytes_sent"], 1200);
}

TEST(ReleaseReport, ShowsAReleaseAndWhatItChanged) {
  const auto all = journals();
  deploy::Release before = all[0].journal.entries.back();
  deploy::Release after = all[0].journal.entries.front();
  deploy::ReleaseImage& image = after.images.emplace_back();
  image.service = "web";
  image.id = "sha256:" + std::string(64, '1');
  image.built_by = 2;
  image.bytes = 310'000'000;
  image.tag = "orac:slipway-orac-2";
  deploy::ReleaseComparison changes;
  changes.from = &before;
  changes.to = &after;
  changes.files.emplace_back().path = "a\nb";
  changes.services.emplace_back().service = "web";
  changes.services.front().action = compose::ServiceAction::recreate;
  changes.services.front().keys = {"environment"};
  EXPECT_EQ(release_text(after, false, &changes, history_now),
            R"(release 2: failed
  reason   not healthy
  commit   cccccccccccccccccccccccccccccccccccccccc Say "hello", twice\x1b[2J
  by       ada@laptop
  when     2026-11-25T12:00:00Z to 2026-11-25T12:00:00Z, 2 h 0 min ago
  strategy full
  seconds  build 1 min 1 s, switch 1.4 s
  image    web: sha256:111111111111, built by release 2, 310 MB, orac:slipway-orac-2
  entry    eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee2, tree tttttttttttttttttttttttttttttttttttttttt
since release 1:
  commit   bbbbbbbbbbbb Say "hello", twice\x1b[2J -> cccccccccccc Say "hello", twice\x1b[2J
  settings the same
  image    web: none -> sha256:111111111111 (built by release 2, 310 MB)
  service  web: recreate (environment in the compose file)
  files    1 file changed:
           M a\x0ab
)");
  const Json document = Json::parse(release_json_text(after, false, &changes));
  EXPECT_EQ(document["since"]["release"], 1);
  EXPECT_EQ(document["since"]["services"][0]["keys"][0], "environment");
  EXPECT_EQ(document["images"][0]["bytes"], 310'000'000);
  EXPECT_TRUE(document["artifacts"].empty());
  EXPECT_TRUE(document["artifact_build"].is_null());
}

TEST(ReleaseReport, ShowsWhereThePlanWasWrong) {
  deploy::Release release = journals()[0].journal.entries.front();
  release.outcome = "deployed";
  release.strategy = "incremental";
  release.reruns = 2;
  release.steps = {{"db", {1, 2}}, {"web", {1, 4}}};
  release.mispredicted = {"web HIT RAN line 7: [3/4] RUN"};
  release.planned = {{"db", "keep"}, {"web", "recreate"}, {"worker", "recreate"}};
  release.made_anew = {"db", "web"};
  release.kept = {"worker"};
  release.seconds = {{"build", 61}, {"switch", 1.4}};
  release.forecast = deploy::Release::Forecast{12, 10, 15};
  const std::string text = release_text(release, true, nullptr, history_now);
  EXPECT_NE(text.find("  steps    db 1 of 2 steps reused, web 1 of 4 steps reused\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("  forecast 12 s (10 s to 15 s); it took 1 min 2 s\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  missed   4 of 6 steps ran; the plan expected 2\n"
                      "  missed   web, line 7: [3/4] RUN ran again; the plan expected it from the cache\n"
                      "  missed   db got a new container; the plan was: keep\n"
                      "  missed   worker kept its container; the plan was: recreate\n"
                      "  missed   it took 1 min 2 s; the plan expected about 12 s (10 s to 15 s)\n"),
            std::string::npos)
      << text;
  const Json document = release_json(release, true);
  EXPECT_EQ(document["misses"].size(), 5U);
  EXPECT_EQ(document["steps"][1], (Json{{"service", "web"}, {"reused", 1}, {"total", 4}}));
}

TEST(ReleaseReport, ShowsWhatTheBuildHasMade) {
  deploy::Release release = journals()[0].journal.entries.front();
  release.artifacts = {{"dist/hub", "target hub", {}, 1'200'000, std::string(64, 'a'), "b"}};
  release.artifact_build = {"Release", "/src/arm64.cmake", "CXX GNU 12.2.0", "aarch64", true};
  release.tests = 3;
  const std::string text = release_text(release, true, nullptr, history_now);
  EXPECT_NE(
      text.find(
          "  artifact dist/hub: 1.2 MB, target hub, aaaaaaaaaaaa\n"
          "  built    Release, CXX GNU 12.2.0, aarch64, /src/arm64.cmake, with changes that no commit has\n"
          "  tests    3 tests passed in the image\n"),
      std::string::npos)
      << text;
  const Json document = release_json(release, true);
  EXPECT_EQ(document["artifacts"][0]["path"], "dist/hub");
  EXPECT_EQ(document["artifacts"][0]["bytes"], 1'200'000);
  EXPECT_EQ(document["artifact_build"]["processor"], "aarch64");
  EXPECT_EQ(document["tests"], 3);
}

}  // namespace
}  // namespace slipway::report
