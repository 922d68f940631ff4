#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace slipway::host {
namespace {

/// What `script` prints, with the runner's functions for facts, in a directory of its own.
std::string with_facts(const std::string& script, const std::string& content = {}) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "fact", content));
  std::string functions;
  for (const char* const name : {"write_down", "write_aside", "write_new", "has_text", "keep_fact",
                                 "note_fact", "save_fact", "recall"}) {
    functions += runner_function(name);
  }
  const auto finished = run({.argv = {"/bin/sh", "-uc", functions + "cd \"$1\" || exit\n" + script, "sh",
                                      directory->path().native()}});
  EXPECT_TRUE(finished) << finished.error().because;
  return finished->out;
}

std::string recalled(const std::string& content) {
  return with_facts("if recall ./fact; then printf '[%s]' \"$recalled\"; else echo refused; fi\n", content);
}

/// `deployed_number` fails that often; the clock is moved by a second with each question.
std::string asked_journal(int failures) {
  const std::string functions =
      runner_function("ask_journal") +
      "whole_seconds() { wc -l <asked | tr -d ' '; }\npassed_since() { echo $(($(whole_seconds) - $1)); "
      "}\nsleep() { :; }\n"
      "deployed_number() { echo >>asked; [ \"$(wc -l <asked)\" -gt \"$failures\" ] && echo 7; }\n";
  const auto directory = TemporaryDirectory::create();
  const auto finished = run(
      {.argv = {"/bin/sh", "-uc",
                functions +
                    "cd \"$1\" || exit\nfailures=$2\nif ask_journal; then echo \"deployed $now_deployed\"; "
                    "else echo unknown; fi\n",
                "sh", directory->path().native(), std::to_string(failures)}});
  EXPECT_TRUE(finished) << finished.error().because;
  return finished->out;
}

TEST(AskJournal, WaitsForAGitThatIsAwayAndNotForEver) {
  EXPECT_EQ(asked_journal(0), "deployed 7\n");
  EXPECT_EQ(asked_journal(15), "deployed 7\n");
  EXPECT_EQ(asked_journal(1000), "unknown\n");
}

TEST(Facts, AreReadAsTheyWereWritten) {
  EXPECT_EQ(with_facts("keep_fact ./new printf '%s\\n' one 'two words' && cat new && recall ./new && printf "
                       "'[%s]' \"$recalled\""),
            "one\ntwo words\nend\n[one\ntwo words\n]");
  EXPECT_EQ(with_facts("keep_fact ./new true && recall ./new && printf '[%s]' \"$recalled\""), "[]")
      << "that there is nothing is an answer, if it was given";
  EXPECT_EQ(with_facts("note_fact ./new printf '%s\\n' one && recall ./new && printf '[%s]' \"$recalled\""),
            "[one\n]");
}

TEST(Facts, OfTheSameMomentWaitForTheDiskTogether) {
  EXPECT_EQ(with_facts("sync() { echo synced; }\nnote_fact ./new echo one; keep_fact ./other echo two"),
            "synced\nsynced\n")
      << "only the second one, and its directory";
}

TEST(Facts, AreNotWrittenIfTheCommandFails) {
  EXPECT_EQ(with_facts("half() { echo half; false; }\nkeep_fact ./fact half || cat fact; ls", "old\nend\n"),
            "old\nend\nfact\n");
}

TEST(Facts, AreNotWrittenIfTheDiskIsFull) {
  // The file to write aside is a device that has no room.
  EXPECT_EQ(
      with_facts("ln -s /dev/full fact.new\nkeep_fact ./fact echo new 2>/dev/null || cat fact", "old\nend\n"),
      "old\nend\n");
}

TEST(Facts, AreNotWrittenIfTheyCannotBeBroughtToTheDisk) {
  EXPECT_EQ(with_facts("sync() { false; }\nkeep_fact ./fact echo new || cat fact", "old\nend\n"),
            "old\nend\n");
}

