#include "deploy/remote/large_files.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t megabyte = 1U << 20U;

std::string git_says(const fs::path& directory, std::vector<std::string> words) {
  words.insert(words.begin(), {"git", "-c", "user.name=a", "-c", "user.email=a@b"});
  const auto done = run({.argv = words, .directory = directory.native()});
  EXPECT_TRUE(done && done->ok()) << done->err;
  return done->out.substr(0, done->out.find('\n'));
}

std::string commit(const fs::path& directory) {
  git_says(directory, {"add", "--all"});
  git_says(directory, {"commit", "--quiet", "-m", "x"});
  return git_says(directory, {"rev-parse", "HEAD"});
}

std::string tree_of(const fs::path& directory) {
  return git_says(directory, {"rev-parse", "HEAD^{tree}"});
}

std::string noise(std::size_t bytes) {
  std::mt19937 source(1);
  std::string text(bytes, '\0');
  for (char& one : text) {
    one = static_cast<char>(source());
  }
  return text;
}

TEST(LargeFiles, NewAndChangedOnes) {
  const auto scratch = TemporaryDirectory::create();
  ASSERT_TRUE(scratch);
  const fs::path& directory = scratch->path();
  git_says(directory, {"init", "--quiet"});
  const std::string random = noise(17 * megabyte);
  EXPECT_TRUE(write_file(directory / "random", random));
  EXPECT_TRUE(write_file(directory / "text", std::string(17 * megabyte, 'a')));
  EXPECT_TRUE(write_file(directory / "small", "x"));
  EXPECT_TRUE(write_file(directory / ".gitattributes", "text -text\n"));
  const std::string first = commit(directory);
  auto repository = git::Repository::open(directory);
  ASSERT_TRUE(repository);

  const auto all = large_files(*repository, "", tree_of(directory));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, git_says(directory, {"rev-parse", "HEAD:random"}));
  EXPECT_EQ(all[0].base, "");
  EXPECT_EQ(all[0].size, 17 * megabyte);
  EXPECT_FALSE(all[0].is_compressible);
  EXPECT_TRUE(all[1].is_compressible);

  EXPECT_TRUE(write_file(directory / "random", random + "changed"));
  EXPECT_TRUE(write_file(directory / "small", "y"));
  fs::permissions(directory / "text", fs::perms::owner_all);
  commit(directory);
  repository = git::Repository::open(directory);
  const auto changed = large_files(*repository, first, tree_of(directory));
  ASSERT_EQ(changed.size(), 1U) << "a mode is nothing to send";
  EXPECT_EQ(changed[0].base, all[0].id);
  EXPECT_EQ(changed[0].size, 17 * megabyte + 7);
}

TEST(LargeFiles, HowTheyArePacked) {
  const LargeFile fresh{.id = "1", .size = 300 * megabyte, .is_compressible = false};
  const LargeFile text{.id = "2", .size = 300 * megabyte};
  const LargeFile changed{.base = "1", .id = "3", .size = 300 * megabyte, .is_compressible = false};
  const LargeFile small{.id = "4", .size = megabyte};

  EXPECT_FALSE(packing_of({small}, {}).passes_through);
  EXPECT_TRUE(packing_of({small}, {}).compresses);
  EXPECT_TRUE(packing_of({fresh, small}, {}).passes_through);
  EXPECT_FALSE(packing_of({fresh, small}, {}).compresses);
  EXPECT_TRUE(packing_of({fresh, text}, {}).compresses) << "half of it gets smaller";
  // git has to find what differs, if the host has not been told.
  EXPECT_FALSE(packing_of({fresh, changed}, {}).passes_through);
  EXPECT_TRUE(packing_of({fresh, changed}, {"3"}).passes_through);
  EXPECT_EQ(largest_of({changed, small}, {}), 300 * megabyte);
  EXPECT_EQ(largest_of({changed, small}, {"3"}), megabyte);
  EXPECT_EQ(largest_of({}, {}), 0U);
}

}  // namespace
}  // namespace slipway::deploy
