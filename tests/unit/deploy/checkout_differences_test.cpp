#include "deploy/plan/checkout_differences.hpp"

#include "git/scratch_repository.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace slipway::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::ScratchRepository;
using Kind = lint::CheckoutDifference::Kind;

const std::map<std::string, std::string> files{{"app/lf.txt", "a\nb\n"},
                                               {"app/crlf.txt", "a\r\nb\r\n"},
                                               {"app/mixed.txt", "a\r\nb\n"},
                                               {"app/none.txt", "a"},
                                               {"app/binary.bin", {"\0\1\n", 3}},
                                               {"app/empty", ""},
                                               {"app/id.txt", "x $Id$ y\n"},
                                               {"app/no-id.txt", "Id\n"},
                                               {"app/conf/deep.ini", "k=\xc3\xa4\n"},
                                               {"app/odd \"name\"\n.txt", "a\n"}};

/// What a checkout of a tree has, file by file.
std::map<std::string, std::string> contents_in(const std::filesystem::path& directory) {
  std::map<std::string, std::string> result;
  for (const auto& [path, content] : files) {
    result[path] = read_file(directory / path).value_or("absent");
  }
  for (const char* path : {".gitattributes", "app/.gitattributes"}) {
    result[path] = read_file(directory / path).value_or("absent");
  }
  return result;
}

class CheckoutDifferences : public testing::Test {
 protected:
  CheckoutDifferences() {
    for (const auto& [path, content] : files) {
      scratch.write(path, content);
    }
  }

