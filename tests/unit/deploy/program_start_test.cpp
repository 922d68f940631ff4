#include "deploy/plan/program_start.hpp"

#include "compose/loading.hpp"

#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

/// What is found of /opt/hub/bin/hub, whose run path is $ORIGIN/../lib, in the image of web.
ProgramInImage start_of(const std::string& service) {
  const std::string file = "services:\n  web:\n    build: .\n" + service;
  const compose::Model model =
      compose::model_of({{"compose.yaml", file.c_str()}, {"Dockerfile", "FROM a\n"}});
  ReleaseSpec spec;
  spec.images.emplace_back();
  spec.images[0].service = "web";
  spec.images[0].programs = {{"dist/hub", "/opt/hub/bin/hub", "/lib/ld.so"}};
  ElfFacts facts;
  facts.run_path = {"$ORIGIN/../lib"};
  describe_starts(spec, model, {{"dist/hub", facts}});
  return spec.images[0].programs[0];
}

TEST(ProgramStart, APlainServiceBringsNothing) {
  for (const char* service : {"", "    environment: {PORT: '80'}\n",
                              "    volumes: ['data:/var/lib/hub', './c.conf:/etc/hub.conf:ro']\n",
                              "    devices: ['/dev/ttyUSB0:/dev/ttyUSB0']\n",
                              "    deploy: {resources: {limits: {memory: 1g}}}\n"}) {
    const std::string volumes =
        std::string(service).find("data:") == std::string::npos ? "" : "volumes: {data: {}}\n";
    EXPECT_EQ(start_of(service + volumes).brought_by, "") << service;
  }
}

TEST(ProgramStart, WhatMayBringALibraryIsNamed) {
  const std::map<std::string, std::string> cases{
      {"    environment: {LD_LIBRARY_PATH: /x}\n", "the environment of the service has LD_LIBRARY_PATH"},
      {"    environment: [LD_PRELOAD=/x.so]\n", "the environment of the service has LD_PRELOAD"},
      {"    volumes: ['/opt/vc/lib:/usr/lib/vc']\n", "the service mounts something at /usr/lib/vc"},
      {"    volumes: ['/:/opt']\n", "the service mounts something at /opt"},
      {"    volumes: ['/x:/opt/hub/lib']\n", "the service mounts something at /opt/hub/lib"},
      {"    volumes: ['/x:/opt/hub/bin/hub']\n", "the service mounts something at /opt/hub/bin/hub"},
      {"    runtime: nvidia\n", "`runtime` of the service may add libraries"},
      {"    devices: ['vendor.com/gpu=all']\n", "devices of the service may add libraries"},
      {"    deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}\n",
       "devices that the service reserves may add libraries"}};
  for (const auto& [service, what] : cases) {
    EXPECT_EQ(start_of(service).brought_by, what) << service;
  }
}

TEST(ProgramStart, AnotherServiceThatRunsTheImageCountsToo) {
  const compose::Model model = compose::model_of({{"compose.yaml",
                                                   "services:\n  web: {build: ., image: hub}\n  worker: "
                                                   "{image: hub, environment: {LD_LIBRARY_PATH: /x}}\n"},
                                                  {"Dockerfile", "FROM a\n"}});
  ReleaseSpec spec;
  spec.images.emplace_back();
  spec.images[0].service = "web";
  spec.images[0].programs = {{"dist/hub", "/hub", "/lib/ld.so"}};
  spec.forms["worker"].image_of = "web";
  describe_starts(spec, model, {});
  EXPECT_EQ(spec.images[0].programs[0].brought_by, "the environment of the service has LD_LIBRARY_PATH");
}

TEST(ProgramStart, TheFirstWordIsThatOfTheComposeFile) {
  EXPECT_EQ(start_of("").first_word, "");
  EXPECT_EQ(start_of("    command: hub --port 80\n").first_word, "command:hub");
  EXPECT_EQ(start_of("    entrypoint: [/entry.sh]\n    command: hub\n").first_word, "entrypoint:/entry.sh");
}

}  // namespace
}  // namespace slipway::deploy
