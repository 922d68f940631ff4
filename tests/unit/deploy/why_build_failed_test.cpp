#include "deploy/run/build_failure.hpp"
#include "host/runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// `text` without the secret.
std::string redacted(std::string text) {
  constexpr std::string_view secret = "secret";
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
    text.replace(at, secret.size(), "[hidden]");
  }
  return text;
}

/// What the runner makes of a builder's output: its function `why_build_failed`, cut out of the script and
/// run alone. A build on this machine is said to have failed for the same reason.
std::string why(const std::string& output) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "progress.web", output));
  const std::string script = "redact() { sed 's/secret/[hidden]/g'; }\n" +
                             runner_function("why_build_failed") + "run=$1\nwhy_build_failed web\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script, "sh", directory->path().native()}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  const std::string here = deploy::why_build_failed(redacted(output));
  EXPECT_EQ(here.empty() ? here : here + "\n", finished->out);
  return finished->out;
}

TEST(WhyBuildFailed, BuildKitNamesTheStep) {
  EXPECT_EQ(
      why("#6 [2/3] COPY v /v\n#6 DONE 0.1s\n#7 [3/3] RUN make secret\n#7 0.1 cc: no\n"
          "#7 ERROR: process \"/bin/sh -c make secret\" did not complete successfully: exit code: 2\n------\n"
          "ERROR: failed to solve: process \"/bin/sh -c make secret\" did not complete successfully: exit "
          "code: 2\n"),
      "[3/3] RUN make [hidden]: process \"/bin/sh -c make [hidden]\" did not complete successfully: exit "
      "code: 2\n");
}

TEST(WhyBuildFailed, ADockerfileThatCannotBeReadHasNoStep) {
  EXPECT_EQ(why("#1 [internal] load build definition\n#1 DONE 0.0s\nDockerfile:2\n"
                "ERROR: failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN\n"),
            "dockerfile parse error on line 2: unknown instruction: RUNN\n");
}

TEST(WhyBuildFailed, TheClassicBuilderNamesTheCommand) {
  EXPECT_EQ(why("Step 2/2 : RUN exit 3\n ---> Running in 1\nThe command '/bin/sh -c exit 3' returned a "
                "non-zero code: 3\n"),
            "The command '/bin/sh -c exit 3' returned a non-zero code: 3\n");
}

TEST(WhyBuildFailed, WhatTheKernelKillsHasProbablyRunOutOfMemory) {
  for (const char* line :
       {"#7 ERROR: process \"x\" did not complete successfully: exit code: 137",
        "The command 'x' returned a non-zero code: 137", "ERROR: failed to solve: cannot allocate memory"}) {
    EXPECT_NE(why(line + std::string("\n")).find("(killed, as the kernel does if memory runs out)"),
              std::string::npos)
        << line;
  }
}

TEST(WhyBuildFailed, ALongLineIsCutInItsMiddleAfterSecretsAreHidden) {
  const std::string text =
      why("#7 ERROR: " + std::string(236, 'a') + "secret" + std::string(5000, 'b') + ": exit code: 1\n");
  EXPECT_LT(text.size(), 520U);
  EXPECT_EQ(text.find("secr"), std::string::npos);
  EXPECT_NE(text.find("bbb: exit code: 1\n"), std::string::npos);
}

TEST(WhyBuildFailed, SilenceHasNoReason) {
  EXPECT_EQ(why(""), "");
}

TEST(WhyBuildFailed, WhatOnlyLooksLikeAnErrorIsNone) {
  EXPECT_EQ(
      why("# ERROR: x\n#a ERROR: y\n#7ERROR: z\nThe command  returned a non-zero code: \n#7 0.1 ERROR: n\n"),
      "");
}

TEST(WhyBuildFailed, TheBuildersLastWordIsTakenIfNoStepIsNamed) {
  EXPECT_EQ(why("ERROR: one\r\nError response from daemon: no\tspace\n"),
            "Error response from daemon: no space\n");
}

}  // namespace
}  // namespace slipway::host
