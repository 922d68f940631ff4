#include "runner_function.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// The runner's `since`, cut out of the script with what it uses; `date` says `now`.
std::string since(const std::string& began, const std::string& now) {
  const std::string functions =
      runner_function("now") + runner_function("hundredths") + runner_function("since");
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