TEST(Facts, ThatAreTornAreRefused) {
  EXPECT_EQ(recalled("tree abc\nend\n"), "[tree abc\n]");
  for (const std::string torn :
       {"", "\n", "tree abc\n", "tree abc\ne", "tree abc\nend", "tree abc\nend\nmore\n"}) {
    EXPECT_EQ(recalled(torn), "refused\n") << torn;
  }
  EXPECT_EQ(with_facts("recall ./absent || echo refused"), "refused\n");
}

TEST(Facts, CountAsWrittenOnlyIfEveryByteIsThere) {
  const auto counts = [](const std::string& content) {
    return with_facts("if has_text ./fact \"$(printf 'one\\n two\\\\')\"; then echo yes; else echo no; fi",
                      content);
  };
  EXPECT_EQ(counts("one\n two\\\n"), "yes\n");
  EXPECT_EQ(counts("one\n two\\"), "no\n");
  EXPECT_EQ(counts("one\n"), "no\n");
  EXPECT_EQ(counts(""), "no\n");
  EXPECT_EQ(counts("one\n two\\\n\n"), "no\n");
  EXPECT_EQ(counts(std::string(10, '\0')), "no\n");
  EXPECT_EQ(with_facts("has_text ./absent one || echo no"), "no\n");
}

