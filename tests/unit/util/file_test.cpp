#include "util/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

namespace slipway {
namespace {

namespace fs = std::filesystem;

std::size_t entries_of(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST(File, BytesComeBackAsTheyWere) {
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  const fs::path file = directory->path() / "a name\nwith \xff bytes";
  const std::string bytes("a\0b\r\n\xff", 6);
  ASSERT_TRUE(write_file(file, bytes));
  const auto read = read_file(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, bytes);
}

TEST(File, ReplacingIsANewFileUnderTheSameName) {
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  const fs::path file = directory->path() / "file";
  ASSERT_TRUE(write_file(file, "old"));
  const fs::path other_name = directory->path() / "link";
  fs::create_hard_link(file, other_name);
  ASSERT_TRUE(write_file(file, "new"));
  EXPECT_EQ(*read_file(file), "new");
  EXPECT_EQ(*read_file(other_name), "old") << "a reader that has the file open keeps all of the old bytes";
  EXPECT_EQ(entries_of(directory->path()), 2U) << "nothing temporary is left";
}

TEST(File, AFailedWriteLeavesTheOldFileAndNothingElse) {
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  fs::create_directory(directory->path() / "file");
  ASSERT_TRUE(write_file(directory->path() / "file" / "inside", "kept"));
  const auto written = write_file(directory->path() / "file", "bytes");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().because, "Is a directory");
  EXPECT_EQ(*read_file(directory->path() / "file" / "inside"), "kept");
  EXPECT_EQ(entries_of(directory->path()), 1U);
}

TEST(File, WhatCannotBeReadIsAnError) {
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  const auto missing = read_file(directory->path() / "a\x1b[2J");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().what.find("a\\x1b[2J"), std::string::npos);
  EXPECT_EQ(missing.error().because, "No such file or directory");
  EXPECT_FALSE(read_file(directory->path())) << "a directory";
}

TEST(TemporaryDirectory, IsOursAloneAndGoesWithItsContent) {
  fs::path path;
  {
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory);
    const TemporaryDirectory moved = std::move(*directory);
    path = moved.path();
    struct stat status = {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0700U);
    ASSERT_TRUE(write_file(path / "file", "x"));
    EXPECT_LT(path.native().size(), 80U) << "sockets live in it";
  }
  EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace slipway
