#include "runner_function.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// A function of the runner, cut out of the script and run alone.
std::string call(const std::string& function, const std::string& input) {
  const std::string script = runner_function(function) + function + "\n";
  const auto finished = run({.argv = {"/bin/sh", "-c", script}}, input);
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

// As engine 26.1 prints it: steps take turns, and a program's output can look like anything.
TEST(ReportedSteps, AreReadFromPlainProgress) {
  EXPECT_EQ(
      call("reported_steps",
           "#0 building with \"default\" instance using docker driver\n\n"
           "#1 [internal] load build definition from Dockerfile\n#1 transferring dockerfile: 213B done\n"
           "#1 DONE 0.1s\n\n#5 [builder 2/3] COPY src   /app/src\n#5 CACHED\n\n"
           "#8 [builder 3/3] RUN <<EOF (echo hi...)\n#8 0.448 DONE 1\n#8 0.449 CACHED\n"
           "#9 [stage-1 1/2] COPY a b\n#8 [builder 3/3] RUN <<EOF (echo hi...)\n#8 DONE 0.5s\n#9 ERROR: no\n"
           "DONE 7\n#x CACHED\n# 5 CACHED\n"),
      "RAN [internal] load build definition from Dockerfile\nCACHED [builder 2/3] COPY src   /app/src\n"
      "RAN [builder 3/3] RUN <<EOF (echo hi...)\n");
}

TEST(CompareSteps, CountsWhatAgreesAndNamesWhatDoesNot) {
  EXPECT_EQ(
      call("compare_steps",
           "HIT 2 [1/5] COPY a   b\nHIT 3 [2/5] RUN make \"$x\"\nMISS 4 [3/5] RUN b\nMISS 5 [4/5] COPY c d\n"
           "MAYBE 6 [5/5] COPY --from=x / /\nHIT 7 never listed\n\n"
           "CACHED [1/5] COPY a   b\nRAN [2/5] RUN make \"$x\"\nRAN [3/5] RUN b\nCACHED [4/5] COPY c d\n"
           "RAN [5/5] COPY --from=x / /\nRAN exporting to image\n"),
      "agree 2 4\nHIT RAN line 3: [2/5] RUN\nMISS CACHED line 5: [4/5] COPY\n");
}

TEST(CompareSteps, WithoutReportsThereIsNothingToJudge) {
  EXPECT_EQ(call("compare_steps", "HIT 2 [1/5] COPY a b\n\n"), "agree 0 0\n");
  EXPECT_EQ(call("compare_steps", "\nRAN [1/5] COPY a b\n"), "agree 0 0\n");
  EXPECT_EQ(call("compare_steps", "HIT 2 [1/2] X\nHIT 4 [1/2] X\n\nRAN [1/2] X\nCACHED [1/2] X\n"),
            "agree 0 0\n");
}

// As a plan counts them: no base images, no steps of ONBUILD, nothing that a program prints.
TEST(CountSteps, CountsWhatCouldRun) {
  EXPECT_EQ(call("count_steps",
                 "#1 [internal] load build definition from Dockerfile\n#1 DONE 0.1s\n#4 [web 1/4] FROM x\n#4 "
                 "CACHED\n"
                 "#5 [web 2/4] WORKDIR /a\n#5 CACHED\n#6 [web 3/4] RUN make\n#6 0.1 #9 [4/4] RUN fake\n"
                 "#6 [web 3/4] RUN make\n#6 DONE 1.0s\n#7 [web 4/4] COPY a b\n#7 DONE 0.1s\n#8 exporting to "
                 "image\n"),
            "1 3\n");
  EXPECT_EQ(call("count_steps",
                 "Step 1/5 : FROM x\n ---> 1\nStep 2/5 : ENV A=1\n ---> Using cache\n"
                 "Step 3/5 : RUN make\n ---> Using cache\n ---> 2\nStep 4/5 : COPY a b\n ---> 3\nStep 5/5 : "
                 "CMD x\n"),
            "1 2\n");
  EXPECT_EQ(call("count_steps", ""), "0 0\n");
}

// As engines 26.1, 20.10 and 28.5 tell of them.
TEST(HasTriggers, StepsThatABaseImageAddsAreSeen) {
  const auto answer = [](const std::string& output) {
    const std::string script = "run=$(mktemp -d)\ncat >\"$run/progress.web\"\n" +
                               runner_function("has_triggers") +
                               "if has_triggers web; then echo yes; else echo no; fi\nrm -r \"$run\"\n";
    return run({.argv = {"/bin/sh", "-c", script}}, output)->out;
  };
  EXPECT_EQ(answer("#4 [1/2] FROM docker.io/x\n#6 [2/2] COPY data /data\n#7 [3/2] COPY a /a\n"), "yes\n");
  EXPECT_EQ(answer("#7 [stage-1 3/2] COPY a /a\n"), "yes\n");
  EXPECT_EQ(answer("Step 1/2 : FROM x\n# Executing 1 build trigger\n"), "yes\n");
  EXPECT_EQ(answer("#4 [1/2] FROM docker.io/x\n#6 [2/3] ONBUILD COPY data /data\n#7 [3/3] COPY a /a\n"),
            "yes\n");
  EXPECT_EQ(answer("#6 [2/3] RUN echo ] ONBUILD x\n#7 0.1 [2/3] ONBUILD said by a program\n"), "no\n");
  EXPECT_EQ(answer("#1 [internal] load\n#7 [ 2/12] COPY [9/1] /a\n#8 0.1 [3/2] said by a program\n"), "no\n");
}

}  // namespace
}  // namespace slipway::host
