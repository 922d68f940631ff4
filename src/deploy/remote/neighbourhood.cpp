#include "deploy/remote/neighbourhood.hpp"

#include "deploy/run/run_plan.hpp"
#include "util/pasted_command.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

/// The first engine that knows `start_interval`.
constexpr int first_engine_with_start_interval = 25;

/// One release beside everything else on its host.
struct Neighbourhood {
  const host::HostState& host;
  const Settings& settings;
  const ReleaseSpec& spec;
  std::string project;
  bool compose_v2 = true;
  bool adopt = false;

  bool is_own(const host::Neighbour& one) const {
    return one.project == project &&
           (adopt || one.directory.empty() || host::is_own_directory(host, one.directory));
  }
  template <class... Words>
  std::string on_host(PastedCommand::Text<Words...> command, const Words&... words) const {
    return PastedCommand(command, words...).over_ssh(settings.place.host, settings.place.ssh_config).text();
  }
};

std::string ways_out(const Neighbourhood& around) {
  return fmt::format(
      "give one of the two another compose project: PROJECT_NAME {0}-2 in slipway_add_deployment(), or "
      "`name: {0}-2` at the top of the compose file\n"
      "or take over what is there, which replaces its containers: slipway deploy --adopt-project",
      printable(around.project));
}

tl::unexpected<Error> of_another_directory(const Neighbourhood& around, const std::string& found) {
  return fail(
      ExitCode::refused,
      fmt::format("the compose project `{}` on `{}` does not belong to `{}`", printable(around.project),
                  printable(around.settings.place.host), printable(around.host.directory)),
      found, ways_out(around));
}

Result<void> check_project(const Neighbourhood& around) {
  if (around.adopt) {
    return {};
  }
  std::vector<std::string> names;
  Untrusted directory;
  for (const host::Neighbour& one : around.host.neighbours) {
    if (one.project == around.project && !around.is_own(one)) {
      names.push_back(printable(one.name));
      directory = one.directory;
    }
  }
  if (!names.empty()) {
    return of_another_directory(around, fmt::format("it has containers that were started from `{}`: {}",
                                                    printable(directory), join(names, ", ")));
  }
  for (const Untrusted& other : around.host.project_directories) {
    if (!host::is_own_directory(around.host, other)) {
      return of_another_directory(
          around, fmt::format("it has images that were deployed from `{}`", printable(other)));
    }
  }
  if (!around.host.project_volumes.empty()) {
    return of_another_directory(around,
                                fmt::format("the directory is empty, but the project has volumes already: {}",
                                            printable(join(around.host.project_volumes, ", "))));
  }
  return {};
}

/// Both would run, and want the same ports.
Result<void> check_earlier_project(const Neighbourhood& around, const Journal& journal) {
  const Release* deployed = journal.deployed_release();
  if (deployed == nullptr || deployed->project.empty() || deployed->project == around.project) {
    return {};
  }
  for (const host::Neighbour& one : around.host.neighbours) {
    if (one.project == deployed->project && host::is_own_directory(around.host, one.directory)) {
      return fail(
          ExitCode::refused,
          fmt::format("the compose project would change from `{}` to `{}`", printable(deployed->project),
                      printable(around.project)),
          fmt::format("nothing would stop the containers of `{}`, which release {} runs in",
                      printable(deployed->project), deployed->number),
          fmt::format(
              "keep the name: PROJECT_NAME {}\nor stop the old project first; its volumes stay "
              "behind under the old name: {}",
              printable(deployed->project),
              around.on_host("docker ps -aq --filter label=com.docker.compose.project={} --filter "
                             "label=com.docker.compose.project.working_dir={} | xargs -r docker stop | "
                             "xargs -r docker rm",
                             deployed->project, one.directory)));
    }
  }
  return {};
}

std::string whose(const host::Neighbour& one) {
  if (one.project.empty()) {
    return fmt::format("the container {}, which compose did not make", printable(one.name));
  }
  return fmt::format(
      "the container {} of the compose project {}{}", printable(one.name), printable(one.project),
      one.directory.empty() ? std::string{} : fmt::format(" in `{}`", printable(one.directory)));
}

Result<void> check_container_names(const Neighbourhood& around) {
  for (const Wanted::Name& wanted : around.spec.wanted.container_names) {
    for (const host::Neighbour& one : around.host.neighbours) {
      const auto names = split(one.name.raw(), ',');
      if (std::find(names.begin(), names.end(), wanted.name) != names.end() && !around.is_own(one)) {
        return fail(
            ExitCode::refused,
            fmt::format("the container name `{}` of the service {} is taken on `{}`", printable(wanted.name),
                        printable(wanted.service), printable(around.settings.place.host)),
            whose(one) + " has it",
            "choose another container_name, or leave it out; or ask the owner of that container to "
            "rename it");
      }
    }
  }
  return {};
}

/// 127.0.0.1 as the kernel writes it in /proc/net/tcp; empty for all addresses and for what is no IPv4
/// address.
std::string kernel_address(const std::string& address) {
  in_addr parsed = {};
  if (::inet_pton(AF_INET, address.c_str(), &parsed) != 1 || parsed.s_addr == INADDR_ANY) {
    return {};
  }
  return fmt::format("{:08X}", parsed.s_addr);
}

bool is_any_address(const std::string& address) {
  return address.find_first_not_of('0') == std::string::npos;
}

