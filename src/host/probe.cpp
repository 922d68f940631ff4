#include "host/probe.hpp"

#include "host/records.hpp"
#include "util/hex.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace slipway::host {
namespace {

/// "0x50005" or "50005"; 0 for anything else.
unsigned hexadecimal(std::string_view text) {
  text.remove_prefix(text.starts_with("0x") ? 2 : 0);
  unsigned value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size() ? value : 0;
}

/// Records that stay true as long as the key of probe.sh does.
bool is_about_programs(std::string_view name) {
  return name == "engine" || name == "buildx" || name == "compose-v2" || name == "compose-v1" ||
         name == "docker-root";
}

/// Between two starts docker waits a minute at most. `age`: for how many seconds its process runs, as far as
/// that can be seen.
bool is_looping(const Container& container, std::optional<unsigned> age) {
  constexpr int often = 3;
  constexpr unsigned lately = 60;
  return container.restarts >= often &&
         (container.state == "restarting" || (container.state == "running" && age && *age < lately));
}

std::vector<Container> parse_containers(std::string_view text) {
  std::vector<Container> containers;
  for (const std::string& line : split(text, '\n')) {
    auto words = split(line, ' ');
    // A container that `compose run` made for one command is none of the deployment's.
    if (words.size() < 6 || (words.size() > 6 && words[6] == "True")) {
      continue;
    }
    Container container;
    container.service = words[0];
    container.image_id = words[1];
    container.state = words[2];
    container.restarts = number_of<int>(words[3]).value_or(0);
    container.exit_code = number_of<int>(words[4]).value_or(0);
    container.health = words[5] == "-" ? std::string{} : words[5];
    container.age = words.size() > 7 ? number_of<unsigned>(words[7]) : std::nullopt;
    container.looping = is_looping(container, container.age);
    container.id = words.size() > 8 ? words[8] : std::string{};
    if (words.size() > 9) {
      words.erase(words.begin(), words.begin() + 9);
      container.directory = join(words, " ");
    }
    containers.push_back(std::move(container));
  }
  return containers;
}

/// The states of one kind, as probe.sh calls them, in the order of the enumeration.
template <std::size_t count>
using Words = std::array<std::string_view, count>;

constexpr Words<6> directory_words{"present",      "missing",   "not-a-directory",
                                   "not-writable", "read-only", "no-home"};
constexpr Words<6> journal_words{"", "none", "present", "damaged", "unreadable", "linked"};
constexpr Words<4> run_words{"none", "running", "ended", "stopped"};
constexpr Words<3> probation_words{"watched", "unwatched", "rebooted"};
constexpr Words<6> secret_words{"same", "changed", "new", "gone", "edited", "in-the-way"};

/// Nothing for a word that is none of them.
template <class State, std::size_t count>
std::optional<State> state_from(const Words<count>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? std::nullopt : std::optional(static_cast<State>(found - words.begin()));
}

/// Lines "SERVICE WHAT [BEFORE NOW]", as specs.sh prints them.
std::vector<ChangedService> parse_changed_services(const std::string& text) {
  constexpr Words<6> what_words{"replicas", "image", "definition", "rest", "gone", "unknown"};
  std::vector<ChangedService> services;
  for (const std::string& line : split(text, '\n')) {
    const auto words = split(line, ' ');
    const auto what =
        words.size() >= 2 ? state_from<ChangedService::What>(what_words, words[1]) : std::nullopt;
    if (what) {
      const bool is_all = *what == ChangedService::What::unknown;
      services.push_back({is_all ? std::string{} : words[0], *what,
                          words.size() > 2 ? words[2] : std::string{},
                          words.size() > 3 ? words[3] : std::string{}});
    }
  }
  return services;
}

/// Lines "SERVICE NODE/STATE…", as placement.sh prints them.
std::vector<WaitingService> parse_waiting_services(const std::string& text) {
  constexpr Words<3> away_words{"down", "drain", "pause"};
  std::vector<WaitingService> services;
  for (const std::string& line : split(text, '\n')) {
    const auto words = split(line, ' ');
    if (words.empty()) {
      continue;
    }
    WaitingService service{words[0]};
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
      const std::size_t slash = word->rfind('/');
      const auto away = slash == std::string::npos
                            ? std::nullopt
                            : state_from<WaitingService::Node::Away>(away_words, word->substr(slash + 1));
      if (away) {
        service.nodes.push_back({word->substr(0, slash), *away});
      }
    }
    // Whose words are not understood may run all the same.
    if (service.nodes.size() + 1 == words.size()) {
      services.push_back(std::move(service));
    }
  }
  return services;
}

/// "RELEASE SECONDS-LEFT HOW RUN"
std::optional<Probation> parse_probation(const std::string& text) {
  const auto words = split(text, ' ');
  const auto release = words.size() >= 4 ? number_of<std::uint64_t>(words[0]) : std::nullopt;
  const auto left = release ? number_of<unsigned>(words[1]) : std::nullopt;
  const auto state = left ? state_from<Probation::State>(probation_words, words[2]) : std::nullopt;
  return state ? std::optional(Probation{join(std::vector<std::string>(words.begin() + 3, words.end()), " "),
                                         *release, *left, *state})
               : std::nullopt;
}

}  // namespace

