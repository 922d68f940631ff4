#include "deploy/remote/drift.hpp"

#include "git/scratch_repository.hpp"

namespace slipway::deploy {
namespace {

using testing_support::ScratchRepository;

class DriftTest : public testing::Test {
 protected:
  DriftTest() {
    scratch.write("README", "top\n");
    scratch.write("app/one", "1\n");
    scratch.write("app/two", "2\n");
    scratch.write("app/binary", std::string("\0\1\2", 3));
    scratch.git({"add", "--all"});
    scratch.git({"commit", "--quiet", "--message=x"});
    release.number = 3;
    release.source_commit = scratch.git({"rev-parse", "HEAD"});
    release.tree = scratch.git({"rev-parse", "HEAD:app"});
  }

  /// The patch that the host would print for these edits, made with git itself.
  Drift edited() {
    scratch.write("app/one", "by hand \x1b[2J\n");
    std::filesystem::remove(scratch.path() / "app/two");
    scratch.write("app/binary", std::string("\0\3", 2));
    Drift drift{scratch.git({"diff", "--binary", "--full-index", "--no-renames", "--relative=app"}) + "\n"};
    scratch.git({"checkout", "--quiet", "."});
    return drift;
  }

  ScratchRepository scratch;
  Release release;
  Settings settings;
};

TEST_F(DriftTest, IsShownForAPerson) {
  const std::string text = drift_text(edited());
  EXPECT_NE(text.find("\n-1\n+by hand \\x1b[2J\n"), std::string::npos) << text;
  EXPECT_NE(text.find("a binary file\n"), std::string::npos);
  EXPECT_NE(text.find("deleted file mode 100644\n"), std::string::npos);
  EXPECT_EQ(text.find("literal"), std::string::npos);
  std::string many = "diff --git a/x b/x\n";
  for (int i = 0; i < 5000; ++i) {
    many += "+" + std::string(1000, 'x') + "\n";
  }
  EXPECT_LT(drift_text({many}).size(), 60000U);
  EXPECT_NE(drift_text({many}).find("… and 4881 lines more"), std::string::npos)
      << drift_text({many}).substr(48000);
}

TEST_F(DriftTest, BecomesABranchAndNothingElse) {
  const Drift drift = edited();
  settings.place.deployment = "web";
  settings.place.environment = "pi";
  const auto repository = git::Repository::open(scratch.path());
  const std::string before = scratch.git({"status", "--porcelain"}) + scratch.git({"write-tree"});
  const auto adopted = adopt_drift(*repository, settings, "app", release, drift);
  ASSERT_TRUE(adopted) << adopted.error().because;
  EXPECT_EQ(adopted->branch, "slipway/drift/web/pi/3");
  EXPECT_EQ(adopt_drift(*repository, settings, "app", release, drift)->branch, "slipway/drift/web/pi/3-2");
  EXPECT_EQ(scratch.git({"rev-parse", adopted->branch + "^"}), release.source_commit);
  EXPECT_EQ(scratch.git({"diff", "--name-status", "HEAD", adopted->branch}),
            "M\tapp/binary\nM\tapp/one\nD\tapp/two");
  EXPECT_EQ(scratch.git({"status", "--porcelain"}) + scratch.git({"write-tree"}), before);
  EXPECT_EQ(scratch.git({"symbolic-ref", "HEAD"}), "refs/heads/main");

  EXPECT_FALSE(adopt_drift(*repository, settings, "", release, drift)) << "ROOT was another";
  release.source_commit = std::string(40, 'a');
  EXPECT_FALSE(adopt_drift(*repository, settings, "app", release, drift)) << "a commit that is not here";
}

// What a host calls a patch can do no more than make a commit.
TEST_F(DriftTest, APatchThatLeavesTheTreeIsRefused) {
  const auto repository = git::Repository::open(scratch.path());
  for (const char* path : {"../../outside", ".git/hooks/post-checkout", "/etc/outside"}) {
    const std::string name(path);
    const Drift drift{"diff --git a/" + name + " b/" + name +
                      "\nnew file mode 100755\n--- /dev/null\n+++ b/" + name + "\n@@ -0,0 +1 @@\n+x\n"};
    const auto adopted = adopt_drift(*repository, settings, "app", release, drift);
    if (adopted) {
      EXPECT_EQ(scratch.git({"ls-tree", "-r", "--name-only", adopted->commit}).find(".."), std::string::npos);
    }
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / ".git/hooks/post-checkout"));
  }
  EXPECT_FALSE(std::filesystem::exists(scratch.beside("outside")));
}

}  // namespace
}  // namespace slipway::deploy
