#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::host {
namespace {

/// What `holder_now` prints with the given state. `before` runs first; `meanwhile` is what happens while it
/// waits.
std::string holder_now(const std::string& before, const std::string& meanwhile = ":") {
  const auto directory = TemporaryDirectory::create();
  std::filesystem::create_directories(directory->path() / "runs" / "1-old");
  std::filesystem::create_directories(directory->path() / "runs" / "2-new");
  const std::string script = std::string(holder_sh) +
                             "\nstate=$1\n"
                             "boot=$(cat /proc/sys/kernel/random/boot_id)\n"
                             "start() { sed 's/.*) //' \"/proc/$1/stat\" | cut -d ' ' -f 20; }\n"
                             "echo 'bob, release 1' >\"$state/holder\"\n"
                             "echo 1-old >\"$state/run\"\n" +
                             before + "\nsleep() { " + meanwhile + "; }\nholder_now\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native()}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(Holder, IsWhoHoldsTheLock) {
  EXPECT_EQ(holder_now("echo \"$$ $(start $$) $boot\" >\"$state/runs/1-old/pid\""), "bob, release 1\n");
}

TEST(Holder, IsNotARunThatIsNoMore) {
  // Its number is another process's by now.
  const std::string words = holder_now("echo \"$$ 1 $boot\" >\"$state/runs/1-old/pid\"");
  EXPECT_EQ(words.find("bob"), std::string::npos) << words;
}

TEST(Holder, IsTheNextRunAsSoonAsItSaysSo) {
  EXPECT_EQ(holder_now("echo '999999999 1 x' >\"$state/runs/1-old/pid\"\n"
                       "echo \"$$ $(start $$) $boot\" >\"$state/runs/2-new/pid\"",
                       "echo 'ann, release 2' >\"$state/holder\"; echo 2-new >\"$state/run\""),
            "ann, release 2\n");
}

}  // namespace
}  // namespace slipway::host
