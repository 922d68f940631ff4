#include "deploy/host_test.hpp"

#include "util/file.hpp"
#include "util/process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

TEST(HostTest, ItsFilesAreThoseThatItNeedsOfThisBuild) {
  const auto directory = TemporaryDirectory::create();
  const fs::path build = directory->path() / "build";
  fs::create_directories(build / "lib");
  fs::create_directories(directory->path() / "data/deep");
  ASSERT_TRUE(write_file(build / "inner.c", "int inner(void) { return 1; }\n"));
  ASSERT_TRUE(write_file(build / "outer.c", "int inner(void);\nint outer(void) { return inner(); }\n"));
  ASSERT_TRUE(write_file(build / "main.c", "int outer(void);\nint main(void) { return outer(); }\n"));
  ASSERT_TRUE(write_file(directory->path() / "data/deep/one", "1\n"));
  const auto compile = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "cc");
    const auto done = run({.argv = std::move(words), .directory = build.native()});
    return done && done->ok();
  };
  if (!compile({"-shared", "-fPIC", "-o", "lib/libinner.so", "inner.c"})) {
    GTEST_SKIP() << "there is no C compiler";
  }
  ASSERT_TRUE(compile(
      {"-shared", "-fPIC", "-o", "lib/libouter.so", "outer.c", "-Llib", "-linner", "-Wl,-rpath,$ORIGIN"}));
  ASSERT_TRUE(compile({"-o", "test", "main.c", "-Llib", "-louter", "-Wl,-rpath-link,lib",
                       "-Wl,-rpath," + (build / "lib").native()}));

  Settings settings;
  settings.build_system.build_directory = build;
  settings.build_system.project_directory = directory->path();
  settings.commands.host_tests.files = {directory->path() / "data"};
  const auto found = files_of_test(settings, build / "test");
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_THAT(*found, ElementsAre(build / "lib/libinner.so", build / "lib/libouter.so", build / "test",
                                  directory->path() / "data/deep/one"));
  // Libraries of others are those of the image.
  settings.build_system.build_directory = "/elsewhere/build";
  settings.build_system.project_directory = "/elsewhere";
  settings.commands.host_tests.files.clear();
  EXPECT_THAT(*files_of_test(settings, build / "test"), ElementsAre(build / "test"));

  // A link to a directory counts as that directory.
  fs::create_directory_symlink(directory->path() / "data/deep", directory->path() / "link");
  fs::create_directories(directory->path() / "with links");
  fs::create_directory_symlink(directory->path() / "data", directory->path() / "with links/data");
  settings.commands.host_tests.files = {directory->path() / "link", directory->path() / "with links"};
  EXPECT_THAT(*files_of_test(settings, build / "test"),
              ElementsAre(build / "test", directory->path() / "link/one",
                          directory->path() / "with links/data/deep/one"));
  fs::create_directory_symlink(directory->path() / "with links", directory->path() / "with links/again");
  EXPECT_FALSE(files_of_test(settings, build / "test")) << "a link that leads back";

  settings.commands.host_tests.files = {directory->path() / "nothing"};
  const auto missing = files_of_test(settings, build / "test");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ExitCode::refused);
  EXPECT_FALSE(missing.error().fix.empty());
}

}  // namespace
}  // namespace slipway::deploy