std::string_view name_of(RunState state) {
  return run_words.at(static_cast<std::size_t>(state));
}

std::string_view name_of(Probation::State state) {
  return probation_words.at(static_cast<std::size_t>(state));
}

Untrusted failed_way_back(const HostState& host) {
  constexpr std::string_view broken = "9 broken ";
  return host.unfinished_end.starts_with(broken) ? host.unfinished_end.raw().substr(broken.size())
                                                 : std::string{};
}

bool is_own_directory(const HostState& host, const Untrusted& directory) {
  const auto within = [&](const Untrusted& own) {
    return !own.empty() && (directory == own || directory.starts_with(own.raw() + "/"));
  };
  return within(host.directory) || within(host.real_directory);
}

std::vector<std::string> ids_of_running(const HostState& host) {
  std::vector<std::string> ids;
  for (const Container& one : host.containers.value_or(std::vector<Container>{})) {
    if (!one.id.empty() && (one.state == "running" || one.state == "restarting" || one.state == "paused")) {
      ids.push_back(one.id.raw());
    }
  }
  return ids;
}

bool is_crashing(const HostState& host) {
  return host.containers &&
         std::any_of(host.containers->begin(), host.containers->end(), [&](const auto& one) {
           return one.looping && (one.directory.empty() || is_own_directory(host, one.directory));
         });
}

