#pragma once

#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace slipway::testing_support {

/// A repository of the git program's own making, in a directory whose name has a space, without anybody's
/// configuration. Removed with the object.
class ScratchRepository {
 public:
  explicit ScratchRepository(const std::vector<std::string>& init_options = {})
      : directory_(*TemporaryDirectory::create()) {
    ::setenv("HOME", "/nonexistent", 1);
    ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    std::filesystem::create_directory(path());
    std::vector<std::string> words{"init", "--quiet", "--initial-branch=main"};
    words.insert(words.end(), init_options.begin(), init_options.end());
    git(words);
  }

  std::filesystem::path path() const { return directory_.path() / "a checkout"; }
  /// A place beside the checkout.
  std::filesystem::path beside(const std::string& name) const { return directory_.path() / name; }

  Finished try_git(std::vector<std::string> words, std::string_view input = {}) const {
    words.insert(words.begin(), {"git", "-c", "protocol.file.allow=always"});
    auto finished = run({.argv = std::move(words),
                         .environment = {{"GIT_AUTHOR_NAME", "Ann"},
                                         {"GIT_AUTHOR_EMAIL", "ann@example.org"},
                                         {"GIT_COMMITTER_NAME", "Ann"},
                                         {"GIT_COMMITTER_EMAIL", "ann@example.org"},
                                         {"GIT_AUTHOR_DATE", "1700000000 +0100"},
                                         {"GIT_COMMITTER_DATE", "1700000000 +0100"},
                                         {"LC_ALL", "C"}},
                         .directory = path().native()},
                        input);
    return finished ? std::move(*finished) : Finished{127, {}, finished.error().because};
  }

  /// What git prints, without the last newline. A failure of git fails the test.
  std::string git(std::vector<std::string> words, std::string_view input = {}) const {
    const std::string line = join(words, " ");
    Finished finished = try_git(std::move(words), input);
    EXPECT_EQ(finished.status, 0) << "git " << line << "\n" << finished.err;
    if (finished.out.ends_with('\n')) {
      finished.out.pop_back();
    }
    return finished.out;
  }

  void write(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path file = path() / name;
    std::filesystem::create_directories(file.parent_path());
    EXPECT_TRUE(write_file(file, bytes));
  }

  /// Commits everything there is; the id of the commit.
  std::string commit(const std::string& message = "A commit") const {
    git({"add", "--all", "--", "."});
    git({"commit", "--quiet", "--allow-empty", "-m", message});
    return git({"rev-parse", "HEAD"});
  }

  std::string tree_of(const std::string& revision) const { return git({"rev-parse", revision + "^{tree}"}); }

 private:
  TemporaryDirectory directory_;
};

}  // namespace slipway::testing_support
