#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// Runs `script` with the runner's functions for builds side by side, and three images, the last made from
/// the first.
Finished with_builds(const std::string& script) {
  const auto directory = TemporaryDirectory::create();
  const auto finished = run({.argv = {"/bin/sh", "-c",
                                      runner_function("build_slots") + runner_function("show_builds") +
                                          runner_function("look_at_builds") + runner_function("end_builds") +
                                          runner_function("build_side_by_side") +
                                          "run=$1 build_jobs=4\n"
                                          "queued_images() { printf '1 base\\n2 web\\n3 job base\\n'; }\n"
                                          "build_queued_1() { echo one; }\nbuild_queued_2() { echo two; }\n"
                                          "build_queued_3() { echo three; }\n" +
                                          script,
                                      "sh", directory->path().native()}});
  EXPECT_TRUE(finished);
  return finished ? *finished : Finished{};
}

TEST(SideBySide, PrintsOneOutputAfterTheOther) {
  const Finished finished = with_builds("build_side_by_side; echo \"ended with $?\"");
  EXPECT_EQ(finished.out, "one\ntwo\nthree\nended with 0\n");
  EXPECT_EQ(finished.err, "");
}

TEST(SideBySide, AFailureIsToldWithItsOutput) {
  const Finished finished = with_builds(
      "build_queued_2() { echo no such file; return 3; }\nbuild_side_by_side; echo \"ended with $?\"; "
      "cat \"$run/build-failed\"");
  EXPECT_NE(finished.out.find("no such file\nended with 1\nweb\n"), std::string::npos) << finished.out;
}

TEST(SideBySide, LooksAtABuildThatHasNotBegun) {
  // Which of the two is first, the look or the build, is the scheduler's to say: it is asked often.
  const Finished finished = with_builds(
      "queued_images >\"$run/queue\"\nslots=4 rounds=0\n"
      "while [ \"$rounds\" -lt 50 ]; do\n"
      "  started='' built='' failed='' failed_number='' shown='' shown_whole='' rounds=$((rounds + 1))\n"
      "  look_at_builds\n  show_builds >/dev/null\n  wait\n  rm -f -- \"$run\"/build.*\n"
      "done\n");
  EXPECT_EQ(finished.err, "");
}

}  // namespace
}  // namespace slipway::host
