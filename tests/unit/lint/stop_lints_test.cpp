#include "lint/stop_lints.hpp"

#include "classify/memory_tree.hpp"
#include "image/image_builder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::lint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The finding of a service with these members whose image starts with `start`; empty if there is none.
std::string found(const std::string& members, const StartWords& start = {},
                  const std::map<std::string, std::string>& files = {}) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", fmt::format("services: {{web: {{build: ./app, {}}}}}\n", members));
  tree.add("app/Dockerfile", "FROM a\n");
  for (const auto& [path, text] : files) {
    tree.add(path, text);
  }
  const auto model = compose::load(tree, {});
  EXPECT_TRUE(model) << model.error().because;
  const auto findings = stop_lints(*model, {{"web", start}}, tree);
  EXPECT_LE(findings.size(), 1U);
  return findings.empty() ? std::string{}
                          : findings.front().message.substr(0, findings.front().message.find(','));
}

std::string of_command(const std::string& command, const std::map<std::string, std::string>& files = {}) {
  return found("command: " + command, {}, files);
}

TEST(StopLints, ProgramsThatAreKnownToTakeNoNotice) {
  const std::string sleep = "`sleep` does not handle SIGTERM";
  EXPECT_EQ(of_command("sleep infinity"), sleep);
  EXPECT_EQ(of_command("[/usr/bin/env, A=b, sleep, '9']"), sleep);
  EXPECT_EQ(of_command("busybox sleep 9"), sleep);
  EXPECT_EQ(of_command("sh -c 'migrate && sleep 9'"), sleep);
  EXPECT_EQ(of_command("[sh, -c, 'while true; do work; sleep 1; done']"),
            "`sh` does not handle SIGTERM while its loop runs");
  EXPECT_EQ(of_command("python -m http.server"), "`http.server` does not handle SIGTERM");
  EXPECT_EQ(found("restart: always", {{}, {"/bin/sh", "-c", "sleep 9"}}), sleep);
  EXPECT_EQ(found("restart: always", {{"sleep"}, {"9"}}), sleep);
  EXPECT_EQ(found("command: '9'", {{"sleep"}, {"1"}}), sleep);
}

TEST(StopLints, OfAnythingElseNothingIsSaid) {
  for (const char* command :
       {"nginx", "gunicorn app:app", "python -m uvicorn app:app", "sh -c 'exec sleep 9'",
        "[sh, -c, 'trap : TERM; sleep 9']", "sh -c 'migrate && gunicorn app'", "./server", "python gone.py",
        "sh", "'${START}'", "[sh, -c, 'a $(b)']"}) {
    EXPECT_EQ(of_command(command), "") << command;
  }
  EXPECT_EQ(found("entrypoint: [tini, --], command: sleep 9"), "");
  EXPECT_EQ(found("command: sleep 9, init: true"), "");
  EXPECT_EQ(found("command: sleep 9, stop_signal: SIGKILL"), "");
  EXPECT_EQ(found("command: sleep 9, stop_grace_period: 1s"), "");
  EXPECT_EQ(found("command: sleep 9, scale: 0"), "");
  EXPECT_EQ(found("restart: always"), "");
  // The compose file's entry point takes the command of the image with it.
  EXPECT_EQ(found("entrypoint: /server", {{}, {"sleep", "9"}}), "");
}

TEST(StopLints, ScriptsAreRead) {
  EXPECT_EQ(of_command("python -u /srv/app/worker.py", {{"app/app/worker.py", "while True: pass\n"}}),
            "`/srv/app/worker.py` does not handle SIGTERM");
  EXPECT_EQ(of_command("python worker.py", {{"app/worker.py", "import signal\n"}}), "");
  EXPECT_EQ(of_command("node ./a.js", {{"app/a.js", "setInterval(f, 1000)\n"}}),
            "`./a.js` does not handle SIGTERM");
  EXPECT_EQ(of_command("node a.js", {{"app/a.js", "process.on('SIGTERM', f)\n"}}), "");
  EXPECT_EQ(of_command("/start.sh", {{"app/start.sh", "#!/bin/sh\nwork\n"}}),
            "the script `start.sh` handles no SIGTERM and hands its place to no program (`exec`)");
  EXPECT_EQ(of_command("sh start.sh", {{"app/start.sh", "exec work\n"}}), "");
}

TEST(StopLints, KnowWhatADockerfileStarts) {
  const auto words = [](const std::string& dockerfile) {
    const image::TestImage image(dockerfile, {});
    return start_words(image.model());
  };
  EXPECT_THAT(words("FROM a\nCMD [\"python\", \"a b.py\"]\n").command, ElementsAre("python", "a b.py"));
  EXPECT_THAT(words("FROM a\nCMD sleep 9\n").command, ElementsAre("/bin/sh", "-c", "sleep 9"));
  EXPECT_THAT(words("FROM a\nENTRYPOINT [\"tini\"]\n").entry_point, ElementsAre("tini"));
  EXPECT_THAT(words("FROM a\n").command, IsEmpty());
}

TEST(RestartLints, ServicesThatStayDown) {
  classify::MemoryTree tree;
  tree.add("compose.yaml",
           "services:\n"
           "  a: {image: 'a:1'}\n"
           "  b: {image: 'a:1', restart: always}\n"
           "  c: {image: 'a:1', restart: 'no'}\n"
           "  d: {image: 'a:1', deploy: {restart_policy: {condition: any}}}\n"
           "  e: {image: 'a:1', profiles: [x]}\n"
           "  job: {image: 'a:1'}\n"
           "  after: {image: 'a:1', depends_on: {job: {condition: service_completed_successfully}}}\n");
  const auto model = compose::load(tree, {});
  ASSERT_TRUE(model);
  std::vector<std::string> services;
  for (const auto& finding : restart_lints(*model)) {
    EXPECT_EQ(finding.name, "no-restart-policy");
    services.push_back(finding.service);
  }
  EXPECT_THAT(services, ElementsAre("a", "after"));
}

}  // namespace
}  // namespace slipway::lint
