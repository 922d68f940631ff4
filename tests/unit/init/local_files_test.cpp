#include "init/local_files.hpp"

#include "classify/memory_tree.hpp"
#include "init/advice.hpp"
#include "util/file.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace slipway::init {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Survey survey_of(const std::string& compose) {
  classify::MemoryTree tree;
  tree.add("compose.yaml", compose);
  tree.add("Dockerfile", "FROM python:3.12-slim\n");
  auto found = survey(tree, {}, "~/app");
  EXPECT_TRUE(found) << found.error().because;
  return *found;
}

/// A project's directory with some files.
class LocalFilesTest : public testing::Test {
 protected:
  LocalFilesTest() : directory_(*TemporaryDirectory::create()) {}

  void write(const std::string& path, const std::string& text = "A=1\n") {
    std::filesystem::create_directories((here() / path).parent_path());
    std::ofstream(here() / path) << text;
  }
  std::filesystem::path here() const { return directory_.path(); }
  LocalFiles find(const std::string& compose, const std::set<std::string>& unignored = {}) {
    return find_local_files(survey_of(compose), here(), unignored);
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(LocalFilesTest, GoBesideGit) {
  for (const char* path : {".env", "conf/a b.env", "key", "app.toml"}) {
    write(path);
  }
  const LocalFiles files = find(
      "services:\n"
      "  web: {image: 'a:1', env_file: [.env, 'conf/a b.env'], secrets: [key], volumes: "
      "['./app.toml:/app.toml:ro']}\n"
      "secrets: {key: {file: ./key}, unused: {file: ./unused}}\n",
      {"key"});
  EXPECT_THAT(files.env_files, ElementsAre(".env", "conf/a b.env"));
  EXPECT_THAT(files.secret_files, ElementsAre("app.toml", "key"));
  EXPECT_THAT(
      files.notes,
      ElementsAre(
          ".env (variables of web) goes into ENV_FILES: git ignores it",
          "app.toml (mounted by web) goes into SECRET_FILES: git ignores it",
          "conf/a b.env (variables of web) goes into ENV_FILES: git ignores it",
          "key (a secret or config of web) goes into SECRET_FILES: git does not have it, and does not "
          "ignore it either: echo /key >> .gitignore"));
}

TEST_F(LocalFilesTest, TheDotenvOfComposeCountsWhereverItIsUsed) {
  EXPECT_THAT(find("services: {web: {image: 'a:1'}}\n").env_files, IsEmpty());
  write(".env");
  const LocalFiles files = find("services: {web: {image: 'a:1'}}\n");
  EXPECT_THAT(files.env_files, ElementsAre(".env"));
  EXPECT_THAT(files.notes, ElementsAre(HasSubstr("variables for the compose file")));
}

TEST_F(LocalFilesTest, WhatIsNeededAndNotHereIsAskedForLater) {
  write("b.env.example");
  const LocalFiles files = find(
      "services: {web: {image: 'a:1', env_file: [a.env, b.env, {path: c.env, required: false}], volumes: "
      "['./d.toml:/d']}}\n");
  EXPECT_THAT(files.env_files, ElementsAre("a.env", "b.env"));
  EXPECT_THAT(files.secret_files, IsEmpty());
  EXPECT_THAT(files.notes,
              ElementsAre(HasSubstr("not here yet: write it"), HasSubstr("cp b.env.example b.env,")));
}

TEST_F(LocalFilesTest, DataStaysHere) {
  write("data/rows");
  write("model.bin", std::string((1U << 20U) + 1, 'x'));
  const LocalFiles files =
      find("services: {web: {image: 'a:1', volumes: ['./data:/data', './model.bin:/m', './no:/no']}}\n");
  EXPECT_THAT(files.secret_files, IsEmpty());
  EXPECT_THAT(files.notes, ElementsAre(HasSubstr("data (mounted by web) is not in git and stays here"),
                                       HasSubstr("model.bin (mounted by web) is not in git, and too large")));
}

TEST_F(LocalFilesTest, WhatAServiceMayWriteToIsNotSent) {
  for (const char* path : {"app.db", "app.conf", "both.txt", "key"}) {
    write(path);
  }
  const LocalFiles files = find(
      "services:\n"
      "  api: {image: 'a:1', volumes: ['./app.db:/app.db', './app.conf:/c:ro', './both.txt:/b', "
      "'./key:/k']}\n"
      "  web: {image: 'a:1', volumes: ['./both.txt:/b:ro'], secrets: [key]}\n"
      "secrets: {key: {file: ./key}}\n");
  EXPECT_THAT(files.secret_files, ElementsAre("app.conf", "key"));
  EXPECT_THAT(
      files.notes,
      ElementsAre(
          "app.conf (mounted by api) goes into SECRET_FILES: git ignores it",
          "app.db (mounted by api) is not in git and stays here: copy it to the host if it is needed there; "
          "or, "
          "if nothing is to write to it, mount it read-only (:ro) and name it in SECRET_FILES",
          HasSubstr("both.txt (mounted by api, web) is not in git and stays here"),
          "key (a secret or config of api, web) goes into SECRET_FILES: git ignores it; a service also "
          "mounts it: make that mount read-only (:ro), because deployments are refused after a service has "
          "written to it"));
}

/// The line with the test that is proposed for a service that has none; empty if no lines are.
std::string proposed_test(const std::string& dockerfile, const std::string& build = "build: .") {
  classify::MemoryTree tree;
  tree.add("compose.yaml", "services: {web: {" + build + ", ports: ['80:8000']}}\n");
  tree.add("Dockerfile", dockerfile);
  const auto found = survey(tree, {}, "~/app");
  EXPECT_TRUE(found) << found.error().because;
  const std::string text = risk_text(
      *found, {classify::Finding{
                  "no-health-check", "web", "compose.yaml", 2, "It is so", "it costs", "do this", {}}});
  EXPECT_THAT(text, AnyOf(HasSubstr("test: "), HasSubstr("fix: do this\n")));
  const std::size_t start = text.find("test: ");
  return start == std::string::npos ? std::string{} : text.substr(start, text.find('\n', start) - start);
}

TEST(RiskText, AsksByAProgramThatTheImageHas) {
  const std::string node =
      R"yaml(test: ["CMD", "node", "-e", "require('http').get('http://127.0.0.1:8000/', () => process.exit(0)).on('error', () => process.exit(1))"])yaml";
  const std::string python =
      R"yaml(test: ["CMD", "python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/'); c.getresponse()"])yaml";
  EXPECT_EQ(proposed_test("FROM node:16\n"), node);
  EXPECT_EQ(proposed_test("FROM docker.io/library/node@sha256:" + std::string(64, '1') + "\n"), node);
  EXPECT_EQ(proposed_test("ARG V=16\nFROM node:${V}-slim AS base\nFROM base\n"), node);
  EXPECT_EQ(proposed_test("FROM python:3\n"), python);
  EXPECT_EQ(proposed_test("FROM node:20 AS assets\nFROM python:3 AS run\nFROM golang:1 AS later\n",
                          "build: {context: ., target: run}"),
            python);
  EXPECT_EQ(proposed_test("", "build: {context: ., dockerfile_inline: \"FROM node:20\\n\"}"), node);
  EXPECT_EQ(proposed_test("FROM base\n",
                          "build: {context: ., additional_contexts: {base: 'docker-image://node:20'}}"),
            node);
  for (const char* other : {"prom/node-exporter", "nodered/node-red", "pythonista", "jupyter/python:3"}) {
    EXPECT_THAT(proposed_test(std::string("FROM ") + other + "\n"), HasSubstr("wget")) << other;
  }
  for (const char* bare : {"scratch", "gcr.io/distroless/nodejs20", "golang:1 AS build\nFROM scratch"}) {
    EXPECT_EQ(proposed_test(std::string("FROM ") + bare + "\n"), "") << bare;
  }
}

TEST(RiskText, HasTheLinesThatMendIt) {
  const Survey survey = survey_of("services:\n  web: {build: ., ports: ['80:8000']}\n  worker: {build: .}\n");
  const auto finding = [](const char* name, const char* service) {
    return classify::Finding{name, service, "compose.yaml", 2, "It is so", "it costs", "do this", {}};
  };
  const std::string text =
      risk_text(survey, {finding("no-health-check", "web"), finding("no-health-check", "worker"),
                         finding("stop-signal-ignored", "worker"), finding("latest-tag", "web")});
  EXPECT_EQ(text,
            "\nRisky in this application:\n"
            "  It is so: it costs\n"
            "    fix, in compose.yaml:\n"
            "        web:\n"
            "          healthcheck:\n"
            "            test: [\"CMD\", \"python\", \"-c\", \"import http.client as h; c = "
            "h.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/'); c.getresponse()\"]\n"
            "            interval: 5s\n"
            "  It is so: it costs\n"
            "    fix: do this\n"
            "  It is so: it costs\n"
            "    fix, in compose.yaml:\n"
            "        worker:\n"
            "          init: true\n");
  EXPECT_EQ(risk_text(survey, {finding("latest-tag", "web")}), "");
}

}  // namespace
}  // namespace slipway::init
