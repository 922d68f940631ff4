#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::host {
namespace {

/// Starts a session of processes, of which a run with the name RUN has started all but one; then, as `noted`
/// says who led the run, ends what that run has left. Prints which are left: "ours", "apart" (in a group of
/// its own), "theirs".
std::string left_after(const std::string& noted) {
  const auto directory = TemporaryDirectory::create();
  std::string functions;
  for (const char* name : {"identity_of", "is_alive", "find_orphans", "end_orphans"}) {
    functions += runner_function(name);
  }
  const std::string script = functions + R"sh(
    cd "$1" || exit
    boot=$(cat /proc/sys/kernel/random/boot_id)
    mkfifo started
    SLIPWAY_RUN=$1 setsid sh -c '
      sleep 300 & echo $! >ours
      timeout 300 sleep 300 & echo $! >apart
      env -u SLIPWAY_RUN sleep 300 & echo $! >theirs
      echo $$ >started
      wait' >/dev/null 2>&1 &
    read -r session <started
    echo )sh" + noted + R"sh( >pid
    # The second sleeps once it has let go of the name that it was started with.
    until [ "$(cat "/proc/$(cat theirs)/comm")" = sleep ]; do :; done
    until [ "$(cut -d " " -f 5 "/proc/$(cat apart)/stat")" = "$(cat apart)" ]; do :; done
    end_orphans "$1"
    for one in ours apart theirs; do
      # What has ended may wait for its parent to look.
      case $(sed 's/.*) //' "/proc/$(cat $one)/stat" 2>/dev/null) in '' | Z*) ;; *) echo $one ;; esac
    done
    kill $(cat ours apart theirs) 2>/dev/null
    true)sh";
  const auto finished = run({.argv = {"/bin/sh", "-uc", script, "sh", directory->path().native()}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(Orphans, OnlyWhatTheRunHasStartedIsEnded) {
  EXPECT_EQ(left_after("$session 1 $boot"), "theirs\n");
}

TEST(Orphans, NothingOfAnotherBootIsTouched) {
  EXPECT_EQ(left_after("$session 1 another"), "ours\napart\ntheirs\n");
}

TEST(Orphans, NothingIsTouchedIfWhoLedTheRunIsTorn) {
  EXPECT_EQ(left_after("''"), "ours\napart\ntheirs\n");
}

}  // namespace
}  // namespace slipway::host
