#include "lint/stop_lints.hpp"

#include "classify/memory_tree.hpp"
#include "image/image_builder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace slipway::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The finding of a service with these members whose image starts with `start`, and is made from Debian if
/// that says nothing else; empty if there is none.
std::string found(const std::string& members, StartWords start = {},
                  const std::map<std::string, std::string>& files = {}) {
  if (start.base.empty()) {
    start.base = "docker.io/library/debian:12";
  }
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
            "`/srv/app/worker.py` speaks of no signal");
  EXPECT_EQ(of_command("python worker.py", {{"app/worker.py", "import signal\n"}}), "");
  EXPECT_EQ(of_command("node ./a.js", {{"app/a.js", "setInterval(f, 1000)\n"}}),
            "`./a.js` speaks of no signal");
  EXPECT_EQ(of_command("node a.js", {{"app/a.js", "process.on('SIGTERM', f)\n"}}), "");
  EXPECT_EQ(of_command("/start.sh", {{"app/start.sh", "#!/bin/sh\nwork\n"}}),
            "the script `start.sh` speaks of no signal and hands its place to no program (`exec`)");
  EXPECT_EQ(of_command("sh start.sh", {{"app/start.sh", "exec work\n"}}), "");
}

TEST(StopLints, OfAScriptThatIsAPartOfMoreNothingIsSaid) {
  const auto python = [](const std::string& text, const std::string& beside) {
    return of_command("python worker.py", {{"app/worker.py", text}, {beside, "x"}});
  };
  EXPECT_NE(python("import os, sys\nimport paho.mqtt.client as mqtt\n", "app/other.py"), "");
  EXPECT_EQ(python("import os, jobs\n", "app/jobs.py"), "");
  EXPECT_EQ(python("try:\n    from jobs.run import main\n", "app/jobs/run.py"), "");
  EXPECT_EQ(python("import jobs as j\n", "app/src/jobs/run.py"), "");
  EXPECT_EQ(python("from . import jobs\n", "app/x.py"), "");
  EXPECT_EQ(of_command("node a.js", {{"app/a.js", "const run = require('./run')\n"}}), "");
  EXPECT_EQ(of_command("node a.js", {{"app/a.js", "import { run } from \"../lib/run.js\"\n"}}), "");
  EXPECT_EQ(of_command("php a.php", {{"app/a.php", "<?php require __DIR__ . '/b.php';\n"}}), "");
  EXPECT_EQ(of_command("sh start.sh", {{"app/start.sh", "#!/bin/sh\n  . ./traps.sh\nwork\n"}}), "");
  EXPECT_EQ(of_command("/start.sh", {{"app/start.sh", "#!/sbin/tini /bin/sh\nwork\n"}}), "");
  EXPECT_EQ(of_command("/start.sh", {{"app/start.sh", "#!/usr/bin/env python3\nwork\n"}}), "");
}

TEST(StopLints, OnlyALoopThatNothingEndsIsALoop) {
  const auto shell = [](const std::string& script) { return of_command("[sh, -c, '" + script + "']"); };
  const std::string loop = "`sh` does not handle SIGTERM while its loop runs";
  EXPECT_EQ(shell("migrate && while :; do work; done"), loop);
  EXPECT_EQ(shell("until false; do work; sleep 1; done | tee /log"), loop);
  EXPECT_EQ(shell("until nc -z db 5432; do sleep 1; done; gunicorn app"), "");
  EXPECT_EQ(shell("for i in 1 2; do work; done"), "");
  EXPECT_EQ(shell("while true; do work || break; done; gunicorn app"), "");
  EXPECT_EQ(shell("while true; do work; done & gunicorn app"), "");
  EXPECT_EQ(shell("echo while true; gunicorn app"), "");
  EXPECT_EQ(shell("wait for it; while work; do sleep 1; done"), "");
}

TEST(StopLints, AServerOfApacheIsNoneOfBusybox) {
  EXPECT_EQ(of_command("httpd -f"), "");
  EXPECT_EQ(of_command("/bin/busybox httpd -p 80"), "") << "it ends at once";
  EXPECT_EQ(of_command("/bin/busybox httpd -p 80 -f"), "`httpd` does not handle SIGTERM");
  EXPECT_EQ(of_command("watch date"), "");
}

