#include "deploy/remote/preconditions.hpp"

#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

/// From this engine on, compose v1 cannot re-create a container that BuildKit's image made (KeyError:
/// 'ContainerConfig') and leaves the service down.
constexpr int first_engine_without_compose_v1 = 25;

tl::unexpected<Error> lacks(const Place& place, std::string_view what, std::string_view package) {
  return fail(ExitCode::host_unsuited, fmt::format("{} on `{}`", what, printable(place.host)),
              "it is not on the PATH of a command that ssh runs",
              fmt::format("ssh {} 'sudo apt-get install {}'", shell_quote_if_needed(place.host), package));
}

tl::unexpected<Error> docker_does_not_answer(const host::HostState& host, const Place& place) {
  const std::string said = printable_lines(trim(host.docker_error));
  const std::string name = shell_quote_if_needed(place.host);
  std::string next = fmt::format("ssh {} 'sudo systemctl enable --now docker'", name);
  if (host.docker_error.find("permission denied") != std::string::npos) {
    // Quoted as a whole: the name is the host's word, and whoever pastes this must not run anything else
    // here.
    next = fmt::format("ssh {} {}   (then log out and in)", name,
                       shell_quote("sudo usermod -aG docker " + shell_quote_if_needed(printable(host.user))));
  }
  return fail(ExitCode::host_unsuited,
              fmt::format("a Docker engine that answers on `{}`", printable(place.host)),
              said.empty() ? "no answer" : said, next);
}

Result<HostTools> choose_compose(const host::HostState& host, const Place& place) {
  HostTools tools;
  tools.compose_v2 = !host.compose_v2.empty();
  if (tools.compose_v2) {
    return tools;
  }
  tools.compose_plugin = false;
  if (major_version(host.compose_v1) >= 2) {
    tools.compose_v2 = true;
    return tools;
  }
  if (host.compose_v1.empty()) {
    return lacks(place, "docker compose", "docker-compose-plugin   (or: docker-compose)");
  }
  if (major_version(host.engine_version) >= first_engine_without_compose_v1) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("docker compose v2 beside Docker engine {} on `{}`", printable(host.engine_version),
                    printable(place.host)),
        fmt::format("docker-compose {}, which fails to re-create containers on this engine and leaves the "
                    "service down",
                    printable(host.compose_v1)),
        fmt::format("ssh {} 'sudo apt-get install docker-compose-plugin'   (Docker's packages; Debian 13 and "
                    "later: docker-compose)",
                    shell_quote_if_needed(place.host)));
  }
  return tools;
}

}  // namespace

Result<HostTools> check_host(const host::HostState& host, const Settings& settings) {
  if (host.directory_state == host::DirectoryState::not_a_directory) {
    return fail(ExitCode::host_unsuited,
                fmt::format("a directory `{}` on the host", printable(host.directory)),
                "something there is not a directory", "correct DIRECTORY, or move that away");
  }
  if (host.directory_state == host::DirectoryState::no_home) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("a home directory of `{}` on the host, which DIRECTORY lies in", printable(host.user)),
        "none", "give DIRECTORY from the root, such as /srv/app, or give the account a home directory");
  }
  if (host.directory_state == host::DirectoryState::not_writable) {
    return fail(ExitCode::host_unsuited,
                fmt::format("a directory `{}` that `{}` may write to", printable(host.directory),
                            printable(host.user)),
                "no permission", "correct DIRECTORY, or change its owner: sudo chown");
  }
  if (host.journal_state == host::JournalState::linked) {
    return fail(ExitCode::host_unsuited,
                fmt::format("a directory `{}/.slipway`, or none", printable(host.directory)),
                "a symbolic link", "put a directory in its place: deployments are written to it");
  }
  const std::pair<bool, const char*> tools_needed[] = {
      {host.has_git, "git"}, {host.has_flock, "util-linux"}, {host.has_setsid, "util-linux"}};
  for (const auto& [there, package] : tools_needed) {
    if (!there) {
      return lacks(settings.place, package, package);
    }
  }
  // `%(trailers:key=…)`, by which the journal is read there.
  constexpr int least_git = 222;
  if (const int number = version_number(host.git_version); number > 0 && number < least_git) {
    return fail(ExitCode::host_unsuited, "git 2.22 or newer on the host", printable(host.git_version),
                "upgrade git there: sudo apt-get update, then sudo apt-get install git");
  }
  if (!host.has_docker) {
    return lacks(settings.place, "docker", "docker.io");
  }
  if (host.engine_version.empty()) {
    return docker_does_not_answer(host, settings.place);
  }
  SLIPWAY_TRY_ASSIGN(HostTools tools, choose_compose(host, settings.place));
  if (settings.build.builder == "buildkit" && !has_buildkit(host) && !settings.build.here) {
    return lacks(settings.place, "BuildKit (the buildx plug-in)",
                 "docker-buildx   (Docker's packages: docker-buildx-plugin)");
  }
  tools.buildkit = has_buildkit(host) && settings.build.builder != "classic";
  tools.buildx = tools.buildkit && host.buildx;
  if (host.journal_state == host::JournalState::unreadable) {
    return fail(ExitCode::host_unsuited,
                fmt::format("a readable journal in `{}/.slipway`", printable(host.directory)),
                printable_lines(trim(host.journal_error)),
                "deploy as the user who owns the directory, or mend the repository with git fsck");
  }
  return tools;
}

Result<void> check_platform(const host::HostState& host, const ReleaseSpec& spec) {
  for (const ImageBuild& image : spec.images) {
    const std::size_t slash = image.platform.find('/');
    if (image.platform.empty() || host.engine_architecture.empty() || slash == std::string::npos) {
      continue;
    }
    const std::string architecture =
        image.platform.substr(slash + 1, image.platform.find('/', slash + 1) - slash - 1);
    if (architecture != host.engine_architecture) {
      return fail(ExitCode::host_unsuited, fmt::format("a host that runs {}", printable(image.platform)),
                  fmt::format("the engine there is {}", printable(host.engine_architecture)),
                  "correct PLATFORM, or leave it out: the host builds for itself");
    }
  }
  return {};
}

Result<void> check_lock(const host::HostState& host, const Place& place) {
  if (!host.locked) {
    return {};
  }
  const auto lines = split(*host.locked, '\n');
  std::string found = lines.empty() ? std::string("somebody") : printable(lines.front());
  if (lines.size() > 1) {
    found += fmt::format(", at release {}", printable(lines.back()));
  }
  return fail(ExitCode::locked, fmt::format("no other deployment to `{}` at the same time", place.deployment),
              found,
              "slipway attach   follows it; slipway cancel   stops it; the same command with --wait waits "
              "for its end");
}

}  // namespace slipway::deploy
