#include "deploy/plan/journal.hpp"

#include "git/scratch_repository.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

using testing_support::ScratchRepository;

git::CommitInfo with_message(std::string message) {
  git::CommitInfo commit;
  commit.id = std::string(40, 'a');
  commit.tree = std::string(40, 'b');
  commit.message = std::move(message);
  return commit;
}

TEST(Journal, ReadsTrailers) {
  const Release release = parse_release(with_message(
      "Release 7 of web on pi\n\nRelease: 7\nOutcome: deployed\nStrategy: cached\nAsked-Strategy: full\n"
      "Source-Commit: \x1b[2J\nSecrets: 7-../x\nDisk-Build: 12\nSource-Subject: Fix: the colon\nBuild: web "
      "digest bust\n"
      "Image: web sha256:1 5 web:slipway-web-7\nImage-Size: web 310000000\nTriggered: web\nSeconds-Build: "
      "1.50\n"
      "Seconds-Outage: 0.80\nUntil-Healthy: 5.20\nForecast-Seconds: 2.50 1.00 4.00\nRestores: "
      "3\nFrom-The-Future: x\n"));
  EXPECT_EQ(release.number, 7U);
  EXPECT_TRUE(release.healthy());
  EXPECT_EQ(release.strategy, "cached");
  EXPECT_EQ(release.asked_strategy, "full");
  EXPECT_EQ(release.source_subject, "Fix: the colon");
  EXPECT_EQ(release.restores, 3U);
  EXPECT_EQ(release.source_commit, "") << "no commit id";
  EXPECT_EQ(release.secrets, "") << "no name of a store";
  EXPECT_EQ(release.disk.at("build"), 12U);
  EXPECT_DOUBLE_EQ(release.seconds.at("build"), 1.5);
  EXPECT_DOUBLE_EQ(release.total_seconds(), 1.5) << "an outage is no step";
  ASSERT_TRUE(release.forecast);
  EXPECT_DOUBLE_EQ(release.forecast->seconds, 2.5);
  EXPECT_DOUBLE_EQ(release.forecast->high, 4);
  for (const char* other : {"nan 1 2", "1 nan 2", "1 1 inf", "1e300 1 2", "0 0 0", "1 2", "-1 1 2"}) {
    EXPECT_FALSE(parse_release(with_message(std::string("x\n\nForecast-Seconds: ") + other + "\n")).forecast)
        << other;
  }
  EXPECT_DOUBLE_EQ(release.outage.value_or(0), 0.8);
  EXPECT_DOUBLE_EQ(release.until_healthy.value_or(0), 5.2);
  EXPECT_EQ(release.image_bytes(), 310'000'000U);
  ASSERT_EQ(release.images.size(), 1U);
  const ReleaseImage* image = release.image("web");
  ASSERT_NE(image, nullptr);
  EXPECT_EQ(image->id, "sha256:1");
  EXPECT_EQ(image->built_by, 5U);
  EXPECT_EQ(image->definition, "digest");
  EXPECT_EQ(image->cache_bust, "bust");
  EXPECT_TRUE(image->triggered);
  EXPECT_EQ(release.image("db"), nullptr);
}

TEST(Journal, TellsWhatWentAnotherWayThanPlanned) {
  const Release release =
      parse_release(with_message("Release 8\n\nRelease: 8\nPlanned: web recreate\nPlanned: db keep\nPlanned: "
                                 "cache keep\nMade-Anew: web\n"
                                 "Made-Anew: db\nMispredicted: web HIT RAN line 7: [3/4] RUN\n"
                                 "Mispredicted: web MISS CACHED line 9: [4/4] COPY\n"));
  EXPECT_EQ(release.misses(), std::vector<std::string>(
                                  {"web, line 7: [3/4] RUN ran again; the plan expected it from the cache",
                                   "web, line 9: [4/4] COPY came from the cache; the plan expected it to run "
                                   "again",
                                   "db got a new container; the plan was: keep"}));
  EXPECT_TRUE(parse_release(with_message("Release 1\n\nMade-Anew: web\nMispredicted: x\n")).misses().empty());
}

