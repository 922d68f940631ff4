#include "deploy/build_here/local_engine.hpp"

#include "deploy/plan/artifact_lints.hpp"
#include "deploy/plan/host_tools.hpp"
#include "util/pasted_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

/// From this version on the command line has no BuildKit client of its own.
constexpr int first_client_with_buildx_alone = 23;

/// The architecture in `linux/arm/v7`.
std::string architecture_of(const std::string& platform) {
  const auto parts = split(platform, '/');
  return parts.size() > 1 ? parts[1] : std::string{};
}

/// What qemu's Debian package and binfmt call the architecture.
std::string emulator_of(const std::string& architecture) {
  return architecture == "arm64" ? "aarch64" : architecture == "amd64" ? "x86_64" : architecture;
}

Finished collect(Child& child) {
  Finished finished;
  child.pump([&](Child::Source source, std::string_view piece) {
    (source == Child::Source::out ? finished.out : finished.err) += piece;
    return true;
  });
  finished.status = child.wait().value_or(127);
  return finished;
}

}  // namespace

EngineInquiry::EngineInquiry(Result<Child> version, Result<Child> buildx)
    : version_(std::move(version)), buildx_(std::move(buildx)) {}

EngineInquiry EngineInquiry::start() {
  return {Child::start({.argv = {"docker", "version", "--format",
                                 "{{.Server.Version}} {{.Client.Version}} {{.Server.Arch}}"}},
                       {}),
          Child::start({.argv = {"docker", "buildx", "version"}}, {})};
}

Result<LocalEngine> EngineInquiry::answer(const BuildSettings& build_settings) {
  if (!version_) {
    return fail(ExitCode::refused, "BUILD_ON here needs Docker on this machine",
                "there is no program `docker`",
                "apt-get install docker.io   (Debian), or build on the host: BUILD_ON host");
  }
  const Finished asked = collect(*version_);
  const auto words = split(trim(asked.out), ' ');
  if (!asked.ok() || words.size() != 3) {
    const std::string said = printable_lines(trim(asked.err));
    return fail(
        ExitCode::refused, "the Docker engine on this machine does not answer, and BUILD_ON here needs it",
        said,
        "start the engine, or set DOCKER_HOST, and try: docker version\nor build on the host: BUILD_ON host");
  }
  LocalEngine engine{words[0], words[2]};
  engine.buildx = buildx_ && collect(*buildx_).ok();
  const bool has_buildkit = engine.buildx || (major_version(words[1]) < first_client_with_buildx_alone);
  if (build_settings.builder == "buildkit" && !has_buildkit) {
    return fail(
        ExitCode::refused, "this machine has no BuildKit, and BUILDER is buildkit",
        "docker has no buildx plug-in",
        "apt-get install docker-buildx   (Docker's packages: docker-buildx-plugin), or set BUILDER auto");
  }
  engine.buildkit = has_buildkit && build_settings.builder != "classic";
  return engine;
}

std::string platform_for_host(const LocalEngine& engine, const std::string& asked,
                              const std::string& host_architecture, const std::string& host_machine) {
  if (!asked.empty() || host_architecture.empty() || host_architecture == engine.architecture) {
    return asked;
  }
  if (host_architecture != "arm") {
    return "linux/" + host_architecture;
  }
  // A 32-bit engine on a 64-bit kernel, as Raspberry Pi OS has it, runs what an ARMv7 runs.
  return docker_architecture(host_machine) == "arm/v6" ? "linux/arm/v6" : "linux/arm/v7";
}

Result<void> check_platforms(const std::string& inspected, const std::string& platform,
                             const std::string& engine_architecture) {
  for (const std::string& line : split(inspected, '\n')) {
    if (!line.starts_with("Platforms:")) {
      continue;
    }
    for (const std::string& word : split(line.substr(line.find(':') + 1), ',')) {
      std::string_view known = trim(word);
      if (known.ends_with('*')) {
        known.remove_suffix(1);
      }
      if (known == platform) {
        return {};
      }
    }
  }
  const std::string architecture = architecture_of(platform);
  return fail(ExitCode::refused, fmt::format("this machine cannot build for {}", printable(platform)),
              fmt::format("its engine is for {} and does not emulate {}", printable(engine_architecture),
                          printable(architecture)),
              PastedCommand("docker run --privileged --rm tonistiigi/binfmt --install {}   (once)\n"
                            "Debian: apt-get install qemu-user-static binfmt-support   (brings qemu-{})\n"
                            "or build on the host: BUILD_ON host",
                            architecture, emulator_of(architecture))
                  .text());
}

Result<void> check_emulation(const LocalEngine& engine, const std::string& platform) {
  if (platform.empty() || architecture_of(platform) == engine.architecture) {
    return {};
  }
  if (!engine.buildx || !engine.buildkit) {
    return fail(
        ExitCode::refused,
        fmt::format("building for {} on this machine needs BuildKit with the buildx plug-in",
                    printable(platform)),
        engine.buildx ? "BUILDER is classic" : "docker has no buildx plug-in",
        "apt-get install docker-buildx   (Docker's packages: docker-buildx-plugin), and set BUILDER auto");
  }
  SLIPWAY_TRY_ASSIGN(const std::string inspected,
                     run_checked({.argv = {"docker", "buildx", "inspect", "--bootstrap"}},
                                 "list the platforms that this machine builds for"));
  return check_platforms(inspected, platform, engine.architecture);
}

}  // namespace slipway::deploy
