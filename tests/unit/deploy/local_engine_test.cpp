#include "deploy/build_here/local_engine.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

const LocalEngine amd64{"26.1.5", "amd64", true, true};

TEST(PlatformForHost, IsLeftOpenWhereTheEngineBuildsItByItself) {
  EXPECT_EQ(platform_for_host(amd64, "", "amd64", "x86_64"), "");
  EXPECT_EQ(platform_for_host(amd64, "", "", ""), "");
}

TEST(PlatformForHost, IsTheHostsWhereThatIsAnother) {
  EXPECT_EQ(platform_for_host(amd64, "", "arm64", "aarch64"), "linux/arm64");
  EXPECT_EQ(platform_for_host(amd64, "", "arm", "armv7l"), "linux/arm/v7");
  EXPECT_EQ(platform_for_host(amd64, "", "arm", "armv6l"), "linux/arm/v6");
  // The engine counts, not the kernel below it: Raspberry Pi OS of 32 bits has a kernel of 64.
  EXPECT_EQ(platform_for_host(amd64, "", "arm", "aarch64"), "linux/arm/v7");
}

TEST(PlatformForHost, IsWhatWasAskedFor) {
  EXPECT_EQ(platform_for_host(amd64, "linux/arm64/v8", "arm64", "aarch64"), "linux/arm64/v8");
}

TEST(CheckPlatforms, AcceptsWhatTheBuilderHas) {
  const std::string inspected =
      "Name:   default\nPlatforms:        linux/amd64*, linux/amd64/v2, linux/arm64, linux/386\nLabels:\n";
  EXPECT_TRUE(check_platforms(inspected, "linux/arm64", "amd64"));
  EXPECT_TRUE(check_platforms(inspected, "linux/amd64", "arm64"));
}

TEST(CheckPlatforms, SaysHowToGetWhatIsMissing) {
  const auto refused = check_platforms("Platforms: linux/amd64, linux/386\n", "linux/arm64", "amd64");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ExitCode::refused);
  EXPECT_EQ(refused.error().because, "its engine is for amd64 and does not emulate arm64");
  EXPECT_NE(refused.error().fix.find("tonistiigi/binfmt --install arm64"), std::string::npos);
}

TEST(CheckEmulation, NeedsBuildxForAnotherArchitecture) {
  const auto refused = check_emulation({"20.10.24", "amd64", true, false}, "linux/arm64");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().because, "docker has no buildx plug-in");
  EXPECT_TRUE(check_emulation({"20.10.24", "amd64", true, false}, "linux/amd64"));
}

}  // namespace
}  // namespace slipway::deploy
