#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace slipway::host {
namespace {

/// What the runner chooses of the words, with a `docker` that says `described` of the containers `old`, and
/// that the image of each name is `new`: the services beside, those that stop first, what it says, and why it
/// could not choose.
std::string choose(const std::string& words, const std::string& described,
                   const std::string& old = "id web running 0 1 /web\n", const std::string& more = {}) {
  const auto directory = TemporaryDirectory::create();
  const auto docker = directory->path() / "docker";
  EXPECT_TRUE(write_file(directory->path() / "described", described));
  EXPECT_TRUE(
      write_file(docker,
                 "#!/bin/sh\ncase $1 in\n  inspect) cat \"$run/described\" ;;\n  image) echo new ;;\nesac\n"
                 "[ -s \"$run/described\" ]\n"));
  EXPECT_EQ(::chmod(docker.c_str(), 0755), 0);
  std::string script;
  for (const char* name :
       {"look_at_docker", "fail_turn", "choose_beside", "may_start_beside", "memory_of", "is_free"}) {
    script += runner_function(name);
  }
  script += more +
            "export run=$1 PATH=\"$1:$PATH\"\nold_containers=$2 services_now=db\n"
            "if choose_beside \"$3\"; then echo \"[$beside_now] [$services_now] [$scales] [$all_old]\"; else "
            "cat \"$run/turn-failed\"; fi\n";
  const auto finished =
      run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native(), old, words}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(Beside, AServiceWithoutAnythingOfItsOwn) {
  EXPECT_EQ(choose("web=1", "old name 1 - -\n"), "[web] [db] [ --scale web=2] [ id]\n");
  EXPECT_EQ(choose("web=1=image", "old name 1 - -\n"), "[web] [db] [ --scale web=2] [ id]\n");
  EXPECT_EQ(choose("web=1=image=exposed", "old name 1 80/tcp,- -\n"), "[web] [db] [ --scale web=2] [ id]\n");
}

TEST(Beside, WhatComposeWouldLeaveOrNobodyConnectsTo) {
  EXPECT_EQ(choose("web=1=image", "new name 1 - -\n"), "[] [db web] [] []\n");
  EXPECT_EQ(choose("web=1=exposed", "old name 1 - -\n"), "[] [db web] [] []\n");
  EXPECT_EQ(choose("web=1=image=exposed", "new name 1 80/tcp,- -\n"), "[] [db web] [] []\n");
}

TEST(Beside, OneThatDoesNotRunOrIsNotThere) {
  EXPECT_EQ(choose("web=1", "old name 1 - -\n", "id web exited 0 0 /web\n"), "[] [db web] [] []\n");
  EXPECT_EQ(choose("web=1", "old name 1 - -\n", "id db running 0 1 /db\n"), "[] [db web] [] []\n");
}

TEST(Beside, AVolumeOfTheImageIsSaid) {
  EXPECT_EQ(choose("web=1", "old name 1 80/tcp,- /my data,/other,-\n"),
            "web is stopped before its new container starts: it may write to its volume at /my data\n[] [db "
            "web] [] []\n");
}

TEST(Beside, AnEngineThatDoesNotAnswerIsNoReasonForAGap) {
  EXPECT_EQ(choose("web=1", ""), "docker could not inspect the containers of web\n");
}

TEST(Beside, TheMemoryOfAllOfThemCounts) {
  // Each container takes 600 of the 1000 kB that are free.
  const std::string memory = "memory_of() { echo 600; }\nis_free() { [ \"$1\" -lt 1000 ]; }\n";
  EXPECT_EQ(choose("web=1", "old name 1 - -\n", "id web running 0 1 /web\n", memory),
            "[web] [db] [ --scale web=2] [ id]\n");
  EXPECT_EQ(choose("web=2", "old name 1 - -\nold name 2 - -\n",
                   "id web running 0 1 /w\nid2 web running 0 2 /w2\n", memory),
            "web is stopped before its new container starts: the host has too little free memory for the old "
            "and the new containers side by side\n[] [db web] [] []\n");
  EXPECT_EQ(
      choose("web=1 api=1", "old name 1 - -\n", "id web running 0 1 /w\nid2 api running 0 2 /a\n", memory),
      "api is stopped before its new container starts: the host has too little free memory for the old and "
      "the new "
      "containers side by "
      "side\n[web] [db api] [ --scale web=2] [ id]\n");
}

TEST(Beside, MemoryIsReadFromTheContainersGroup) {
  const std::string script =
      "sed() { echo /group; }\ncat() { [ \"$1\" = /sys/fs/cgroup/group/memory.current ] && echo 2048000; "
      "}\n" +
      runner_function("memory_of") + "memory_of 1\ncat() { return 1; }\nmemory_of 1\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script}});
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->out, "2000\n0\n");
}

}  // namespace
}  // namespace slipway::host
