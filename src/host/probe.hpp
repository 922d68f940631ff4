#pragma once

#include "host/neighbours.hpp"
#include "util/error.hpp"
#include "util/untrusted.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::host {

/// A container of the deployment's compose project.
struct Container {
  Untrusted service;
  Untrusted image_id;
  Untrusted state;  ///< running, exited, restarting, created, paused, dead …
  int restarts = 0;
  int exit_code = 0;
  Untrusted health;  ///< healthy, unhealthy, starting, or empty without a health check
  Untrusted id = {};
  Untrusted directory = {};  ///< Where its compose project was started from; empty if compose did not say.
  bool looping = false;      ///< It ends and is started again and again, now.
  std::optional<unsigned> age = {};  ///< Seconds since its process began, as far as that can be seen.
  Untrusted node = {};               ///< Of a task of a swarm, the host name of its node; else empty.
};

/// A service of a swarm whose definition is not the one that the last run left: somebody has changed it by
/// hand.
struct ChangedService {
  Untrusted service;
  /// `unknown`: the engine was updated since then, and may write it in other words; `service` is empty.
  /// `rest`: its tasks are not concerned.
  enum class What : std::uint8_t { replicas, image, definition, rest, gone, unknown };
  What what = What::definition;
  Untrusted before = {};  ///< Of `replicas`: how many the release has, and how many it has now.
  Untrusted now = {};
};

/// A service of a swarm of which nothing runs, because no node can run it at present.
struct WaitingService {
  struct Node {
    Untrusted name;
    /// `draining`: its availability is drain.
    enum class Away : std::uint8_t { down, draining, paused };
    Away away = Away::down;
  };
  Untrusted service;
  std::vector<Node> nodes = {};  ///< Those that its placement allows; empty: the swarm has none.
};

/// A file of the release that is not in git.
struct SecretState {
  std::string place;
  /// `gone`: there, and not here any more.
  enum class Kind : std::uint8_t { same, changed, fresh, gone, edited, in_the_way };
  Kind state = Kind::changed;
  /// A line of a file of variables that the host has: its sha256, and the variable that it sets, or "-".
  struct Line {
    std::string digest;
    std::string variable;
  };
  std::vector<Line> lines = {};  ///< Of a `.env` that is `changed`; empty if the host did not say.
};

/// A release on probation: it is healthy and recorded, and the host still watches it. If it fails, what ran
/// before it is put back.
struct Probation {
  std::string run;  ///< The directory of its run.
  std::uint64_t release = 0;
  unsigned seconds_left = 0;
  /// `unwatched`: the process that watches it was killed. `rebooted`: the host was restarted since, and the
  /// probation was not continued.
  enum class State : std::uint8_t { watched, unwatched, rebooted };
  State state = State::watched;
};
std::string_view name_of(Probation::State state);

/// `not_writable`: the account may not. `read_only`: nobody can, the file system is mounted so.
enum class DirectoryState : std::uint8_t {
  present,
  missing,
  not_a_directory,
  not_writable,
  read_only,
  no_home
};

/// `damaged`: repair.sh helps. `linked`: .slipway is a link. `unknown`: the probe did not get that far.
enum class JournalState : std::uint8_t { unknown, none, present, damaged, unreadable, linked };

/// Of the current or last run. `stopped`: killed before its end.
enum class RunState : std::uint8_t { none, running, ended, stopped };
std::string_view name_of(RunState state);

/// What probe.sh found on a host. Everything in it comes from the host.
struct HostState {
  Untrusted directory;       ///< Absolute.
  Untrusted real_directory;  ///< The same, without symbolic links; empty if it is not there.
  DirectoryState directory_state = DirectoryState::missing;
  Untrusted user;
  Untrusted machine;
  Untrusted machine_id;  ///< A digest of it; empty if the machine has none.
  Untrusted host_keys;   ///< A digest of its ssh host keys; of its root directory if they cannot be read.
  Untrusted boot_id;     ///< The kernel's; containers of one machine share it.
  Untrusted project;     ///< The compose project that was looked at: the deployed one, or the wanted one.
  bool has_git = false;
  bool has_docker = false;
  bool has_flock = false;
  bool has_setsid = false;

