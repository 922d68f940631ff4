#include "cli/print.hpp"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

std::string fix_for(const std::string& host, const std::string& fix) {
  return for_host({ExitCode::failure, "what", "why", fix}, host).fix;
}

TEST(ForHost, CommandsOfADeploymentNameTheHost) {
  EXPECT_EQ(fix_for("pi", "slipway logs --run 3   (correct what it shows)"),
            "slipway logs --host pi --run 3   (correct what it shows)");
  EXPECT_EQ(fix_for("pi", "slipway attach   (follows it)\nslipway cancel   (stops it)"),
            "slipway attach --host pi   (follows it)\nslipway cancel --host pi   (stops it)");
  EXPECT_EQ(fix_for("pi", "git fetch && slipway deploy"), "git fetch && slipway deploy --host pi");
  EXPECT_EQ(fix_for("a b$(id)", "slipway status"), "slipway status --host 'a b$(id)'");
}

TEST(ForHost, OtherWordsStayAsTheyAre) {
  EXPECT_EQ(fix_for("pi", "slipway logs --host x --run 3"), "slipway logs --host x --run 3");
  EXPECT_EQ(fix_for("pi", "slipway trust pi   (shows its key)"), "slipway trust pi   (shows its key)");
  EXPECT_EQ(fix_for("pi", "run slipway deploy again"), "run slipway deploy again");
  EXPECT_EQ(fix_for("pi", "slipway"), "slipway");
  EXPECT_EQ(fix_for("pi", ""), "");
}

}  // namespace
}  // namespace slipway::cli
