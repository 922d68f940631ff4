#include "cli/cmake_inputs.hpp"

#include "util/file.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<fs::path>;

class CMakeInputsTest : public testing::Test {
 protected:
  void SetUp() override {
    auto directory = TemporaryDirectory::create();
    ASSERT_TRUE(directory);
    directory_.emplace(std::move(*directory));
    build_ = directory_->path() / "build";
    fs::create_directories(build_ / "CMakeFiles");
    fs::create_directories(build_ / "slipway/web");
  }
  void write(const fs::path& file, std::string_view text) { ASSERT_TRUE(write_file(build_ / file, text)); }
  void write_later(const fs::path& file) {
    write(file, "");
    fs::last_write_time(build_ / file, fs::last_write_time(build_ / "build.ninja") + std::chrono::seconds(1));
  }

  std::optional<TemporaryDirectory> directory_;
  fs::path build_;
};

TEST_F(CMakeInputsTest, OfNinja) {
  write("build.ninja",
        "build other: phony /no\nbuild build.ninja build-Debug.ninja: RERUN_CMAKE | CMakeCache.txt "
        "../CMakeLists.txt "
        "/a$ b/x$:y$$z.cmake || cmake_object_order\nbuild third: phony /no\n");
  EXPECT_EQ(cmake_inputs(build_),
            (Paths{build_ / "CMakeCache.txt", directory_->path() / "CMakeLists.txt", "/a b/x:y$z.cmake"}));
}

TEST_F(CMakeInputsTest, OfNinjaWithSeveralConfigurations) {
  write("build.ninja", "include CMakeFiles/impl-Debug.ninja\nbuild all: phony x\n");
  write("CMakeFiles/common.ninja",
        "build CMakeFiles/impl-Debug.ninja build.ninja: RERUN_CMAKE | ../CMakeLists.txt\n");
  EXPECT_EQ(cmake_inputs(build_), (Paths{directory_->path() / "CMakeLists.txt"}));
}

TEST_F(CMakeInputsTest, OfMake) {
  write("CMakeFiles/Makefile.cmake",
        "set(CMAKE_DEPENDS_GENERATOR \"Unix Makefiles\")\nset(CMAKE_MAKEFILE_DEPENDS\n  \"CMakeCache.txt\"\n"
        "  \"/a \\\"b\\\"/x.cmake\"\n  )\nset(CMAKE_MAKEFILE_OUTPUTS\n  \"Makefile\"\n  )\n");
  EXPECT_EQ(cmake_inputs(build_), (Paths{build_ / "CMakeCache.txt", "/a \"b\"/x.cmake"}));
}

TEST_F(CMakeInputsTest, OfNothing) {
  EXPECT_TRUE(cmake_inputs(build_).empty());
  EXPECT_FALSE(newer_input(build_, {}));
}

TEST_F(CMakeInputsTest, ANewerOneIsFound) {
  write("build.ninja",
        "build build.ninja: RERUN_CMAKE | CMakeCache.txt CMakeFiles/3.25.1/CMakeSystem.cmake ../deploy.cmake "
        "../compose.yaml slipway/web/state ../.git/logs/HEAD ../gone.cmake\n");
  fs::create_directories(build_ / "CMakeFiles/3.25.1");
  fs::create_directories(build_ / "../.git/logs");
  // What CMake itself writes is no edit.
  write_later("CMakeCache.txt");
  write_later("CMakeFiles/3.25.1/CMakeSystem.cmake");
  EXPECT_FALSE(newer_input(build_, {}));
  write_later("../compose.yaml");
  EXPECT_EQ(newer_input(build_, {}), directory_->path() / "compose.yaml");
  const Paths compose{directory_->path() / "compose.yaml"};
  EXPECT_FALSE(newer_input(build_, compose));
  write_later("slipway/web/state");
  write_later("../.git/logs/HEAD");
  EXPECT_FALSE(newer_input(build_, compose));
  write_later("../deploy.cmake");
  EXPECT_EQ(newer_input(build_, compose), directory_->path() / "deploy.cmake");
}

}  // namespace
}  // namespace slipway::cli
