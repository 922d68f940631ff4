#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

struct Case {
  std::string answer;                       ///< Of the linker in the image, or of Docker.
  std::string entry_point = "null";         ///< Of the image, as JSON …
  std::string command = R"(["/opt/hub"])";  ///< … and its command.
  std::string brought_by = {};
  std::string first_word = {};
};

/// What `check_program` says of /opt/hub: "fine" if it does not refuse, the line for the client, and the
/// reason.
std::string answer_to(const Case& given) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(
      write_file(directory->path() / "images", "Image: web sha256:a 1 web:1\nImage: db sha256:b 1 db:1\n"));
  EXPECT_TRUE(write_file(directory->path() / "answer", given.answer));
  EXPECT_TRUE(write_file(directory->path() / "entry", given.entry_point));
  EXPECT_TRUE(write_file(directory->path() / "command", given.command));
  const auto finished = run(
      {.argv = {
           "/bin/sh", "-uc",
           runner_function("check_program") + runner_function("starts_program") +
               "run=$1 reason=''\n"
               "say() { printf '%s\\n' \"$*\"; }\n"
               "look_at_docker() {\n"
               "  case $* in\n"
               "    'image inspect --format {{json .Config.Entrypoint}} sha256:a') cat \"$run/entry\" ;;\n"
               "    'image inspect --format {{json .Config.Cmd}} sha256:a') cat \"$run/command\" ;;\n"
               "    *) printf '%s\\n' \"$*\" >\"$run/asked\"; cat \"$run/answer\" ;;\n"
               "  esac\n"
               "}\n"
               "check_program web /lib/ld.so /opt/hub dist/hub \"$2\" \"$3\" && echo fine\n"
               "printf '%s\\n' \"$reason\"",
           "sh", directory->path().native(), given.brought_by, given.first_word}});
  EXPECT_TRUE(finished && finished->ok());
  EXPECT_NE(read_file(directory->path() / "asked")
                .value_or("")
                .find("--entrypoint /lib/ld.so sha256:a --list /opt/hub\n"),
            std::string::npos);
  return finished ? finished->out : std::string{};
}

std::string reason_for(const std::string& answer) {
  return answer_to({.answer = answer});
}

constexpr const char* no_libpq =
    "/opt/hub: error while loading shared libraries: libpq.so.5: cannot open shared object file: No such "
    "file "
    "or directory\n";
constexpr const char* no_linker =
    "docker: Error response from daemon: failed to create task: exec: \"/lib/ld.so\": stat /lib/ld.so: no "
    "such "
    "file or directory: unknown.\n";

TEST(CheckProgram, ALinkerThatFindsEverythingIsNoReason) {
  EXPECT_EQ(reason_for("\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n\t/lib/ld.so (0x00007f)\n"), "fine\n\n");
}

TEST(CheckProgram, WhatIsMissingIsNamed) {
  const std::string start = "dist/hub cannot start in the new image of web: ";
  const std::string end = "\n";
  EXPECT_EQ(reason_for(no_libpq), start + "it has no library libpq.so.5" + end);
  EXPECT_EQ(
      reason_for(
          "/opt/hub: /lib/libc.so.6: version `GLIBC_2.38' not found (required by /opt/hub)\n\tlibc.so.6 => "
          "/lib/libc.so.6 (0x7)\n"),
      start + "its libraries have no version GLIBC_2.38" + end);
  EXPECT_EQ(
      reason_for(
          "Error loading shared library libstdc++.so.6: No such file or directory (needed by /opt/hub)\n"),
      start + "it has no library libstdc++.so.6" + end);
  EXPECT_EQ(reason_for(no_linker), start + "it has no dynamic linker /lib/ld.so" + end);
}

TEST(CheckProgram, WhatElseMayBringALibraryIsANote) {
  const std::string note =
      "problem dist/hub may not start in the new image of web: it has no library libpq.so.5; but ";
  EXPECT_EQ(answer_to({.answer = no_libpq, .brought_by = "the service mounts something at /opt/lib"}),
            note + "the service mounts something at /opt/lib\nfine\n\n");
  const std::string another = note + "its containers start another program first\nfine\n\n";
  EXPECT_EQ(answer_to({.answer = no_libpq, .entry_point = R"(["/entry.sh"])"}), another);
  EXPECT_EQ(answer_to({.answer = no_libpq, .command = R"(["/bin/sh","-c","LD_LIBRARY_PATH=/x /opt/hub"])"}),
            another);
  EXPECT_EQ(answer_to({.answer = no_libpq, .command = R"(["/bin/sh","-c","/opt/hub-start"])"}), another);
  EXPECT_EQ(answer_to({.answer = no_libpq, .first_word = "entrypoint:/entry.sh"}), another);
  EXPECT_EQ(answer_to({.answer = no_libpq, .first_word = "command:/entry.sh"}), another);
  EXPECT_EQ(answer_to({.answer = no_libpq, .entry_point = "", .command = ""}),
            note + "docker does not say what its containers start\nfine\n\n");
}

TEST(CheckProgram, AProgramThatIsStartedItselfIsRefused) {
  const std::string refused = "dist/hub cannot start in the new image of web: it has no library libpq.so.5\n";
  for (const char* command : {R"(["hub","--port","80"])", R"(["/bin/sh","-c","/opt/hub"])",
                              R"(["/bin/sh","-c","exec /opt/hub --port 80"])"}) {
    EXPECT_EQ(answer_to({.answer = no_libpq, .command = command}), refused) << command;
    EXPECT_EQ(answer_to({.answer = no_libpq, .entry_point = command, .first_word = "command:serve"}),
              refused);
  }
  EXPECT_EQ(
      answer_to({.answer = no_libpq, .entry_point = R"(["/entry.sh"])", .first_word = "entrypoint:/opt/hub"}),
      refused);
  EXPECT_EQ(answer_to({.answer = no_libpq, .command = R"(["/entry.sh"])", .first_word = "command:hub"}),
            refused);
}

TEST(CheckProgram, OnlyAMountBringsADynamicLinker) {
  EXPECT_EQ(answer_to({.answer = no_linker, .entry_point = R"(["/entry.sh"])"}),
            "dist/hub cannot start in the new image of web: it has no dynamic linker /lib/ld.so\n");
  EXPECT_EQ(
      answer_to({.answer = no_linker, .brought_by = "the environment of the service has LD_LIBRARY_PATH"}),
      "dist/hub cannot start in the new image of web: it has no dynamic linker /lib/ld.so\n");
  EXPECT_EQ(
      answer_to({.answer = no_linker, .brought_by = "the service mounts something at /lib"}),
      "problem dist/hub may not start in the new image of web: it has no dynamic linker /lib/ld.so; but the "
      "service mounts something at /lib\nfine\n\n");
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
