#include "compose/source_path.hpp"

#include "classify/memory_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

using classify::EntryKind;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(JoinPath, IsLexical) {
  EXPECT_EQ(join_path("", "./a//b/"), "a/b");
  EXPECT_EQ(join_path("deploy", "../x"), "x");
  EXPECT_EQ(join_path("deploy", "../../x"), "../x");
  EXPECT_EQ(join_path("../a", "../b"), "../b");
  EXPECT_EQ(join_path("deploy", "/abs/../x"), "/x");
  EXPECT_EQ(join_path("", "/../.."), "/");
  EXPECT_EQ(join_path("", "."), "");
}

TEST(IsWithin, ComparesComponents) {
  EXPECT_TRUE(is_within("src/a", "src"));
  EXPECT_TRUE(is_within("src", "src"));
  EXPECT_FALSE(is_within("src2/a", "src"));
  EXPECT_TRUE(is_within("a", ""));
  EXPECT_FALSE(is_within("../a", ""));
}

class SourcePaths : public testing::Test {
 protected:
  SourcePaths() {
    tree_.add("config/app.toml", "x");
    tree_.add("run.sh", "x", EntryKind::executable);
    tree_.add("current", "releases/2", EntryKind::symlink);
    tree_.add("releases/2/app.toml", "y");
    tree_.add("away", "/etc/passwd", EntryKind::symlink);
    tree_.add("up", "../beside", EntryKind::symlink);
    tree_.add("loop", "loop", EntryKind::symlink);
    tree_.add("home", "/home/pi/hey-orac/config", EntryKind::symlink);
  }

  SourcePath resolve(const char* path, const char* base = "", const char* host = "/home/pi/hey-orac") {
    const auto source = PathResolver(tree_, host).resolve(Text(path), base);
    EXPECT_TRUE(source);
    return source ? *source : SourcePath{};
  }

  classify::MemoryTree tree_;
};

TEST_F(SourcePaths, TellFilesFromDirectoriesFromNothing) {
  EXPECT_EQ(resolve("./config").content, Content::directory);
  EXPECT_EQ(resolve("config/app.toml").content, Content::file);
  EXPECT_EQ(resolve("./run.sh").content, Content::file);
  EXPECT_EQ(resolve("./recordings").content, Content::nothing);
  EXPECT_EQ(resolve("./recordings").place, Place::inside);
  EXPECT_EQ(resolve("config/app.toml/below").content, Content::nothing);
  EXPECT_FALSE(resolve("./config").id.empty());
}

TEST_F(SourcePaths, LeaveTheTreeWhereTheyDo) {
  EXPECT_EQ(resolve("../x").place, Place::outside);
  EXPECT_EQ(resolve("../x", "deploy").place, Place::inside);
  EXPECT_EQ(resolve("/etc/localtime").place, Place::outside);
  EXPECT_EQ(resolve("~/x").path, "~/x");
  EXPECT_EQ(resolve("~/x").place, Place::outside);
}

TEST_F(SourcePaths, ComeBackThroughTheHostsDirectory) {
  EXPECT_EQ(resolve("/home/pi/hey-orac/config").path, "config");
  EXPECT_EQ(resolve("/home/pi/hey-orac").place, Place::inside);
  EXPECT_EQ(resolve("/home/pi/hey-orac2").place, Place::outside);
  EXPECT_EQ(resolve("~/hey-orac/config", "", "~/hey-orac").path, "config");
  EXPECT_EQ(resolve("~/hey-orac/config", "", "hey-orac").path, "config");
  EXPECT_EQ(resolve("~/hey-orac/config").place, Place::outside)
      << "whose home /home/pi is, is not known here";
}

TEST_F(SourcePaths, FollowLinks) {
  const SourcePath linked = resolve("./current/app.toml");
  EXPECT_EQ(linked.path, "current/app.toml");
  EXPECT_EQ(linked.resolved, "releases/2/app.toml");
  EXPECT_EQ(linked.content, Content::file);
  EXPECT_THAT(linked.links, ElementsAre("current"));
  EXPECT_EQ(resolve("home").resolved, "config");
  EXPECT_EQ(resolve("away").content, Content::nothing);
  EXPECT_EQ(resolve("away").resolved, "/etc/passwd");
  EXPECT_EQ(resolve("up").content, Content::nothing);
  EXPECT_EQ(resolve("loop").content, Content::nothing);
}

TEST_F(SourcePaths, KnowHowMuchOfAnOpenPathIsCertain) {
  Text text("./config/${STAGE}.toml");
  text.unknown = {"STAGE"};
  const auto source = PathResolver(tree_, "hey-orac").resolve(text, "");
  ASSERT_TRUE(source);
  EXPECT_EQ(source->place, Place::unknown);
  EXPECT_EQ(source->path, "config");
  Text outside("/srv/${STAGE}");
  outside.unknown = {"STAGE"};
  const auto elsewhere = PathResolver(tree_, "hey-orac").resolve(outside, "");
  ASSERT_TRUE(elsewhere);
  EXPECT_EQ(elsewhere->place, Place::outside);
  EXPECT_THAT(elsewhere->links, IsEmpty());
}

TEST_F(SourcePaths, KnowWhatEveryShellSets) {
  const auto open = [this](const char* path, const char* variable) {
    Text text(path);
    text.unknown = {variable};
    const auto source = PathResolver(tree_, "hey-orac").resolve(text, "deploy");
    EXPECT_TRUE(source);
    return source ? *source : SourcePath{};
  };
  EXPECT_EQ(open("${PWD}/config", "PWD").path, "config");
  EXPECT_EQ(open("${PWD}/config", "PWD").content, Content::directory);
  EXPECT_EQ(open("${PWD}", "PWD").path, "");
  EXPECT_EQ(open("${HOME}/.asoundrc", "HOME").path, "~/.asoundrc");
  EXPECT_EQ(open("${HOME}/hey-orac/config", "HOME").path, "config");
  EXPECT_EQ(open("${PWD}x/config", "PWD").place, Place::unknown);
  EXPECT_EQ(open("/x${PWD}", "PWD").place, Place::outside);
}

}  // namespace
}  // namespace slipway::compose
