#include "deploy/remote/preconditions.hpp"

#include "util/pasted_command.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

/// From this engine on, compose v1 cannot re-create a container that BuildKit's image made (KeyError:
/// 'ContainerConfig') and leaves the service down.
constexpr int first_engine_without_compose_v1 = 25;

tl::unexpected<Error> lacks(const Place& place, std::string_view what, std::string_view package) {
  return fail(
      ExitCode::host_unsuited, fmt::format("{} is missing on `{}`", what, printable(place.host)),
      "it is not on the PATH of a command that ssh runs",
      fmt::format("ssh {} 'sudo apt-get install {}'", ssh_target(place.host, place.ssh_config), package));
}

tl::unexpected<Error> docker_does_not_answer(const host::HostState& host, const Place& place) {
  const std::string said = printable_lines(trim(host.docker_error));
  const std::string name = ssh_target(place.host, place.ssh_config);
  if (is_podman(host)) {
    return fail(ExitCode::host_unsuited,
                fmt::format("`docker` on `{}` is podman, and Slipway deploys with Docker Engine only",
                            printable(place.host)),
                printable(trim(host.docker_program)),
                fmt::format("ssh {} 'sudo apt-get install docker.io docker-compose'   (takes the place of "
                            "podman-docker; podman and its containers stay)",
                            name));
  }
  std::string fix = fmt::format("ssh {} 'sudo systemctl enable --now docker'", name);
  if (!host.own_engine.empty()) {
    fix = use_own_engine(host).over_ssh(place.host, place.ssh_config).text() +
          "   (commands over ssh then use the engine that runs without root)";
  } else if (host.docker_error.contains("permission denied")) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("the account `{}` on `{}` may not use the Docker engine", printable(host.user),
                    printable(place.host)),
        said + "\nSlipway calls docker as this account, without sudo",
        PastedCommand("sudo usermod -aG docker {}", host.user).over_ssh(place.host, place.ssh_config).text() +
            "   (the next login may use it; this gives the account the rights of root)");
  }
  return fail(ExitCode::host_unsuited,
              fmt::format("the Docker engine on `{}` does not answer", printable(place.host)), said, fix);
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
        fmt::format("docker-compose {} does not work with Docker engine {} on `{}`",
                    printable(host.compose_v1), printable(host.engine_version), printable(place.host)),
        "it cannot re-create containers on this engine, and leaves the service down",
        fmt::format("ssh {} 'sudo apt-get install docker-compose-plugin'   (Docker's packages; Debian 13 and "
                    "later: docker-compose)",
                    ssh_target(place.host, place.ssh_config)));
  }
  return tools;
}

}  // namespace

PastedCommand use_own_engine(const host::HostState& host) {
  return PastedCommand("docker context create rootless --docker host=unix://{}; docker context use rootless",
                       host.own_engine);
}

bool is_podman(const host::HostState& host) {
  return host.docker_program.contains("podman");
}

std::string fix_of_read_only(const Place& place) {
  const std::string target = ssh_target(place.host, place.ssh_config);
  return fmt::format(
      "ssh {0} 'sudo dmesg | tail -n 50'   (shows the errors)\nthen ssh {0} 'sudo reboot'   (checks the "
      "file system); a card that does it again is worn out",
      target);
}

Result<HostTools> check_host(const host::HostState& host, const Settings& settings) {
  if (host.directory_state == host::DirectoryState::not_a_directory) {
    return fail(ExitCode::host_unsuited,
                fmt::format("`{}` on the host is not a directory", printable(host.directory)), {},
                "correct DIRECTORY, or move away what is there");
  }
  if (host.directory_state == host::DirectoryState::no_home) {
    return fail(ExitCode::host_unsuited,
                fmt::format("`{}` has no home directory on the host, but DIRECTORY is relative to it",
                            printable(host.user)),
                {}, "give DIRECTORY from the root, such as /srv/app, or give the account a home directory");
  }
  if (host.directory_state == host::DirectoryState::not_writable) {
    return fail(ExitCode::host_unsuited,
                fmt::format("`{}` may not write to the directory `{}` on the host", printable(host.user),
                            printable(host.directory)),
                {},
                "correct DIRECTORY, or change its owner: " +
                    PastedCommand("sudo chown {} {}", host.user, host.directory)
                        .over_ssh(settings.place.host, settings.place.ssh_config)
                        .text());
  }
  if (host.directory_state == host::DirectoryState::read_only) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("the file system of `{}` on the host is mounted read-only", printable(host.directory)),
        std::string(why_read_only), fix_of_read_only(settings.place));
  }
  if (host.journal_state == host::JournalState::linked) {
    return fail(ExitCode::host_unsuited,
                fmt::format("`{}/.slipway` on the host is a symbolic link", printable(host.directory)),
                "deployments are written only to a directory",
                "put a directory in the place of the link, or remove the link");
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
    return fail(ExitCode::host_unsuited, "git on the host is older than 2.22",
                fmt::format("it is {}", printable(host.git_version)),
                fmt::format("ssh {} 'sudo apt-get update && sudo apt-get install git'",
                            ssh_target(settings.place.host, settings.place.ssh_config)));
  }
  if (!host.has_docker) {
    return lacks(settings.place, "docker", "docker.io");
  }
  if (host.engine_version.empty()) {
    return docker_does_not_answer(host, settings.place);
  }
  HostTools tools{.compose_v2 = true};
  if (!settings.swarm.on) {
    SLIPWAY_TRY_ASSIGN(tools, choose_compose(host, settings.place));
  }
  if (settings.build.builder == "buildkit" && !has_buildkit(host) && !settings.build.here) {
    return lacks(settings.place, "BuildKit (the buildx plug-in)",
                 "docker-buildx   (Docker's packages: docker-buildx-plugin)");
  }
  tools.buildkit = has_buildkit(host) && settings.build.builder != "classic";
  tools.buildx = tools.buildkit && host.buildx;
  if (host.journal_state == host::JournalState::unreadable) {
    return fail(ExitCode::host_unsuited,
                fmt::format("the journal in `{}/.slipway` cannot be read", printable(host.directory)),
                printable_lines(trim(host.journal_error)),
                "deploy as the user who owns the directory, or repair the repository with git fsck");
  }
  return tools;
}

Result<void> check_platform(const host::HostState& host, const ReleaseSpec& spec) {
  for (const ImageBuild& image : spec.images) {
    const bool is_known = image.platform.find('/') != std::string::npos && !host.engine_architecture.empty();
    if (is_known && !runs_platform(host, image.platform)) {
      return fail(ExitCode::host_unsuited,
                  fmt::format("the host cannot run images for {}", printable(image.platform)),
                  fmt::format("its engine is {}", printable(host.engine_architecture)),
                  "correct PLATFORM, or leave it out: the host builds for itself");
    }
  }
  return {};
}

Result<void> check_lock(const host::HostState& host, const Place& place) {
  if (!host.locked) {
    return {};
  }
  const auto lines = split(host.locked->raw(), '\n');
  std::string found = lines.empty() ? std::string("somebody") : printable(lines.front());
  if (lines.size() > 1) {
    // "7 Build": the release has been named already.
    found += fmt::format(", step {}", printable(lines.back().substr(lines.back().find(' ') + 1)));
  }
  return fail(
      ExitCode::locked, fmt::format("another deployment to `{}` is running", place.deployment), found,
      "slipway attach   (follows it)\nslipway cancel   (stops it)\nor add --wait, to wait for its end");
}

}  // namespace slipway::deploy
