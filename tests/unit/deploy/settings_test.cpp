#include "deploy/plan/settings.hpp"

#include "util/file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace slipway::deploy {
namespace {

constexpr const char* needed =
    R"("schema": 1, "deployment": "web", "environment": "pi", "host": "pi", "directory": "~/web", "source_dir": "/src")";

Result<Settings> settings_of(const std::string& text) {
  const auto directory = TemporaryDirectory::create();
  EXPECT_TRUE(write_file(directory->path() / "settings.json", text));
  return load_settings(directory->path() / "settings.json");
}

std::string with(const std::string& more) {
  return std::string("{") + needed + (more.empty() ? "" : ", ") + more + "}";
}

TEST(Settings, DefaultsAreDocumented) {
  const auto settings = settings_of(with(""));
  ASSERT_TRUE(settings) << settings.error().because;
  EXPECT_EQ(settings->switchover.health_timeout, 120U);
  EXPECT_EQ(settings->switchover.keep_releases, 5U);
  EXPECT_EQ(settings->build.builder, "auto");
  EXPECT_TRUE(settings->verdict.dockerfile_is_literal);
  EXPECT_FALSE(settings->verdict.sync_mounted_sources);
  EXPECT_EQ(settings->application.root, "/src");
  EXPECT_EQ(settings->state_file(), settings->file.parent_path() / "state");
}

TEST(Settings, RootIsTheDirectoryOfTheFirstComposeFile) {
  EXPECT_EQ(
      settings_of(with(R"("compose_files": ["services/web/compose.yaml", "x/y.yaml"])"))->application.root,
      "/src/services/web");
  EXPECT_EQ(settings_of(with(R"("compose_files": ["a/compose.yaml"], "root": "b")"))->application.root,
            "/src/b");
}

TEST(Settings, ValuesAreRead) {
  const auto settings = settings_of(with(
      R"("full_when": ["/a"], "build_args": {"A": "1"}, "dockerfile_rule": "precise", "mounted_sources": "sync",)"
      R"( "smoke_tests": [{"name": "up", "command": ["curl", "x y"]}])"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->verdict.rules.full, std::vector<std::string>{"/a"});
  EXPECT_EQ(settings->build.args.at("A"), "1");
  EXPECT_FALSE(settings->verdict.dockerfile_is_literal);
  EXPECT_TRUE(settings->verdict.sync_mounted_sources);
  ASSERT_EQ(settings->commands.smoke_tests.size(), 1U);
  EXPECT_EQ(settings->commands.smoke_tests.front().command[1], "x y");
}

TEST(Settings, TestsOnTheHostAreRead) {
  EXPECT_FALSE(settings_of(with(""))->commands.host_tests.any());
  const auto settings = settings_of(with(
      R"("host_tests": {"service": "hub", "timeout": 90, "files": ["/src/data"], "readelf": "/bin/r"})"));
  ASSERT_TRUE(settings);
  const HostTestSettings& tests = settings->commands.host_tests;
  EXPECT_TRUE(tests.any());
  EXPECT_EQ(tests.service, "hub");
  EXPECT_EQ(tests.timeout, 90U);
  EXPECT_EQ(tests.files, std::vector<std::filesystem::path>{"/src/data"});
  EXPECT_EQ(tests.readelf, "/bin/r");
}

TEST(Settings, WhatIsWrongIsAUsageError) {
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string("null"), std::string("{"),
        std::string(R"({"schema": 1})"), with(R"("services": "web")"), with(R"("health_timeout": "long")"),
        with(R"("build_args": {"A": 1})"), with(R"("smoke_tests": [{"name": "x"}])"),
        with(R"("smoke_tests": 5)"), with(R"("full_when": [1])")}) {
    const auto settings = settings_of(text);
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().code, ExitCode::usage) << text;
    EXPECT_FALSE(settings.error().fix.empty());
  }
  const auto missing = load_settings("/nonexistent/settings.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fix, "cmake --preset <environment>   (configures the project)");
}

std::string of_schema(int number, const std::string& more) {
  std::string text = with(more);
  text.replace(text.find("1"), 1, std::to_string(number));
  return text;
}

TEST(Settings, WhatThisHelperWouldSkipIsRefused) {
  EXPECT_TRUE(settings_of(of_schema(1, "")));
  const auto swarm = settings_of(of_schema(2, R"("requires": ["engine"], "engine": "swarm")"));
  ASSERT_TRUE(swarm) << swarm.error().because;
  EXPECT_TRUE(swarm->swarm.on);

  const auto later =
      settings_of(of_schema(2, R"("requires": ["engine", "orbit"], "module_version": "3.1.0")"));
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, ExitCode::usage);
  EXPECT_NE(later.error().what.find("a helper that knows `orbit`"), std::string::npos) << later.error().what;
  EXPECT_NE(later.error().fix.find("install Slipway 3.1.0 here"), std::string::npos) << later.error().fix;

  const auto schema = settings_of(of_schema(3, ""));
  ASSERT_FALSE(schema);
  EXPECT_EQ(schema.error().because, "the module and the helper are of different versions");
  const auto engine = settings_of(of_schema(2, R"("requires": ["engine"], "engine": "nomad")"));
  ASSERT_FALSE(engine) << "it would be deployed with compose";
  EXPECT_NE(engine.error().what.find("the engine `nomad`"), std::string::npos);
  EXPECT_FALSE(settings_of(of_schema(2, R"("requires": "engine")")));
}

