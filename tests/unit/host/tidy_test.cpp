#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::host {
namespace {

namespace fs = std::filesystem;

/// What is superfluous with release 50 as the newest, of which 50 and 7 can be gone back to.
std::vector<std::string> superfluous(const fs::path& state, const std::string& what) {
  const std::string script =
      "state=$1 release=50\n" + std::string(tidy_sh) +
      "kept=' 50 7 '\nis_kept() { case $kept in *\" $1 \"*) ;; *) return 1 ;; esac; }\n" + what;
  const auto finished = run({.argv = {"/bin/sh", "-euc", script, "sh", state.native()}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  std::vector<std::string> names;
  for (const std::string& line : split(trim(finished->out), '\n')) {
    names.push_back(fs::path(line).filename().native());
  }
  return names;
}

TEST(Tidy, SecretsThatWereEditedAreKeptForTwentyReleases) {
  const auto directory = TemporaryDirectory::create();
  ASSERT_TRUE(directory);
  for (const char* name : {"edited-before-release-29", "edited-before-release-30", "edited-before-release-7",
                           "edited-before-release-x", "12-ab", "edited-before-release-50"}) {
    fs::create_directories(directory->path() / "secrets" / name);
  }
  EXPECT_EQ(superfluous(directory->path(), "superfluous_edits"),
            std::vector<std::string>{"edited-before-release-29"});
}

}  // namespace
}  // namespace slipway::host
