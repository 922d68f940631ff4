#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace slipway::host {
namespace {

/// The runner's functions that ask a declared health check, with a `docker` that fails the first time it is
/// asked for the words of the check.
TEST(Checks, ACheckWhoseWordsCouldNotBeReadIsAskedForAgain) {
  const auto directory = TemporaryDirectory::create();
  const auto docker = directory->path() / "docker";
  ASSERT_TRUE(write_file(docker,
                         "#!/bin/sh\n"
                         "case $1 in\n"
                         "  inspect)\n"
                         "    [ -e \"$run/asked\" ] || { true >\"$run/asked\"; exit 1; }\n"
                         "    printf '0\\000/bin/true\\000\\n' ;;\n"
                         "  exec) true >\"$run/ran\" ;;\n"
                         "esac\n"));
  ASSERT_EQ(::chmod(docker.c_str(), 0755), 0);
  std::string script;
  for (const char* name : {"read_uptime", "uptime_now", "hundredths", "look_at_docker", "ask_checks",
                           "words_of_check", "ask_check", "how_many_are_asked", "passes_check"})
    script += runner_function(name);
  script +=
      "export run=$1 PATH=\"$1:$PATH\"\n"
      "look() { echo \"web running 0 0 starting no id $$ -\" | ask_checks; }\n"
      "look\n"
      "tries=0\n"
      "while [ -e \"$run/checks/id.$$\" ] && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done\n"
      "[ ! -e \"$run/ran\" ] || echo 'it ran without its words'\n"
      "look\n"
      "tries=0\n"
      "while [ ! -e \"$run/checks/id.$$.passed\" ] && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); "
      "done\n"
      "ls \"$run/checks\"; ls \"$run/ran\"\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native()}});
  ASSERT_TRUE(finished && finished->ok()) << finished->err;
  EXPECT_NE(finished->out.find(".passed\n"), std::string::npos) << finished->out << finished->err;
  EXPECT_EQ(finished->out.find("without its words"), std::string::npos);
}

}  // namespace
}  // namespace slipway::host