  JournalState journal_state = JournalState::unknown;
  Untrusted journal_error;
  std::string journal;   ///< Id of the newest entry; empty if there is none.
  std::string deployed;  ///< Id of the last healthy release; empty if there is none.
  Untrusted last_deploy_commit;
  Untrusted checkout;        ///< HEAD of a git checkout that lies in the directory.
  Untrusted unfinished;      ///< The run that did not end its switch.
  Untrusted unfinished_end;  ///< How it ended itself, as `run_end`; empty if it was killed.
  std::optional<Probation> probation;
  std::optional<Untrusted> locked;  ///< Who holds the lock.
  Untrusted run;                    ///< Name of the current or last run; empty if there was none.
  RunState run_state = RunState::none;
  Untrusted run_step;
  Untrusted run_end;           ///< "code outcome reason", if it has ended
  Untrusted drift;             ///< Lines "status<TAB>path", as git prints them.
  bool drift_unknown = false;  ///< The index of what was put there could not be read.
  Untrusted
      at_boot;  ///< How the host finishes what was interrupted when it starts: "unit NAME", "cron", or empty.
  bool at_boot_broken = false;  ///< Somebody has removed a part of it.
  std::vector<SecretState> secrets;
  std::vector<Untrusted> secret_stores;  ///< Names of those in .slipway/secrets.
  std::optional<std::vector<Container>> containers;
  std::vector<ChangedService> changed_services;
  std::vector<WaitingService> waiting_services;
  Untrusted docker_error;
  Untrusted own_engine;      ///< If no engine answered: the socket of the account's own rootless engine.
  Untrusted docker_program;  ///< What `docker --version` says if no engine has answered with its version.
  /// The rest of the machine, if it was examined: every container, and every TCP port with a listener.
  std::vector<Neighbour> neighbours;
  std::vector<Listener> listening;
  std::vector<Listener> listening_udp;              ///< The same for UDP: sockets that receive from anybody.
  std::optional<std::vector<Untrusted>> image_ids;  ///< Nothing if the engine did not say.
  /// What the engine was asked and did not answer, if that has no value of its own above.
  struct Unasked {
    Untrusted what;  ///< "which images it has"
    Untrusted error;
  };
  std::vector<Unasked> unasked;
  std::vector<Untrusted> lacks;  ///< The wants of the release that are not there, as the probe was told them.
  /// If nothing is deployed yet: directories of other deployments that have images of the wanted project.
  std::vector<Untrusted> project_directories;
  /// If the directory is empty: volumes of the wanted project.
  std::vector<Untrusted> project_volumes;

  bool quick = false;  ///< The rest was not looked at.
  /// What a run writes down in .slipway/programs, so that the next probe need not ask for versions again;
  /// empty if it was there, or cannot be known to stay true.
  std::string programs;
  Untrusted runner;         ///< The file with the scripts of the last run; empty if it is not there.
  Untrusted runner_digest;  ///< Its sha256, in hexadecimal.
  Untrusted architecture;
  Untrusted git_version;
  Untrusted engine_version;
  Untrusted client_version;
  Untrusted engine_architecture;
  bool buildx = false;
  Untrusted compose_v2;  ///< Version of the plugin, `docker compose`; empty if there is none.
  Untrusted compose_v1;  ///< Of the program `docker-compose`, which may be of version 2 as well.
  std::optional<std::uint64_t> free_bytes;         ///< Where the deployment's directory is.
  std::optional<std::uint64_t> docker_free_bytes;  ///< Where the engine keeps its images.
  Untrusted docker_root;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint64_t> memory_available_bytes;
  struct Throttled {
    bool under_voltage = false;
    bool slowed = false;  ///< For that or for heat, now.
  } throttled;
  std::optional<int> millidegrees;  ///< The hottest place that the kernel knows, in thousandths of °C.
};

/// Whether a compose project that was started from there is this deployment's: its directory, or one below
/// it.
bool is_own_directory(const HostState& host, const Untrusted& directory);

/// The ids of the project's containers that run, are being started again, or are paused.
std::vector<std::string> ids_of_running(const HostState& host);

/// Why the run that did not end its switch could not put back what ran before it; empty if it was
/// interrupted.
Untrusted failed_way_back(const HostState& host);

/// Whether one of the deployment's own containers starts again and again.
bool is_crashing(const HostState& host);

/// Reads what probe.sh printed. Error: the answer is not one of probe.sh.
Result<HostState> parse_probe(std::string_view output);

}  // namespace slipway::host
