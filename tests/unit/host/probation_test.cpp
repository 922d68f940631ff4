#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// What the runner's `fallen` says of the containers' states, beside those when the release was recorded.
std::string fallen(const std::string& promised, const std::string& now) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "promised", promised));
  const auto finished = run({.argv = {"/bin/sh", "-c", runner_function("fallen") + "fallen \"$1\"", "sh",
                                      (directory->path() / "promised").native()}},
                            now);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

// service state restarts exit-code health policy id killed-for-memory
TEST(Probation, WhatStaysAsItWasHolds) {
  const std::string states = "web running 0 0 healthy always 1 false\n\njob exited 0 3 - no 2 false\n";
  EXPECT_EQ(fallen(states, states), "");
  EXPECT_EQ(fallen("web running 4 1 - always 1 true\n", "web running 4 1 - always 1 true\n"), "")
      << "what was so before is not new";
}

TEST(Probation, OneRestartIsEnough) {
  EXPECT_EQ(fallen("web running 1 0 - always 1 false\n", "web running 2 0 - always 1 false\n"),
            "1 web (restarted)\n")
      << "docker forgets the status when it starts it again";
  EXPECT_EQ(fallen("web running 1 0 - always 1 false\n", "web restarting 2 137 - always 1 false\n"),
            "1 web (restarted, last exit status 137)\n");
}

TEST(Probation, HealthMemoryAndEnds) {
  const std::string web = "web running 0 0 healthy no 1 false\n";
  EXPECT_EQ(fallen(web, "web running 0 0 unhealthy no 1 false\n"), "1 web (unhealthy)\n");
  EXPECT_EQ(fallen(web, "web running 0 0 healthy no 1 true\n"),
            "1 web (a process in it was killed: out of memory)\n");
  EXPECT_EQ(fallen(web, "web exited 0 1 - no 1 false\n"), "1 web (exited, exit status 1)\n");
  EXPECT_EQ(fallen(web, "web exited 0 0 - no 1 false\n"), "") << "it was done";
  EXPECT_EQ(fallen(web, "web restarting 0 1 - no 1 false\n"), "1 web (restarting, last exit status 1)\n");
}

TEST(Probation, WhatAPersonStopsOrReplacesIsNotItsFailure) {
  EXPECT_EQ(fallen("web running 0 0 healthy unless-stopped 1 false\n",
                   "web exited 0 137 - unless-stopped 1 false\n"),
            "");
  EXPECT_EQ(fallen("web running 0 0 healthy always 1 false\n", "web running 3 1 unhealthy always 2 false\n"),
            "");
  EXPECT_EQ(fallen("web running 0 0 healthy always 1 false\n", "\n"), "");
}

/// The entry that `return_as_release` writes when it puts a release with that entry back.
std::string entry_of_return(const std::string& message) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "message", message));
  const std::string script = runner_function("return_as_release") + R"sh(
    cd "$1" && run=$1 release=2 old_deployed=old old_store= release_tags=app state=$1
    printf 'failed\n' >"$run/fell"
    repository() {
      case $* in
        *format=%B*) cat message ;;
        *) printf '4\n' ;;
      esac
    }
    time_for_people() { printf 'now\n'; }
    record() { printf '%s' "$outcome_message"; }
    docker() { :; }
    return_as_release
  )sh";
  const auto finished = run({.argv = {"/bin/sh", "-u", "-c", script, "sh", directory->path().native()}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(Probation, WhatTheHostPutsBackKeepsItsArtifacts) {
  const std::string artifacts =
      "Artifact: aa bb 12 target hub\tdist/a b\n"
      "Artifact: cc dd 3 file\tmodels/m\n"
      "Artifact-Build-Type: Release\n"
      "Artifact-Toolchain: /t.cmake\n"
      "Artifact-Source: clean\n";
  const std::string entry = entry_of_return("Release 1 of app on pi\n\nRelease: 1\nDeployment: app\n" +
                                            artifacts + "Image-Size: web 12\nStrategy: full\n");
  EXPECT_EQ(entry,
            "Release 5 of app on pi\n\nRelease: 5\nDeployment: app\n" + artifacts +
                "Restores: 1\nStrategy: rollback\nUnwell: 2\nDeployed-By: the host itself\nStarted: now\n");
}

}  // namespace
}  // namespace slipway::host
