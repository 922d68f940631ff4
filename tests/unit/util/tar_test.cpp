#include "util/tar.hpp"

#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

std::string listed(const std::string& bytes) {
  const auto finished =
      run({.argv = {"tar", "--numeric-owner", "-tvf", "-"}, .environment = {{"TZ", "UTC"}}}, bytes);
  EXPECT_TRUE(finished && finished->ok());
  return finished ? finished->out : std::string{};
}

TEST(Tar, IsReadByOthers) {
  Tar tar;
  const std::string name = "a/" + std::string(150, 'x') + "/long name";
  tar.add("bin/test", "#!/bin/sh\n", true);
  tar.add(name, std::string(512, 'b'), false);
  tar.add("empty", "", false);
  const std::string bytes = std::move(tar).finish();
  EXPECT_EQ(bytes.size() % 512, 0U);
  EXPECT_EQ(listed(bytes),
            "-rwxr-xr-x 0/0              10 1970-01-01 00:00 bin/test\n"
            "-rw-r--r-- 0/0             512 1970-01-01 00:00 " +
                name +
                "\n"
                "-rw-r--r-- 0/0               0 1970-01-01 00:00 empty\n");
  const auto content = run({.argv = {"tar", "-xOf", "-", "bin/test"}}, bytes);
  ASSERT_TRUE(content);
  EXPECT_EQ(content->out, "#!/bin/sh\n");
}

TEST(Tar, NamesOfEveryLengthArriveWhole) {
  for (std::size_t length = 80; length < 120; ++length) {
    Tar tar;
    const std::string name(length, 'n');
    tar.add(name, "x", false);
    const auto names = run({.argv = {"tar", "-tf", "-"}}, std::move(tar).finish());
    ASSERT_TRUE(names);
    EXPECT_EQ(names->out, name + "\n");
  }
}

}  // namespace
}  // namespace slipway