/// Whether a socket there keeps the port from being published.
bool is_in_the_way(const host::Listener& listener, const Wanted::Port& wanted) {
  if (listener.port != wanted.number) {
    return false;
  }
  const std::string address = kernel_address(wanted.address);
  return address.empty() || is_any_address(listener.address) || listener.address == address;
}

Result<void> check_ports(const Neighbourhood& around) {
  const auto& neighbours = around.host.neighbours;
  for (const Wanted::Port& wanted : around.spec.wanted.ports) {
    const auto& listening = wanted.udp ? around.host.listening_udp : around.host.listening;
    const bool taken = std::any_of(listening.begin(), listening.end(),
                                   [&](const auto& listener) { return is_in_the_way(listener, wanted); });
    const auto publishes = [&](const host::Neighbour& one) {
      const auto& ports = wanted.udp ? one.udp_ports : one.ports;
      return std::find(ports.begin(), ports.end(), wanted.number) != ports.end();
    };
    // What the deployment's own containers hold is free again when the release takes their place.
    const bool own = std::any_of(neighbours.begin(), neighbours.end(), [&](const host::Neighbour& one) {
      return around.is_own(one) && (publishes(one) || one.host_network);
    });
    const auto holder = std::find_if(neighbours.begin(), neighbours.end(), [&](const host::Neighbour& one) {
      return !around.is_own(one) && publishes(one);
    });
    const std::string taken_port = fmt::format(
        "the {}port {} of `{}` is taken, and the service {} publishes it", wanted.udp ? "UDP " : "",
        wanted.number, printable(around.settings.place.host), printable(wanted.service));
    if (holder != neighbours.end() && (taken || wanted.address.empty())) {
      return fail(ExitCode::refused, taken_port, whose(*holder) + " publishes it",
                  "publish another port in the compose file, or ask the owner of that container to free it");
    }
    if (taken && !own && holder == neighbours.end()) {
      return fail(ExitCode::refused, taken_port, "a program outside of Docker listens on it",
                  "publish another port, or see which program it is: " +
                      around.on_host("sudo ss -l{}np 'sport = :{}'", wanted.udp ? "u" : "t", wanted.number));
    }
  }
  return {};
}

std::string way_to(const Neighbourhood& around, const Wanted::Thing& thing) {
  if (thing.what == "network") {
    return "make it: " +
           (around.settings.swarm.on
                ? around.on_host("docker network create --driver overlay --attachable -- {}", thing.name)
                : around.on_host("docker network create -- {}", thing.name));
  }
  if (thing.what == "volume") {
    return "make it: " + around.on_host("docker volume create -- {}", thing.name);
  }
  if (thing.what == "device") {
    return "plug it in, or take it out of the compose file";
  }
  if (thing.what == "env_file") {
    return "bring it with the release: ENV_FILES in slipway_add_deployment(); or put it there by hand";
  }
  return "make it on the host, or leave create_host_path out of the compose file";
}

Result<void> check_things(const Neighbourhood& around) {
  for (const Wanted::Thing& thing : around.spec.wanted.things) {
    const auto& lacks = around.host.lacks;
    if (std::find(lacks.begin(), lacks.end(), thing.word()) != lacks.end()) {
      const std::string kind = thing.what == "network" || thing.what == "volume" ? "external " : "";
      const bool below =
          thing.word().starts_with("path:") && !thing.name.starts_with('/') && !thing.name.starts_with('~');
      return fail(
          ExitCode::refused,
          fmt::format("the service {} needs the {}{} `{}`, which is not on `{}`", printable(thing.service),
                      kind, thing.what, printable(thing.name), printable(around.settings.place.host)),
          below ? fmt::format("`{}` has nothing of that name", printable(around.host.directory))
                : std::string(),
          way_to(around, thing));
    }
  }
  return {};
}

Result<void> check_engine(const Neighbourhood& around) {
  const auto& services = around.spec.wanted.start_intervals;
  const int engine = major_version(around.host.engine_version);
  if (services.empty() || !around.compose_v2 || engine == 0 || engine >= first_engine_with_start_interval) {
    return {};
  }
  return fail(ExitCode::refused,
              fmt::format("the health check of the service {} needs Docker engine {} or later",
                          printable(services.front()), first_engine_with_start_interval),
              fmt::format("it has a start_interval, and `{}` has Docker engine {}",
                          printable(around.settings.place.host), printable(around.host.engine_version)),
              "leave start_interval out, or upgrade the engine there");
}

}  // namespace

Result<void> check_answers(const host::HostState& host, const Place& place) {
  if (host.unasked.empty()) {
    return {};
  }
  const host::HostState::Unasked& one = host.unasked.front();
  return fail(ExitCode::host_unsuited,
              fmt::format("the engine on `{}` does not say {}", printable(place.host), printable(one.what)),
              printable_lines(trim(one.error)),
              "run the same command again; if that does not help: slipway doctor   (checks the engine)");
}

Result<void> check_neighbourhood(const host::HostState& host, const Settings& settings,
                                 const ReleaseSpec& spec, const HostTools& tools, const Journal& journal,
                                 bool adopt) {
  SLIPWAY_TRY(check_answers(host, settings.place));
  const Neighbourhood around{host, settings, spec, project_name(spec, tools), tools.compose_v2, adopt};
  SLIPWAY_TRY(check_project(around));
  SLIPWAY_TRY(check_earlier_project(around, journal));
  SLIPWAY_TRY(check_things(around));
  SLIPWAY_TRY(check_engine(around));
  SLIPWAY_TRY(check_container_names(around));
  return check_ports(around);
}

}  // namespace slipway::deploy