TEST(Journal, TellsThatOtherStepsRanThanPlanned) {
  const auto misses = [](const std::string& strategy, const std::string& steps) {
    return parse_release(
               with_message("Release 8\n\nStrategy: " + strategy + "\nPredicted-Reruns: 2\n" + steps))
        .misses();
  };
  EXPECT_TRUE(misses("incremental", "Steps: web 1 2\nSteps: db 3 4\n").empty());
  EXPECT_TRUE(misses("full", "Steps: web 0 2\n").empty());
  EXPECT_TRUE(misses("incremental", "").empty()) << "an entry of an earlier version, or built elsewhere";
  EXPECT_EQ(misses("incremental", "Steps: web 1 4\n"),
            std::vector<std::string>{"3 of 4 steps ran; the plan expected 2"});
  EXPECT_TRUE(misses("incremental", "Undecided-Reruns: 1\nSteps: web 3 4\n").empty());
  EXPECT_EQ(misses("incremental", "Undecided-Reruns: 1\nSteps: web 4 4\n"),
            std::vector<std::string>{"0 of 4 steps ran; the plan expected 2, 1 of them undecided"});
  EXPECT_EQ(misses("incremental", "Steps: web 0 4\n"),
            std::vector<std::string>{"all 4 steps ran; the plan was incremental, with 2 steps to run again"});
}

TEST(Journal, TellsThatAServiceKeptItsContainer) {
  EXPECT_EQ(parse_release(with_message("Release 8\n\nPlanned: web recreate\nPlanned: db keep\nPlanned: new "
                                       "recreate\nKept: web\nKept: db\n"))
                .misses(),
            std::vector<std::string>{"web kept its container; the plan was: recreate"});
}

TEST(Journal, TellsThatItTookAnotherTimeThanPlanned) {
  const auto misses = [](const std::string& seconds, const std::string& outcome = "deployed") {
    return parse_release(with_message("Release 8\n\nOutcome: " + outcome +
                                      "\nForecast-Seconds: 10.00 8.00 12.00\nSeconds-Build: " + seconds +
                                      "\n"))
        .misses();
  };
  EXPECT_TRUE(misses("12").empty());
  EXPECT_TRUE(misses("14").empty()) << "within a quarter";
  EXPECT_TRUE(misses("6").empty());
  EXPECT_TRUE(misses("40", "failed").empty()) << "of a run that did not come to its end";
  EXPECT_EQ(misses("15"),
            std::vector<std::string>{"it took 15 s; the plan expected about 10 s (8.0 s to 12 s)"});
  EXPECT_EQ(misses("5"),
            std::vector<std::string>{"it took 5.0 s; the plan expected about 10 s (8.0 s to 12 s)"});
}

TEST(Journal, WhatEarlierVersionsCalledAnOutageLastedUntilHealthy) {
  const Release release = parse_release(with_message("Release 7\n\nRelease: 7\nSeconds-Outage: 5.80\n"));
  EXPECT_EQ(release.outage, std::nullopt);
  EXPECT_DOUBLE_EQ(release.until_healthy.value_or(0), 5.8);
}

TEST(Journal, WhatStayedBehindIsListedByTheLastParent) {
  git::CommitInfo commit =
      with_message("Release 2\n\nRelease: 2\nSource-Tree: " + std::string(40, 'c') + "\n");
  commit.parents = {"before", "list"};
  const Release release = parse_release(commit);
  EXPECT_EQ(release.tree, std::string(40, 'c'));
  EXPECT_EQ(release.shipped_tree, std::string(40, 'b'));
  EXPECT_EQ(release.left_behind, "list");
  EXPECT_EQ(release.parent, "before");
  commit.parents = {"list"};
  EXPECT_EQ(parse_release(commit).left_behind, "list");
  EXPECT_EQ(parse_release(commit).parent, "") << "the first entry";
  commit.message = "Release 2\n\nRelease: 2\nSource-Tree: HEAD\n";
  EXPECT_EQ(parse_release(commit).tree, std::string(40, 'b')) << "no object id";
  EXPECT_EQ(parse_release(commit).left_behind, "");
  EXPECT_EQ(parse_release(commit).parent, "list");
}

TEST(Journal, WhatIsNoEntryOfOursIsReadAsNothing) {
  for (const char* message :
       {"", "\n", ": \n", "Release: x\nRelease: -1\n", "Image: too few\nBuild: \n", "Seconds-: 1"}) {
    EXPECT_EQ(parse_release(with_message(message)).number, 0U) << message;
  }
}

