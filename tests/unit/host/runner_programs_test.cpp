#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// What `check_program` says of /opt/hub if the linker in the image, or Docker, answers like this.
std::string reason_for(const std::string& answer) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(
      write_file(directory->path() / "images", "Image: web sha256:a 1 web:1\nImage: db sha256:b 1 db:1\n"));
  EXPECT_TRUE(write_file(directory->path() / "answer", answer));
  const auto finished = run(
      {.argv = {"/bin/sh", "-uc",
                runner_function("check_program") +
                    "run=$1 reason=''\nlook_at_docker() { printf '%s\\n' \"$*\" >\"$run/asked\"; cat "
                    "\"$run/answer\"; }\n"
                    "check_program web /lib/ld.so /opt/hub dist/hub && echo fine\nprintf '%s\\n' \"$reason\"",
                "sh", directory->path().native()}});
  EXPECT_TRUE(finished && finished->ok());
  EXPECT_NE(read_file(directory->path() / "asked")
                .value_or("")
                .find("--entrypoint /lib/ld.so sha256:a --list /opt/hub\n"),
            std::string::npos);
  return finished ? finished->out : std::string{};
}

TEST(CheckProgram, ALinkerThatFindsEverythingIsNoReason) {
  EXPECT_EQ(reason_for("\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n\t/lib/ld.so (0x00007f)\n"), "fine\n\n");
}

TEST(CheckProgram, WhatIsMissingIsNamed) {
  const std::string start = "dist/hub cannot start in the new image of web: ";
  const std::string end =
      " (the image alone was asked; if something else brings it: SILENCE artifact-libc)\n";
  EXPECT_EQ(
      reason_for(
          "/opt/hub: error while loading shared libraries: libpq.so.5: cannot open shared object file: No "
          "such file or directory\n"),
      start + "it has no library libpq.so.5" + end);
  EXPECT_EQ(
      reason_for(
          "/opt/hub: /lib/libc.so.6: version `GLIBC_2.38' not found (required by /opt/hub)\n\tlibc.so.6 => "
          "/lib/libc.so.6 (0x7)\n"),
      start + "its libraries have no version GLIBC_2.38" + end);
  EXPECT_EQ(
      reason_for(
          "Error loading shared library libstdc++.so.6: No such file or directory (needed by /opt/hub)\n"),
      start + "it has no library libstdc++.so.6" + end);
  EXPECT_EQ(reason_for("docker: Error response from daemon: failed to create task: exec: \"/lib/ld.so\": "
                       "stat /lib/ld.so: no such "
                       "file or directory: unknown.\n"),
            start + "it has no dynamic linker /lib/ld.so" + end);
}

TEST(CheckProgram, AnAnswerThatDoesNotSayIsNoReason) {
  for (const char* answer : {"", "Cannot connect to the Docker daemon\n",
                             // A later step of the Dockerfile has moved it.
                             "/opt/hub: error while loading shared libraries: /opt/hub: cannot open shared "
                             "object file: No such file "
                             "or directory\n",
                             "unknown option --list\n"}) {
    EXPECT_EQ(reason_for(answer), "fine\n\n") << answer;
  }
}

}  // namespace
}  // namespace slipway::host
