#include "deploy/plan/lineage.hpp"

#include "git/scratch_repository.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::deploy {
namespace {

using testing_support::ScratchRepository;

/// A journal whose deployed release was made from a commit.
Journal deployed_from(const std::string& commit) {
  Release release;
  release.entry = std::string(40, 'e');
  release.number = 3;
  release.source_commit = commit;
  Journal journal;
  journal.entries = {release};
  journal.head = journal.deployed = release.entry;
  return journal;
}

Result<std::optional<classify::Divergence>> divergence(const std::filesystem::path& path,
                                                       const std::string& deployed,
                                                       const std::string& commit) {
  const auto repository = git::Repository::open(path);
  SLIPWAY_TRY(repository);
  return find_divergence(*repository, deployed_from(deployed), commit);
}

class Lineage : public testing::Test {
 protected:
  void SetUp() override {
    scratch.write("a", "1\n");
    first = scratch.commit("first");
    scratch.write("a", "2\n");
    second = scratch.commit("second");
  }
  ScratchRepository scratch;
  std::string first;
  std::string second;
};

TEST_F(Lineage, WhatTheCommitContainsIsNotTakenBack) {
  const auto found = divergence(scratch.path(), first, second);
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_F(Lineage, WhatItLacksIsCounted) {
  const auto found = divergence(scratch.path(), second, first);
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->commits, 1U);
  EXPECT_FALSE((*found)->undecided);
}

TEST_F(Lineage, AShallowCloneCannotTell) {
  scratch.git({"clone", "-q", "--depth=1", "file://" + scratch.path().native(), "shallow"});
  for (const std::string& deployed : {first, std::string(40, 'a')}) {
    const auto found = divergence(scratch.path() / "shallow", deployed, second);
    ASSERT_TRUE(found);
    ASSERT_TRUE(*found);
    EXPECT_TRUE((*found)->undecided);
  }
}

TEST_F(Lineage, AHistoryThatCannotBeReadIsAnError) {
  scratch.write("a", "3\n");
  const std::string third = scratch.commit("third");
  std::filesystem::remove(scratch.path() / ".git/objects" / second.substr(0, 2) / second.substr(2));
  const auto found = divergence(scratch.path(), third, first);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ExitCode::refused);
}

}  // namespace
}  // namespace slipway::deploy