TEST(Journal, IsLoadedFromItsReferencesNewestFirst) {
  const ScratchRepository scratch;
  scratch.commit();
  const auto repository = git::Repository::open(scratch.path());
  ASSERT_TRUE(repository);
  ASSERT_TRUE(load_journal(*repository, "web", "pi"));
  EXPECT_TRUE(load_journal(*repository, "web", "pi")->entries.empty());
  EXPECT_EQ(load_journal(*repository, "web", "pi")->next_number(), 1U);

  const std::string tree = scratch.tree_of("HEAD");
  const auto first = repository->write_commit(tree, {}, "1\n\nRelease: 1\nOutcome: deployed\n");
  const auto second = repository->write_commit(tree, {*first}, "2\n\nRelease: 2\nOutcome: failed\n");
  ASSERT_TRUE(repository->update_references(
      {{journal_reference("web", "pi"), *second}, {deployed_reference("web", "pi"), *first}}));
  const auto journal = load_journal(*repository, "web", "pi");
  ASSERT_TRUE(journal);
  ASSERT_EQ(journal->entries.size(), 2U);
  EXPECT_EQ(journal->entries.front().number, 2U);
  EXPECT_EQ(journal->next_number(), 3U);
  ASSERT_NE(journal->deployed_release(), nullptr);
  EXPECT_EQ(journal->deployed_release()->number, 1U);
  EXPECT_EQ(journal->release(2)->outcome, "failed");
  EXPECT_EQ(journal->release(9), nullptr);
  EXPECT_TRUE(load_journal(*repository, "web", "other")->entries.empty());
}

TEST(Journal, APlanReadsDownToTheDeployedReleaseAndToWhatBuiltItsImages) {
  const ScratchRepository scratch;
  scratch.commit();
  const auto repository = git::Repository::open(scratch.path());
  const std::string tree = scratch.tree_of("HEAD");
  std::vector<std::string> entries;
  for (int number = 1; number <= 9; ++number) {
    const std::vector<std::string> parents =
        entries.empty() ? std::vector<std::string>{} : std::vector{entries.back()};
    const int built_by = number < 6 ? 2 : number;
    entries.push_back(*repository->write_commit(
        tree, parents,
        fmt::format("{0}\n\nRelease: {0}\nImage: web sha256:1 {1} web:{1}\n", number, built_by)));
  }
  const auto oldest_read = [&](std::size_t deployed, std::size_t least) {
    EXPECT_TRUE(repository->update_references({{journal_reference("web", "pi"), entries.back()},
                                               {deployed_reference("web", "pi"), entries[deployed - 1]}}));
    const auto journal = load_for_a_plan(*repository, "web", "pi", least);
    return journal && journal->deployed_release() ? journal->entries.back().number : 0;
  };
  EXPECT_EQ(oldest_read(9, 2), 8U);
  EXPECT_EQ(oldest_read(6, 2), 6U) << "the deployed one is older";
  EXPECT_EQ(oldest_read(5, 2), 2U) << "its image was built by release 2";
  EXPECT_EQ(oldest_read(9, 100), 1U);
}

TEST(Journal, ATimeBeforeTheReleaseBeforeComesFromAClockThatWasSet) {
  const ScratchRepository scratch;
  scratch.commit();
  const auto repository = git::Repository::open(scratch.path());
  const std::string tree = scratch.tree_of("HEAD");
  std::string head;
  for (const char* finished : {"2026-11-25T12:00:00Z", "2026-09-06T12:00:00Z", "2026-09-06T12:00:00Z"}) {
    const std::vector<std::string> parents = head.empty() ? std::vector<std::string>{} : std::vector{head};
    head = *repository->write_commit(tree, parents, fmt::format("1\n\nRelease: 1\nFinished: {}\n", finished));
  }
  const auto journal = load_journal_at(*repository, head, "");
  ASSERT_TRUE(journal);
  EXPECT_FALSE(journal->entries[0].clock_was_set) << "the same second";
  EXPECT_TRUE(journal->entries[1].clock_was_set);
  EXPECT_FALSE(journal->entries[2].clock_was_set);
}

TEST(Journal, AnEntryThatIsMissingIsAnErrorNotAnEmptyJournal) {
  const ScratchRepository scratch;
  scratch.commit();
  const auto repository = git::Repository::open(scratch.path());
  EXPECT_FALSE(load_journal_at(*repository, std::string(40, 'f'), ""));
}

TEST(Journal, ReadsWhichRollOutAReleaseWasPartOf) {
  git::CommitInfo commit;
  commit.message = "Release 3\n\nRelease: 3\nRollout: 20261130T164012Z-1a2b3c 2/3 12\n";
  const Release release = parse_release(commit);
  ASSERT_TRUE(release.rollout);
  EXPECT_EQ(release.rollout->id, "20261130T164012Z-1a2b3c");
  EXPECT_EQ(release.rollout->wave, 2U);
  EXPECT_EQ(release.rollout->waves, 3U);
  EXPECT_EQ(release.rollout->hosts, 12U);
  commit.message = "Release 3\n\nRelease: 3\nRollout: x\n";
  EXPECT_FALSE(parse_release(commit).rollout);
}

}  // namespace
}  // namespace slipway::deploy