  /// What is found, held against what git writes: in a checkout here, and in one with nobody's configuration.
  lint::CheckoutDifferences found(const std::string& root = {}) {
    // As it is: nothing is normalised on its way into git.
    if (!std::filesystem::exists(scratch.path() / ".git/info/attributes")) {
      scratch.git({"-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "add", "--all"});
    }
    scratch.git({"commit", "--quiet", "--allow-empty", "-m", "files"});
    const auto repository = git::Repository::open(scratch.path());
    EXPECT_TRUE(repository);
    const std::string tree = *repository->tree_id(*repository->resolve("HEAD"), root);
    const auto survey = image::survey_tree(*repository->tree(tree));
    EXPECT_TRUE(survey);
    const auto differences =
        checkout_differences(*repository, *repository->resolve("HEAD"), root, tree, *survey);

    const std::string prefix = root.empty() ? std::string{} : root + "/";
    const auto here = scratch.beside("here");
    const auto there = scratch.beside("there") / root;
    std::filesystem::remove_all(here);
    std::filesystem::remove_all(scratch.beside("there"));
    scratch.git({"worktree", "prune"});
    scratch.git({"worktree", "add", "--quiet", "--detach", here.native(), "HEAD"});
    std::filesystem::create_directories(there);
    const auto twin = scratch.beside("twin");
    EXPECT_TRUE(repository->make_plain_twin(twin));
    Command checkout = git::plain_command(
        twin, {"--work-tree=.", "-c", "core.bare=false", "read-tree", "--reset", "-u", tree});
    checkout.directory = there.native();
    checkout.environment.emplace_back("GIT_INDEX_FILE", scratch.beside("twin.index").native());
    const auto finished = run(checkout);
    EXPECT_TRUE(finished && finished->ok()) << finished->err;
    std::filesystem::remove(scratch.beside("twin.index"));

    std::vector<std::string> wanted;
    const auto of_here = contents_in(here);
    const auto of_there = contents_in(scratch.beside("there"));
    for (const auto& [path, content] : of_here) {
      if (path.starts_with(prefix) && content != of_there.at(path)) {
        wanted.push_back(path.substr(prefix.size()));
      }
    }
    std::vector<std::string> paths;
    for (const lint::CheckoutDifference& difference : differences) {
      paths.push_back(difference.path);
    }
    std::sort(paths.begin(), paths.end());
    EXPECT_EQ(paths, wanted);
    scratch.git({"worktree", "remove", "--force", here.native()});
    return differences;
  }

  void configure(const std::string& key, const std::string& value) { scratch.git({"config", key, value}); }
  void attributes_beside(const std::string& text) {
    std::filesystem::create_directories(scratch.path() / ".git/info");
    EXPECT_TRUE(write_file(scratch.path() / ".git/info/attributes", text));
  }

  ScratchRepository scratch;
};

TEST_F(CheckoutDifferences, NothingIsConfigured) {
  EXPECT_THAT(found(), IsEmpty());
  scratch.write(".gitattributes", "*.txt text eol=crlf\n*.ini ident\n");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckoutDifferences, AutomaticLineEnds) {
  configure("core.autocrlf", "true");
  const auto all = found();
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all.front().because, "core.autocrlf is true here");
  EXPECT_EQ(all.front().kind, Kind::line_ends);
  for (const char* attributes :
       {"* text\n", "* text=auto\n", "* -text\n", "*.txt eol=lf\n", "* text=auto eol=lf\n",
        "*.txt eol=crlf\n", "* crlf\n", "* -crlf\n", "* crlf=input\n", "* binary\n"}) {
    SCOPED_TRACE(attributes);
    scratch.write(".gitattributes", attributes);
    found();
  }
  scratch.write(".gitattributes", "* text=auto eol=lf\n");
  EXPECT_THAT(found(), IsEmpty());
  for (const char* word : {"TRUE", "yes", "on", "1"}) {
    SCOPED_TRACE(word);
    scratch.write(".gitattributes", "* text=auto\n");
    configure("core.autocrlf", word);
    EXPECT_FALSE(found().empty());
  }
  configure("core.autocrlf", "0");
  EXPECT_THAT(found(), IsEmpty());
  configure("core.autocrlf", "input");
  scratch.write(".gitattributes", "* text\n");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckoutDifferences, LineEndsOfThisMachine) {
  configure("core.eol", "crlf");
  EXPECT_THAT(found(), IsEmpty());
  for (const char* attributes : {"* text\n", "* text=auto\n", "*.txt text\n", "*.txt eol=lf\n"}) {
    SCOPED_TRACE(attributes);
    scratch.write(".gitattributes", attributes);
    found();
  }
  scratch.write(".gitattributes", "* text=auto\n");
  EXPECT_EQ(found().front().because, "core.eol is crlf here");
  configure("core.eol", "CRLF");
  EXPECT_FALSE(found().empty());
}

TEST_F(CheckoutDifferences, AttributesBesideTheTree) {
  EXPECT_THAT(found(), IsEmpty());
  attributes_beside(
      "*.txt eol=crlf\n*.ini working-tree-encoding=UTF-16LE\nid.txt -text ident\nno-id.txt -text ident\n");
  const auto all = found();
  ASSERT_FALSE(all.empty());
  EXPECT_THAT(all.front().because, HasSubstr("info/attributes"));
  attributes_beside("# text\n*.txt diff=python\n");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(CheckoutDifferences, AttributesAboveTheRoot) {
  scratch.write(".gitattributes", "*.txt eol=crlf\n");
  EXPECT_THAT(found(), IsEmpty());
  const auto all = found("app");
  ASSERT_FALSE(all.empty());
  EXPECT_THAT(all.front().because, HasSubstr("above ROOT"));
  scratch.write("app/.gitattributes", "*.txt eol=crlf\n");
  EXPECT_THAT(found("app"), IsEmpty());
}

TEST_F(CheckoutDifferences, FiltersOfThisMachine) {
  scratch.write(".gitattributes", "*.ini filter=upper\n");
  EXPECT_THAT(found(), IsEmpty());
  configure("filter.upper.smudge", "tr a-z A-Z");
  EXPECT_THAT(found(),
              ElementsAre(lint::CheckoutDifference{"app/conf/deep.ini", Kind::filter,
                                                   "in a checkout here it goes through the filter `upper`"}));
  configure("filter.upper.smudge", "cat");
  EXPECT_THAT(found(), IsEmpty());
}

}  // namespace
}  // namespace slipway::deploy