TEST(Settings, TheFixForAFileOfABuildDirectoryCanBePasted) {
  const TemporaryDirectory build = *TemporaryDirectory::create();
  const auto file = build.path() / "my build" / "slipway" / "app" / "settings.json";
  std::filesystem::create_directories(file.parent_path());
  ASSERT_TRUE(write_file(build.path() / "my build" / "CMakeCache.txt", ""));
  const std::string fix =
      fmt::format("cmake '{}/my build'   (configures the project again)", build.path().native());
  const auto missing = load_settings(file);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fix, fix);
  ASSERT_TRUE(write_file(file, "{"));
  EXPECT_EQ(load_settings(file).error().fix, fix);
}

constexpr const char* fleet =
    R"("fleet": {"hosts": [{"name": "north"}, {"name": "ann@south", "directory": "/srv/web", "platform": "linux/arm64",)"
    R"( "tags": ["glass"]}], "waves": ["1", "50%"], "soak": 60, "on_wave_failure": "revoke", "unreachable": "skip",)"
    R"( "parallel": 3})";

TEST(FleetSettings, AreReadAndOneHostIsNone) {
  EXPECT_FALSE(settings_of(with(""))->fleet.any());
  const auto settings = settings_of(with(fleet));
  ASSERT_TRUE(settings) << settings.error().because;
  EXPECT_EQ(settings->fleet.waves, (std::vector<std::string>{"1", "50%"}));
  EXPECT_EQ(settings->fleet.soak, 60U);
  EXPECT_TRUE(settings->fleet.revoke);
  EXPECT_TRUE(settings->fleet.skip_unreachable);
  EXPECT_EQ(settings->fleet.parallel, 3U);
  EXPECT_EQ(settings->fleet.hosts[0].directory, "~/web") << "the deployment's";
  EXPECT_EQ(settings->fleet.hosts[1].tags, std::vector<std::string>{"glass"});
}

TEST(FleetSettings, AHostIsADeploymentOfItsOwn) {
  const auto settings = settings_of(with(fleet));
  const auto hosts = settings_of_hosts(*settings);
  ASSERT_EQ(hosts.size(), 2U);
  EXPECT_EQ(hosts[1].place.host, "ann@south");
  EXPECT_EQ(hosts[1].place.directory, "/srv/web");
  EXPECT_EQ(hosts[1].build.platform, "linux/arm64");
  EXPECT_EQ(hosts[1].place.record(), "pi/hosts/ann@south");
  EXPECT_EQ(hosts[1].place.shown(), "ann@south");
  EXPECT_FALSE(hosts[1].fleet.any());
  EXPECT_NE(hosts[0].host_directory(), hosts[1].host_directory());
  EXPECT_EQ(hosts[0].state_file(), settings->state_file()) << "configuring plans for all of them";
}

TEST(FleetSettings, OneHostKeepsWhatItHad) {
  const auto settings = settings_of(with(""));
  EXPECT_EQ(settings->place.record(), "pi");
  EXPECT_EQ(settings->host_directory(), settings->file.parent_path());
  EXPECT_EQ(settings_of_hosts(*settings).size(), 1U);
}

TEST(FleetSettings, AHostThatIsThereTwiceOrHasNoNameIsRefused) {
  const auto twice = settings_of(with(R"("fleet": {"hosts": [{"name": "a"}, {"name": "a"}]})"));
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ExitCode::usage);
  EXPECT_EQ(twice.error().what, "the fleet has the host `a` twice");
  EXPECT_FALSE(settings_of(with(R"("fleet": {"hosts": [{"name": ""}]})")));
  EXPECT_FALSE(settings_of(with(R"("fleet": {"hosts": [{}]})")));
}

TEST(FleetSettings, ANameOfAHostIsOnePartOfAReferenceAndComesBack) {
  EXPECT_EQ(escaped_host("pi-4.local"), "pi-4.local");
  EXPECT_EQ(escaped_host("a..b.lock"), "a%2E.b%2Elock");
  EXPECT_EQ(escaped_host(".x."), "%2Ex%2E");
  EXPECT_EQ(escaped_host("ssh://ann@pi:22"), "ssh%3A%2F%2Fann@pi%3A22");
  for (const std::string name : {"a b", "%41", "\xff\n", "x.lock", "..", "@", "~^:?*[\\"}) {
    const std::string escaped = escaped_host(name);
    EXPECT_EQ(escaped.find_first_of("/ ~^:?*[\\\n"), std::string::npos) << escaped;
    EXPECT_EQ(unescaped_host(escaped), name);
  }
}

}  // namespace
}  // namespace slipway::deploy
