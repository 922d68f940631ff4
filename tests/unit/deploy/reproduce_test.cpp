#include "deploy/artifacts/reproduce.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

TEST(Reproduce, EachPathOfTheRepositoryIsMoved) {
  const auto moved = [](const char* value) { return with_moved_paths(value, "/src/app", "/tmp/x y"); };
  EXPECT_EQ(moved("/src/app"), "/tmp/x y");
  EXPECT_EQ(moved("/src/app/cmake/arm.cmake"), "/tmp/x y/cmake/arm.cmake");
  EXPECT_EQ(moved("/usr/lib;/src/app/lib;/src/app"), "/usr/lib;/tmp/x y/lib;/tmp/x y");
  EXPECT_EQ(moved("-O2 -ffile-prefix-map=/src/app=. -I/src/app/include"),
            "-O2 -ffile-prefix-map=/tmp/x y=. -I/tmp/x y/include");
  for (const char* other :
       {"", "Release", "/src/app-2/lib", "/src/application", "/old/src/app", "-I/old/src/app"}) {
    EXPECT_EQ(moved(other), other);
  }
  EXPECT_EQ(with_moved_paths("/src/app", "/src/app", "/src/app/src/app"), "/src/app/src/app");
}

}  // namespace
}  // namespace slipway::deploy
