#include "host/scripts.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// The runner's `since`, cut out of the script with what it uses; `date` says `now`.
std::string since(const std::string& began, const std::string& now) {
  const std::size_t start = runner_sh.find("\nnow() {");
  const std::size_t end = runner_sh.find("\n}\n", runner_sh.find("\nsince() {"));
  EXPECT_NE(start, std::string_view::npos);
  EXPECT_NE(end, std::string_view::npos);
  const std::string functions(runner_sh.substr(start, end - start + 3));
  const auto finished =
      run({.argv = {"/bin/sh", "-euc",
                    "said=$2\ndate() { printf '%s\\n' \"$said\"; }\n" + functions + "since \"$1\"", "sh",
                    began, now}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(RunnerClock, CountsHundredths) {
  EXPECT_EQ(since("1700000000.000000000", "1700000000.000000000"), "0.00");
  EXPECT_EQ(since("1700000000.080000000", "1700000000.099999999"), "0.01");
  EXPECT_EQ(since("1700000000.990000000", "1700000001.040000000"), "0.05");
  EXPECT_EQ(since("1700000000.090000000", "1700003600.080000000"), "3599.99");
}

TEST(RunnerClock, AClockThatWasSetBackHasNotRunBackwards) {
  EXPECT_EQ(since("1700000009.500000000", "1700000000.500000000"), "0.00");
}

TEST(RunnerClock, ADateWithoutFractionsCountsSeconds) {
  EXPECT_EQ(since("1700000000.0", "1700000002.N"), "2.00") << "busybox prints the letter";
}

}  // namespace
}  // namespace slipway::host