TEST(StopLints, ABaseImageMayHaveAnEntryPoint) {
  const StartWords sleep{{}, {"sleep", "9"}, false, false, "docker.io/library/python:3.12-slim"};
  const auto of_base = [&](const std::string& base) {
    StartWords start = sleep;
    start.base = base;
    return found("restart: always", start);
  };
  const std::string said = "`sleep` does not handle SIGTERM";
  EXPECT_EQ(found("restart: always", sleep), said);
  EXPECT_EQ(of_base("scratch"), said);
  EXPECT_EQ(of_base("ghcr.io/linuxserver/baseimage-alpine:3"), "");
  EXPECT_EQ(of_base("docker.io/library/nginx:1"), "");
  EXPECT_EQ(of_base("docker.io/prom/python:1"), "");
  // What the Dockerfile or the compose file sets itself takes the place of it.
  StartWords start = sleep;
  start.base = "docker.io/somebody/base:1";
  EXPECT_EQ(found("entrypoint: sleep, command: '9'", start), said);
  EXPECT_EQ(found("command: sleep 9", start), "");
  start.sets_entry_point = true;
  EXPECT_EQ(found("restart: always", start), said);
  start.entry_point = {"sleep"};
  EXPECT_EQ(found("restart: always", start), said);
}

TEST(StopLints, AnOwnBaseImageIsJudgedByItsDockerfile) {
  classify::MemoryTree tree;
  tree.add("compose.yaml",
           "services:\n"
           "  base: {build: ./base, image: 'own/base:1', scale: 0}\n"
           "  web: {build: ./web}\n"
           "  worker: {build: ./worker}\n");
  const auto model = compose::load(tree, {});
  ASSERT_TRUE(model);
  const auto services = [&](const StartWords& base) {
    const StartWords named{{}, {"sleep", "9"}, false, false, "docker.io/own/base:1"};
    const StartWords by_context{{}, {}, false, false, "service:base"};
    std::vector<std::string> names;
    for (const auto& finding :
         stop_lints(*model, {{"base", base}, {"web", named}, {"worker", by_context}}, tree)) {
      names.push_back(finding.service);
    }
    return names;
  };
  StartWords base{{}, {"sleep", "1"}, false, false, "docker.io/library/alpine:3"};
  EXPECT_THAT(services(base), ElementsAre("web", "worker"));
  base.entry_point = {"tini", "--"};
  EXPECT_THAT(services(base), IsEmpty());
  base.entry_point = {"sleep"};
  base.sets_stop_signal = true;
  EXPECT_THAT(services(base), IsEmpty());
  EXPECT_THAT(services({{}, {}, false, false, "docker.io/own/base:1"}), IsEmpty()) << "of itself";
}

TEST(StopLints, OtherSignalsAndOtherProcesses) {
  const StartWords start{{}, {"sleep", "9"}, false, true, "docker.io/library/debian:12"};
  EXPECT_EQ(found("restart: always", start), "") << "STOPSIGNAL";
  EXPECT_EQ(found("command: sleep 9, pid: host"), "");
  EXPECT_EQ(found("command: sleep 9, pid: 'container:x'"), "");
  EXPECT_NE(found("command: sleep 9, network_mode: host"), "");
}

TEST(StopLints, WhatIsNotCertainIsNotSaidAsIfItWere) {
  classify::MemoryTree tree;
  tree.add("compose.yaml",
           "services: {a: {build: ., command: python a.py}, b: {build: ., command: sleep 9}}\n");
  tree.add("a.py", "import paho\n");
  const auto model = compose::load(tree, {});
  ASSERT_TRUE(model);
  const StartWords python{{}, {}, false, false, "docker.io/library/python:3"};
  const auto findings = stop_lints(*model, {{"a", python}, {"b", python}}, tree);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_THAT(findings[0].cost,
              HasSubstr("unless a library that it uses handles SIGTERM, the kernel does not deliver"));
  EXPECT_THAT(findings[1].cost, testing::StartsWith("the kernel does not deliver"));
}

TEST(StopLints, JobsOfTheSettingsEndOnPurpose) {
  classify::MemoryTree tree;
  tree.add("compose.yaml",
           "services: {migrate: {build: ., command: sleep 9}, web: {build: ., command: sleep 9}}\n");
  const auto model = compose::load(tree, {});
  ASSERT_TRUE(model);
  const StartWords start{{}, {}, false, false, "scratch"};
  const auto findings = stop_lints(*model, {{"migrate", start}, {"web", start}}, tree, {"migrate"});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings.front().service, "web");
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
  EXPECT_FALSE(words("FROM a\n").sets_entry_point);
  EXPECT_TRUE(words("FROM a\nENTRYPOINT []\n").sets_entry_point);
  EXPECT_THAT(words("FROM a\nENTRYPOINT []\n").entry_point, IsEmpty());
  EXPECT_FALSE(words("FROM a\n").sets_stop_signal);
  EXPECT_TRUE(words("FROM a\nSTOPSIGNAL SIGINT\n").sets_stop_signal);
  EXPECT_EQ(words("ARG V=3\nFROM python:$V AS one\nFROM one\n").base, "docker.io/library/python:3");
  EXPECT_EQ(words("FROM python AS one\nFROM scratch\n").base, "scratch");
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
  EXPECT_EQ(restart_lints(*model, {"a"}).size(), 1U) << "a job of BEFORE_SWITCH";
}

}  // namespace
}  // namespace slipway::lint
