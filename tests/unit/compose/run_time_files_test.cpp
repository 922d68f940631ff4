#include "compose/run_time_files.hpp"

#include "loading.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace slipway::compose {
namespace {

Model application_with_files() {
  return model_of({{"compose.yaml", R"(
include: [more.yaml]
services:
  orac:
    build: {context: app, dockerfile: ../docker/Dockerfile}
    env_file: orac.env
    security_opt: ["seccomp:./profile.json"]
    volumes: ["./models:/app/models", "./app/inside/mounted.py:/app/mounted.py", "cache:/app/models/cache"]
  off: {image: off, profiles: [off], env_file: off.env, volumes: [device:/device]}
configs: {site: {file: conf/site.conf}}
secrets: {token: {file: conf/token}}
volumes:
  cache: {}
  device: {driver_opts: {type: none, o: bind, device: "./device"}}
)"},
                   {"more.yaml", "services: {more: {image: more}}"},
                   {"orac.env", "A=1"},
                   {"off.env", "A=1"},
                   {".env", "A=1"},
                   {"profile.json", "{}"},
                   {"models/cache/large", "x"},
                   {"app/inside/mounted.py", "x"},
                   {"app/main.py", "x"},
                   {"app/.dockerignore", "x"},
                   {"docker/Dockerfile", "FROM x"},
                   {"docker/Dockerfile.dockerignore", "x"},
                   {"device/file", "x"},
                   {"conf/site.conf", "x"},
                   {"conf/token", "x"}});
}

TEST(RunTimeFiles, AreWhatComposeAndContainersMayRead) {
  const Model model = application_with_files();
  for (const char* path :
       {"compose.yaml", "more.yaml", ".env", "orac.env", "profile.json", "models/cache/large",
        "app/inside/mounted.py", "docker/Dockerfile", "docker/Dockerfile.dockerignore", "app/.dockerignore",
        "conf/site.conf", "conf/token"}) {
    EXPECT_TRUE(may_be_read_at_run_time(model, path)) << path;
  }
}

TEST(RunTimeFiles, AreThoseOfServicesThatDoNotRunAsWell) {
  const Model model = application_with_files();
  EXPECT_TRUE(may_be_read_at_run_time(model, "off.env"));
  EXPECT_TRUE(may_be_read_at_run_time(model, "device/file"));
}

TEST(RunTimeFiles, AreNotWhatAnImageAloneNeeds) {
  const Model model = application_with_files();
  for (const char* path : {"app/main.py", "app/inside/other.py", "README.md", "conf/other", "models.txt"}) {
    EXPECT_FALSE(may_be_read_at_run_time(model, path)) << path;
  }
}

TEST(RunTimeFiles, AreAllWhereAPathIsOpen) {
  for (const char* volume : {"${PLACE}/models:/models", "${PLACE}:/models"}) {
    const std::string text = fmt::format("services: {{web: {{image: web, volumes: [\"{}\"]}}}}\n", volume);
    const Model model = model_of({{"compose.yaml", text.c_str()}});
    EXPECT_TRUE(may_be_read_at_run_time(model, "anything/at/all")) << volume;
  }
  const Model below = model_of({{"compose.yaml", R"(
services: {web: {image: web, volumes: ["./data/${PLACE}:/data"]}}
)"}});
  EXPECT_TRUE(may_be_read_at_run_time(below, "data/one/file"));
  EXPECT_FALSE(may_be_read_at_run_time(below, "src/file"));
}

}  // namespace
}  // namespace slipway::compose