/// What the switch has done to which container: "ID SERVICE STATE RESTARTS PID NAME MODE…" before and now.
std::string touched(const std::string& before, const std::string& now) {
  const auto finished =
      run({.argv = {"/bin/sh", "-uc", runner_function("touched_containers") + "touched_containers | sort"}},
          before + "\n" + now);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

/// `docker rm` fails; the container is there for so many questions, and then docker says `answer`.
std::string removed(int questions, const std::string& answer) {
  const std::string script =
      runner_function("remove_containers") + runner_function("are_gone") +
      "whole_seconds() { wc -l <asked | tr -d ' '; }\npassed_since() { echo $(($(whole_seconds) - $1)); }\n"
      "sleep() { :; }\ndocker() { [ \"$1\" != rm ]; }\n"
      "look_at_docker() { echo >>asked; [ \"$(wc -l <asked)\" -le \"$questions\" ] || { echo \"$answer\"; "
      "return 1; }; }\n"
      "cd \"$1\" && true >asked || exit\nquestions=$2 answer=$3\n"
      "if remove_containers abc; then echo removed; else echo not removed; fi\n";
  const auto directory = TemporaryDirectory::create();
  const auto finished = run({.argv = {"/bin/sh", "-uc", script, "sh", directory->path().native(),
                                      std::to_string(questions), answer}});
  EXPECT_TRUE(finished) << finished.error().because;
  return finished->out;
}

TEST(RemoveContainers, WaitsForOneThatTheEngineIsRemovingAlready) {
  EXPECT_EQ(removed(0, "Error: No such container: abc"), "removed\n");
  EXPECT_EQ(removed(5, "Error: No such container: abc"), "removed\n");
  EXPECT_EQ(removed(1000, "Error: No such container: abc"), "not removed\n");
  EXPECT_EQ(removed(0, "Cannot connect to the Docker daemon"), "not removed\n");
}

/// What `restore_containers` does with a container that has `grace` seconds to stop, pause by pause.
std::string restored(const std::string& settings, const std::string& graces = "3") {
  const std::string script =
      runner_function("restore_containers") + runner_function("longest_stop") +
      "whole_seconds() { echo \"$pauses\"; }\npassed_since() { echo $((pauses - $1)); }\npauses=0\n"
      "sleep() { pauses=$((pauses + 1)); printf .; }\nwas_late() { [ -n \"$late\" ]; }\n"
      "put_containers_back() { printf back; }\ncontainers() { echo abc; }\n"
      "look_at_docker() { [ -n \"$graces\" ] && printf '%s\\n' $graces; }\n"
      "graces=$1 askers_killed= late= seconds_to_stop=5 compose_counts_dependencies=yes\n" +
      settings + "\nrestore_containers\n";
  const auto finished = run({.argv = {"/bin/sh", "-uc", script, "sh", graces}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(RestoreContainers, LooksOnceIfNobodyWasKilled) {
  EXPECT_EQ(restored(""), "back");
}

TEST(RestoreContainers, LooksAgainWhenAStopThatNobodyWaitsForMustBeOver) {
  EXPECT_EQ(restored("askers_killed=yes"), "back....back");
  EXPECT_EQ(restored("late=yes"), "back....back");
  EXPECT_EQ(restored("askers_killed=yes", "1 2 1"), "back...back");
}

TEST(RestoreContainers, TakesTheLongestTimeIfTheEngineDoesNotSay) {
  EXPECT_EQ(restored("askers_killed=yes", ""), "back......back");
  EXPECT_EQ(restored("askers_killed=yes compose_counts_dependencies=no"), "back......back");
}

TEST(TouchedContainers, AreOnlyThoseThatTheSwitchChanged) {
  const std::string web = "1 web running 0 100 /app-web-1\n";
  EXPECT_EQ(touched(web, web), "");
  EXPECT_EQ(touched(web, "1 web running 0 105 /app-web-1\n"), "restart 1\n");
  EXPECT_EQ(touched(web, "1 web exited 0 100 /app-web-1\n"), "restart 1\n");
  EXPECT_EQ(touched(web, "2 web running 0 105 /app-web-1\n"), "gone web\nmore 2 web\n");
  EXPECT_EQ(touched(web, web + "2 db running 0 105 /app-db-1\n"), "more 2 db\n");
  EXPECT_EQ(touched(web, "1 web exited 0 100 /0123456789ab_app-web-1\n"), "rename 1 /app-web-1\nrestart 1\n");
}

TEST(TouchedContainers, ThatDidNotRunAreNotMissed) {
  EXPECT_EQ(touched("1 web exited 0 100 /app-web-1\n", ""), "");
  EXPECT_EQ(touched("1 web exited 0 100 /app-web-1\n", "1 web exited 0 100 /app-web-1\n"), "");
  EXPECT_EQ(touched("1 web restarting 3 100 /app-web-1\n", "1 web running 4 101 /app-web-1\n"), "");
  EXPECT_EQ(touched("1 job exited 0 0 /job\n", "1 job running 0 105 /job\n"), "stop 1\n");
  EXPECT_EQ(touched("", "2 web running 0 105 /app-web-1\n"), "more 2 web\n");
}

TEST(TouchedContainers, FollowTheOneWhoseNamespaceTheyShare) {
  const std::string both = "1 vpn running 0 100 /vpn default\n2 app running 0 101 /app container:1\n";
  EXPECT_EQ(touched(both, "3 vpn running 0 109 /vpn default\n2 app running 0 101 /app container:1\n"),
            "gone app\ngone vpn\nmore 3 vpn\n");
  EXPECT_EQ(touched(both, "1 vpn running 0 109 /vpn default\n2 app running 0 101 /app container:1\n"),
            "restart 1\nrestart 2\n");
}

/// The reason that is taken from what a program said.
std::string own_line(const std::string& said) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "said", said));
  const auto finished = run(
      {.argv = {"/bin/sh", "-uc", "redact() { cat; }\nrun=$1\n" + runner_function("own_line") + "own_line",
                "sh", directory->path().native()}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(OwnLine, IsTheOneThatSaysWhy) {
  EXPECT_EQ(
      own_line(" Container app-web-1  Starting\nError response from daemon: Bind for 0.0.0.0:22 failed\n"),
      "Error response from daemon: Bind for 0.0.0.0:22 failed\n");
  EXPECT_EQ(own_line("ERROR: for web  Cannot start service web: no\nEncountered errors while bringing up the "
                     "project.\n"),
            "ERROR: for web  Cannot start service web: no\n");
  EXPECT_EQ(own_line("env file /srv/app.env not found: stat /srv/app.env: no such file or directory\n"),
            "env file /srv/app.env not found: stat /srv/app.env: no such file or directory\n");
  EXPECT_EQ(own_line("gone\n\n"), "gone\n");
}

}  // namespace
}  // namespace slipway::host