Result<HostState> parse_probe(std::string_view output) {
  HostState state;
  std::optional<DirectoryState> directory_state;
  const auto id_into = [](std::string& target) {
    return [&target](const std::string& value) { target = is_object_id(value) ? value : std::string{}; };
  };
  const auto text_into = [](Untrusted& target) {
    return [&target](const std::string& value) { target = value; };
  };
  const auto lines_into = [](std::vector<Untrusted>& target) {
    return [&target](const std::string& value) {
      const auto lines = split(value, '\n');
      target.assign(lines.begin(), lines.end());
    };
  };
  const std::map<std::string, std::function<void(const std::string&)>, std::less<>> readers{
      {"directory", text_into(state.directory)},
      {"real-directory", text_into(state.real_directory)},
      {"directory-state",
       [&](const std::string& word) { directory_state = state_from<DirectoryState>(directory_words, word); }},
      {"user", text_into(state.user)},
      {"machine", text_into(state.machine)},
      {"machine-id", text_into(state.machine_id)},
      {"host-keys", text_into(state.host_keys)},
      {"boot-id", text_into(state.boot_id)},
      {"project", text_into(state.project)},
      {"has",
       [&](const std::string& tool) {
         state.has_git = state.has_git || tool == "git";
         state.has_docker = state.has_docker || tool == "docker";
         state.has_flock = state.has_flock || tool == "flock";
         state.has_setsid = state.has_setsid || tool == "setsid";
       }},
      {"journal-state",
       [&](const std::string& word) {
         state.journal_state = state_from<JournalState>(journal_words, word).value_or(JournalState::unknown);
       }},
      {"journal-error", text_into(state.journal_error)},
      {"journal", id_into(state.journal)},
      {"deployed", id_into(state.deployed)},
      {"last-deploy-commit", text_into(state.last_deploy_commit)},
      {"checkout", text_into(state.checkout)},
      {"unfinished", text_into(state.unfinished)},
      {"unfinished-end", text_into(state.unfinished_end)},
      {"probation", [&](const std::string& text) { state.probation = parse_probation(text); }},
      {"locked", [&](const std::string& holder) { state.locked = holder; }},
      {"run", text_into(state.run)},
      {"run-state",
       [&](const std::string& word) {
         state.run_state = state_from<RunState>(run_words, word).value_or(RunState::none);
       }},
      {"run-step", text_into(state.run_step)},
      {"run-end", text_into(state.run_end)},
      {"drift", text_into(state.drift)},
      {"secret",
       [&](const std::string& text) {
         const std::size_t space = text.find(' ');
         if (space != std::string::npos) {
           const auto kind = state_from<SecretState::Kind>(secret_words, text.substr(0, space));
           state.secrets.push_back({text.substr(space + 1), kind.value_or(SecretState::Kind::changed), {}});
         }
       }},
      {"secret-lines",
       [&](const std::string& text) {
         std::vector<std::string> lines = split(text, '\n');
         if (lines.empty() || state.secrets.empty() || state.secrets.back().place != lines.front()) {
           return;
         }
         for (std::size_t at = 1; at < lines.size(); ++at) {
           const std::size_t space = lines[at].find(' ');
           if (space != std::string::npos) {
             state.secrets.back().lines.push_back({lines[at].substr(0, space), lines[at].substr(space + 1)});
           }
         }
       }},
      {"secret-store", [&](const std::string& name) { state.secret_stores.push_back(name); }},
      {"runner",
       [&](const std::string& text) {
         const std::size_t space = text.find(' ');
         if (space != std::string::npos) {
           state.runner_digest = text.substr(0, space);
           state.runner = text.substr(space + 1);
         }
       }},
      {"image-ids",
       [&](const std::string& value) {
         const auto ids = split(value, '\n');
         state.image_ids = std::vector<Untrusted>(ids.begin(), ids.end());
       }},
      {"unasked",
       [&](const std::string& value) {
         const std::size_t end = value.find('\n');
         state.unasked.push_back(
             {value.substr(0, end), end == std::string::npos ? std::string{} : value.substr(end + 1)});
       }},
      {"at-boot", text_into(state.at_boot)},
      {"at-boot-broken", [&](const std::string&) { state.at_boot_broken = true; }},
      {"drift-unknown", [&](const std::string&) { state.drift_unknown = true; }},
      {"listening-udp", [&](const std::string& text) { state.listening_udp = parse_listening(text); }},
      {"containers", [&](const std::string& text) { state.containers = parse_containers(text); }},
      {"task-nodes",
       [&](const std::string& text) {
         // A host may say where its tasks run and not which they are.
         for (const std::string& line : state.containers ? split(text, '\n') : std::vector<std::string>{}) {
           const std::size_t space = line.find(' ');
           for (Container& container : *state.containers) {
             // A task that waits for a node has none.
             if (space != std::string::npos && container.id == line.substr(0, space) &&
                 line.substr(space) != " -") {
               container.node = line.substr(space + 1);
             }
           }
         }
       }},
      {"changed-services",
       [&](const std::string& text) { state.changed_services = parse_changed_services(text); }},
      {"waiting-services",
       [&](const std::string& text) { state.waiting_services = parse_waiting_services(text); }},
      {"neighbours", [&](const std::string& text) { state.neighbours = parse_neighbours(text); }},
      {"listening", [&](const std::string& text) { state.listening = parse_listening(text); }},
      {"lacks", [&](const std::string& want) { state.lacks.push_back(want); }},
      {"project-directories", lines_into(state.project_directories)},
      {"project-volumes", lines_into(state.project_volumes)},
      {"docker-error", text_into(state.docker_error)},
      {"docker-program", text_into(state.docker_program)},
      {"own-engine", text_into(state.own_engine)},
      {"quick", [&](const std::string& value) { state.quick = value == "yes"; }},
      {"arch", text_into(state.architecture)},
      {"git", text_into(state.git_version)},
      {"engine",
       [&](const std::string& text) {
         const auto words = split(text, ' ');
         if (words.size() == 3) {
           state.engine_version = words[0];
           state.client_version = words[1];
           state.engine_architecture = words[2];
         }
       }},
      {"buildx", [&](const std::string& value) { state.buildx = value == "yes"; }},
      {"compose-v2", text_into(state.compose_v2)},
      {"compose-v1", text_into(state.compose_v1)},
      {"docker-root", text_into(state.docker_root)},
      {"docker-free", [&](const std::string& value) { state.docker_free_bytes = kibibytes(value); }},
      {"free", [&](const std::string& value) { state.free_bytes = kibibytes(value); }},
      {"throttled",
       [&](const std::string& text) {
         // Bits as the firmware's get_throttled has them: 0 under-voltage, 1 capped, 2 throttled, 3 soft
         // limit of heat.
         const unsigned bits = hexadecimal(text);
         state.throttled = {(bits & 1U) != 0, (bits & 0xFU) != 0};
       }},
      {"temperature", [&](const std::string& value) { state.millidegrees = number_of<int>(value); }},
      {"memory",
       [&](const std::string& text) {
         const auto words = split(text, ' ');
         if (words.size() == 2) {
           state.memory_bytes = kibibytes(words[0]);
           state.memory_available_bytes = kibibytes(words[1]);
         }
       }},
  };
  std::optional<std::string> programs_key;
  std::string programs;
  read_records(output, [&](std::string_view name, const std::string& value) {
    if (name == "programs-key") {
      programs_key = value;
    } else if (is_about_programs(name) && value.find('\n') == std::string::npos) {
      programs.append(name).append(" ").append(value).append("\n");
    }
    if (const auto reader = readers.find(name); reader != readers.end()) {
      reader->second(value);
    }
  });
  if (programs_key && !programs_key->empty() && !state.engine_version.empty() && !state.docker_root.empty()) {
    state.programs = *programs_key + "\n=\n" + programs + ".\n";
  }
  if (!state.directory.starts_with("/") || !directory_state) {
    return fail(ExitCode::host_unsuited, "the host does not answer as a POSIX shell does",
                output.empty() ? std::string("it printed nothing")
                               : "it printed: " + printable(output.substr(0, 200)),
                "log in by hand and check the shell: ssh <host> /bin/sh -c 'echo hello'");
  }
  state.directory_state = *directory_state;
  return state;
}

}  // namespace slipway::host
