#include "init/local_files.hpp"

#include "classify/memory_tree.hpp"
#include "init/advice.hpp"
#include "util/file.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace slipway::init {
namespace {

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
      "['./app.toml:/app.toml']}\n"
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
