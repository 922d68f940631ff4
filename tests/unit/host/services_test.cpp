#include "host/scripts.hpp"
#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

Finished run_script(const std::string& script) {
  const auto directory = TemporaryDirectory::create();
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native()}});
  EXPECT_TRUE(finished);
  return finished ? *finished : Finished{};
}

/// `within` on a clock that goes as fast as it is looked at.
std::string within(const std::string& words) {
  return run_script(std::string(clock_sh) + runner_function("workers_of") + runner_function("end_when_late") +
                    runner_function("within") +
                    "pauses=0 run=$1\nread_uptime() { up=$((50 + pauses)).00; }\n"
                    "sleep() { pauses=$((pauses + 1)); command sleep 0.01; }\n"
                    "within " +
                    words + "\necho \"status $?\"\n[ -e \"$run/late\" ] && echo late")
      .out;
}

TEST(Within, LetsWhatIsQuickEndByItself) {
  EXPECT_EQ(within("3000 sh -c 'echo done; exit 3'"), "done\nstatus 3\n");
}

TEST(Within, EndsWhatTakesTooLong) {
  EXPECT_EQ(within("20 sh -c 'sleep 600; echo slept; exit 5'"), "slept\nstatus 5\nlate\n")
      << "the worker is ended, and who waits for it says so";
}

TEST(Within, EndsWhatDoesNotWantTo) {
  EXPECT_EQ(within("20 sh -c 'trap \"\" TERM; sleep 600; exit 5'"), "status 5\nlate\n");
  EXPECT_EQ(within("20 sh -c 'trap \"\" TERM; while :; do :; done'"), "status 137\nlate\n");
}

TEST(Engine, ThatHangsIsOneThatWentAway) {
  // Half a minute is a tenth of a second here.
  EXPECT_EQ(
      run_script(
          "mkdir \"$1/bin\"; PATH=$1/bin:$PATH\n"
          "printf '#!/bin/sh\\nexec sleep 600\\n' >\"$1/bin/docker\"\n"
          "printf '#!/bin/sh\\nshift\\nexec %s 0.1 \"$@\"\\n' \"$(command -v timeout)\" >\"$1/bin/timeout\"\n"
          "chmod +x \"$1/bin/docker\" \"$1/bin/timeout\"\n" +
          runner_function("look_at_docker") +
          // A function of one line.
          "engine_answers() { look_at_docker version >/dev/null 2>&1; }\n"
          "if engine_answers; then echo there; else echo gone; fi")
          .out,
      "gone\n");
}

/// What compose is asked by `refresh_services` for containers of the given processes: those of the first word
/// began before the switch, those of the second in it.
std::string refresh(const std::string& plan, const std::string& processes) {
  std::string script = "joining_services='' remounted_services='' restarted_services=''\n" + plan + "\n";
  for (const char* function :
       {"refresh_services", "refresh_by_restart", "older_services", "rejoin", "follow"}) {
    script += runner_function(function);
  }
  return run_script(
             script +
             // A process's number is when it began.
             "began_at() { echo \"$1\"; }\n"
             "look_at_docker() { case \"$*\" in *stranger) ;; *) echo \"Error: No such object: $4\"; return "
             "1 ;; esac; }\n"
             "container_processes() { cat \"$run/processes\"; }\n"
             "compose() {\n"
             "  echo \"$*\"\n"
             // What is started anew begins later, and a new container has a new id.
             "  case $1 in restart) new='' ;; *) new=\"'\" ;; esac\n"
             "  later=$((later + 1))\n"
             "  for word do\n"
             "    sed \"s/^$word \\([^ ]*\\) [0-9]* [0-9]*/$word \\1$new $later 0/\" "
             "\"$run/processes\" >\"$run/after\"\n"
             "    mv \"$run/after\" \"$run/processes\"\n"
             "    [ \"$1\" = restart ] || {\n"
             "      vpn=$(sed -n 's/^vpn \\([^ ]*\\) .*/\\1/p' \"$run/processes\")\n"
             "      sed \"/^$word /s/container:[^ ]*/container:$vpn/\" \"$run/processes\" >\"$run/after\"\n"
             "      mv \"$run/after\" \"$run/processes\"\n"
             "    }\n"
             "  done\n"
             "}\n"
             "run=$1 later=900\ncat >\"$run/processes\" <<END\n" +
             processes + "END\nrefresh_services 500")
      .out;
}

const std::string recreate = "up --detach --no-build --no-deps --force-recreate ";

TEST(Refresh, MakesAnewOrStartsAnewWhatHasNotSeenTheFiles) {
  EXPECT_EQ(refresh("remounted_services='a b' restarted_services='c d'",
                    "a 1 100 0 bridge\nb 2 100 0 bridge\nc 3 100 0 bridge\nd 4 100 0 bridge\n"),
            recreate + "a b\nrestart c d\n");
  EXPECT_EQ(refresh("", "a 1 100 0 bridge\n"), "");
}

TEST(Refresh, WhatComposeHasJustMadeIsLeftAlone) {
  EXPECT_EQ(refresh("remounted_services='a' restarted_services='c'", "a 1 600 0 bridge\nc 3 600 0 bridge\n"),
            "");
  EXPECT_EQ(refresh("restarted_services='c'", "c 3 600 0 bridge\nc 4 100 0 bridge\n"), "restart c\n")
      << "one of its containers has not";
}

TEST(Refresh, WhatSharesANamespaceFollowsIntoTheNewOne) {
  EXPECT_EQ(refresh("joining_services='app'", "vpn new 600 0 bridge\napp 2 100 0 container:old\n"),
            recreate + "app\n")
      << "compose made the other anew";
  EXPECT_EQ(refresh("joining_services='app' restarted_services='vpn'",
                    "vpn 1 100 0 bridge\napp 2 101 0 container:1\n"),
            "restart vpn\nrestart app\n");
  EXPECT_EQ(refresh("joining_services='app' remounted_services='vpn'",
                    "vpn 1 100 0 bridge\napp 2 101 0 container:1\n"),
            recreate + "vpn\n" + recreate + "app\n");
  EXPECT_EQ(refresh("joining_services='app'", "vpn 1 100 0 bridge\napp 2 101 0 container:1 private\n"), "")
      << "nothing happened";
  EXPECT_EQ(
      refresh("joining_services='app'", "vpn 1 100 0 bridge\napp 2 101 0 container:1 container:stranger\n"),
      "")
      << "of another project";
}

TEST(Refresh, WhatShareANamespaceIsStartedOnceForItself) {
  EXPECT_EQ(refresh("joining_services='app' restarted_services='app vpn'",
                    "vpn 1 100 0 bridge\napp 2 101 0 container:1\n"),
            "restart vpn\nrestart app\n");
  EXPECT_EQ(refresh("joining_services='app' restarted_services='app'",
                    "vpn 1 100 0 bridge\napp 2 101 0 container:1\n"),
            "restart app\n");
}

TEST(Refresh, WhatWentDownWithTheOtherComesBackAndWhatEndedDoesNot) {
  EXPECT_EQ(refresh("joining_services='app job'",
                    "vpn 1 600 0 bridge\napp 2 0 137 bridge container:1\njob 3 0 0 bridge container:1\n"),
            "restart app\n");
}

}  // namespace
}  // namespace slipway::host
