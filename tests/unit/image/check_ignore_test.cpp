#include "image/ignore/check_ignore.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace slipway::image {
namespace {

using namespace std::string_literals;

struct Outcome {
  /// success where there is no error.
  ExitCode code = ExitCode::success;
  std::string found;
  std::string out;
  std::string err;
};

Outcome run(std::string_view ignore_file, const std::string& input, CheckIgnoreOptions options = {}) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(directory);
  const std::string path = directory->path() / "an ignore file";
  EXPECT_TRUE(write_file(path, ignore_file));
  options.ignore_file = path;
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Outcome outcome;
  if (const auto checked = check_ignore(options, in, out, err); !checked) {
    outcome.code = checked.error().code;
    outcome.found = checked.error().because;
  }
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

TEST(CheckIgnore, WritesOneLineForEachPath) {
  const Outcome outcome = run("*.md\n!README.md\n", "README.md\nsrc/x\na.md");
  EXPECT_EQ(outcome.code, ExitCode::success);
  EXPECT_EQ(outcome.out, "included\tREADME.md\nincluded\tsrc/x\nignored\ta.md\n");
  EXPECT_EQ(outcome.err, "");
}

TEST(CheckIgnore, ExplainsWithTheLineThatDecides) {
  CheckIgnoreOptions options;
  options.explain = true;
  EXPECT_EQ(run("# x\n*.md\n!README.md\n", "README.md\nsrc/x\na.md\n", options).out,
            "included\tREADME.md\t3\nincluded\tsrc/x\t-\nignored\ta.md\t2\n");
}

TEST(CheckIgnore, ReadsAnyNameWithStdin0) {
  CheckIgnoreOptions options;
  options.stdin0 = true;
  EXPECT_EQ(run("a*\n", "a\nb\0-x\0caf\xe9\0"s, options).out,
            "ignored\ta\nb\nincluded\t-x\nincluded\tcaf\xe9\n");
}

TEST(CheckIgnore, WarnsOfFilesThatArriveEmpty) {
  const Outcome outcome = run("*\n!*b/*b\n*\n", "ab/ab\n");
  EXPECT_EQ(outcome.code, ExitCode::success);
  EXPECT_EQ(outcome.out, "included\tab/ab\n");
  EXPECT_EQ(
      outcome.err,
      "warning: ab/ab is sent to the builder with zero bytes: Docker lists it and then refuses to open it\n");
}

TEST(CheckIgnore, WarnsOfPatternsItCannotTell) {
  const Outcome outcome = run("\\p{Greek}*\n", "a\n");
  EXPECT_EQ(outcome.code, ExitCode::success);
  EXPECT_EQ(outcome.out, "included\ta\n");
  EXPECT_NE(outcome.err.find(":1: `\\p{Greek}*` cannot be evaluated exactly"), std::string::npos);
}

TEST(CheckIgnore, RefusesWithDockersReasonAndWritesNothing) {
  const Outcome outcome = run("a\n!\n", "a\n");
  EXPECT_EQ(outcome.code, ExitCode::refused);
  EXPECT_EQ(outcome.out, "");
  EXPECT_NE(outcome.found.find("illegal exclusion pattern: \"!\""), std::string::npos);
  EXPECT_EQ(run("[z-a]\n", "a\n").code, ExitCode::refused);
  EXPECT_EQ(run("a\n", "../a\n").code, ExitCode::usage);
}

TEST(CheckIgnore, FailsWhereTheNamedFileIsAbsent) {
  CheckIgnoreOptions options;
  options.ignore_file = "/nonexistent/ignore";
  std::istringstream in("a\n");
  std::ostringstream out;
  std::ostringstream err;
  const auto checked = check_ignore(options, in, out, err);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ExitCode::usage);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(checked.error().what, "the ignore file `/nonexistent/ignore` cannot be read");
}

}  // namespace
}  // namespace slipway::image
