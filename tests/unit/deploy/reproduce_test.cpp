#include "deploy/artifacts/reproduce.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

TEST(Reproduce, EachPathOfTheRepositoryIsMoved) {
  const auto moved = [](const char* value) {
    return with_moved_paths(value, "/src/app", "/tmp/x y", [](const std::string&) { return true; });
  };
  EXPECT_EQ(moved("/src/app"), "/tmp/x y");
  EXPECT_EQ(moved("/src/app/cmake/arm.cmake"), "/tmp/x y/cmake/arm.cmake");
  EXPECT_EQ(moved("/usr/lib;/src/app/lib;/src/app"), "/usr/lib;/tmp/x y/lib;/tmp/x y");
  EXPECT_EQ(moved("-O2 -ffile-prefix-map=/src/app=. -I/src/app/include"),
            "-O2 -ffile-prefix-map=/tmp/x y=. -I/tmp/x y/include");
  for (const char* other :
       {"", "Release", "/src/app-2/lib", "/src/application", "/old/src/app", "-I/old/src/app"}) {
    EXPECT_EQ(moved(other), other);
  }
  const auto all = [](const std::string&) { return true; };
  EXPECT_EQ(with_moved_paths("/src/app", "/src/app", "/src/app/src/app", all), "/src/app/src/app");
}

TEST(Reproduce, WhatIsNotInTheCloneStays) {
  const auto moved = [](const char* value) {
    return with_moved_paths(value, "/src/app", "/c", [](const std::string& rest) {
      return rest.empty() || rest == "/cmake/arm.cmake" || rest == "/my cmake/arm.cmake" ||
             rest == "/include";
    });
  };
  EXPECT_EQ(moved("/src/app/cmake/arm.cmake"), "/c/cmake/arm.cmake");
  EXPECT_EQ(moved("/src/app/my cmake/arm.cmake"), "/c/my cmake/arm.cmake");
  EXPECT_EQ(moved("/src/app/tools/gcc/bin/g++"), "/src/app/tools/gcc/bin/g++");
  EXPECT_EQ(moved("-I/src/app/include -I/src/app/made -DROOT=/src/app"),
            "-I/c/include -I/src/app/made -DROOT=/c");
}

}  // namespace
}  // namespace slipway::deploy
