#include "classify/verdict.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace slipway::classify {
namespace {

/// One world to classify in: rules, a context, and what is known of some paths.
struct World {
  Rules rules;
  std::string context;
  std::map<std::string, ReachAnswer> reach;  ///< Of each path, or of none.
  bool literal = true;
  ChangeSet changes;

  Verdict verdict_of(const ChangeSet& some) const {
    ReachAnswers answers;
    for (const Change& change : some) {
      if (!reach.empty()) {
        answers.add(reach.at(change.path));
      }
    }
    return classify(some, rules, context, answers, literal);
  }

  Strategy of(const ChangeSet& some) const { return verdict_of(some).strategy; }
};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string path() {
    static constexpr std::array<const char*, 12> names{"src", "models", "config",     "docs",
                                                       "a",   "b.py",   "Dockerfile", "requirements.txt",
                                                       "app", "x\ny",   "-z",         "\xff"};
    std::string path = names[below(names.size())];
    for (std::size_t deeper = below(3); deeper > 0; --deeper) {
      path += std::string("/") + names[below(names.size())];
    }
    return path;
  }

  std::vector<std::string> patterns() {
    static constexpr std::array<const char*, 8> some{"*",    "/src/",       "*.py", "!docs",
                                                     "a/**", "/Dockerfile", "app/", "b*"};
    std::vector<std::string> lines;
    for (std::size_t count = below(3); count > 0; --count) {
      lines.emplace_back(some[below(some.size())]);
    }
    return lines;
  }

  World world() {
    World world{Rules({.full = patterns(), .incremental = patterns(), .cached = patterns()}, below(2) == 0),
                below(3) == 0 ? "app" : "",
                {},
                below(2) == 0,
                {}};
    const bool reach_is_known = below(3) != 0;
    for (std::size_t count = below(8); count > 0; --count) {
      Change change{path(), static_cast<ChangeKind>(below(5)), EntryKind::file, EntryKind::file};
      if (reach_is_known) {
        world.reach[change.path] = {static_cast<Reach>(below(10)), {}};
      }
      world.changes.push_back(std::move(change));
    }
    return world;
  }

 private:
  std::mt19937 random_;
};

TEST(VerdictProperty, AddingAChangeNeverLowersTheVerdict) {
  Dice dice(1);
  for (int round = 0; round < 2000; ++round) {
    const World world = dice.world();
    ChangeSet some;
    Strategy before = world.of(some);
    ASSERT_EQ(before, Strategy::none);
    for (const Change& change : world.changes) {
      some.push_back(change);
      const Strategy after = world.of(some);
      ASSERT_GE(after, before);
      ASSERT_NE(after, Strategy::none);
      before = after;
    }
  }
}

TEST(VerdictProperty, TheWholeIsTheStrictestOfItsParts) {
  Dice dice(2);
  for (int round = 0; round < 2000; ++round) {
    const World world = dice.world();
    Strategy strictest = Strategy::none;
    for (const Change& change : world.changes) {
      strictest = std::max(strictest, world.of({change}));
    }
    ASSERT_EQ(world.of(world.changes), strictest);
  }
}

TEST(VerdictProperty, OrderDoesNotMatter) {
  Dice dice(3);
  std::mt19937 shuffler(3);
  for (int round = 0; round < 1000; ++round) {
    World world = dice.world();
    const Strategy strategy = world.of(world.changes);
    std::shuffle(world.changes.begin(), world.changes.end(), shuffler);
    ASSERT_EQ(world.of(world.changes), strategy);
  }
}

// A rename is given as a deletion and an addition; an addition alone, or a deletion alone, asks for as much.
TEST(VerdictProperty, DeletingAsksForAsMuchAsAdding) {
  Dice dice(4);
  for (int round = 0; round < 1000; ++round) {
    const World world = dice.world();
    for (Change change : world.changes) {
      change.kind = ChangeKind::added;
      const Strategy added = world.of({change});
      change.kind = ChangeKind::deleted;
      ASSERT_EQ(world.of({change}), added);
    }
  }
}

TEST(VerdictProperty, EveryChangeHasItsPlaceInTheReasons) {
  Dice dice(5);
  for (int round = 0; round < 1000; ++round) {
    const World world = dice.world();
    const Verdict verdict = world.verdict_of(world.changes);
    std::size_t paths = 0;
    for (const Reason& reason : verdict.reasons) {
      paths += reason.paths.size();
      ASSERT_FALSE(reason.text.empty());
    }
    ASSERT_EQ(paths, world.changes.size());
    ASSERT_EQ(verdict.paths.size(), world.changes.size());
    ASSERT_TRUE(
        std::is_sorted(verdict.reasons.begin(), verdict.reasons.end(),
                       [](const auto& one, const auto& other) { return one.strategy > other.strategy; }));
  }
}

}  // namespace
}  // namespace slipway::classify
