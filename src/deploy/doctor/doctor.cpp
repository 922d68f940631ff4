#include "deploy/doctor/doctor.hpp"

#include "deploy/plan/compose_model.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/plan/preset_values.hpp"
#include "deploy/plan/project_lint.hpp"
#include "deploy/remote/host_journal.hpp"
#include "deploy/remote/host_session.hpp"
#include "host/scripts.hpp"
#include "util/process.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string first_line(const git::Repository& repository, std::vector<std::string> words) {
  const auto finished = run(repository.command(std::move(words)));
  return finished && finished->ok() ? std::string(trim(finished->out)) : std::string{};
}

std::string zone_of_this_machine() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  ::localtime_r(&now, &parts);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%z", &parts);
  return text.data();
}

bool newer(const fs::path& file, const fs::path& than) {
  std::error_code error;
  const auto one = fs::last_write_time(file, error);
  if (error) {
    return false;
  }
  const auto other = fs::last_write_time(than, error);
  return !error && one > other;
}

ClientFacts look_here(const git::Repository& repository, const Settings& settings,
                      const std::string& helper_version) {
  ClientFacts client;
  client.helper_version = helper_version;
  client.module_version = settings.build_system.module_version;
  client.git_version = first_line(repository, {"--version"});
  client.has_identity = !first_line(repository, {"var", "GIT_AUTHOR_IDENT"}).empty();
  client.rewrites_line_ends = first_line(repository, {"config", "--get", "core.autocrlf"}) == "true";
  client.shallow = repository.is_shallow();
  client.zone = zone_of_this_machine();
  client.has_preset =
      read_preset(settings.build_system.project_directory, settings.place.environment).has_value();
  for (const char* name : {"CMakeLists.txt", "CMakePresets.json", "CMakeUserPresets.json"}) {
    // Settings that stay the same are not written again; CMake touches the other file whenever it configures.
    const fs::path file = settings.application.source_directory / name;
    client.configured_before_edit =
        client.configured_before_edit ||
        (newer(file, settings.file) &&
         !newer(settings.build_system.build_directory / "CMakeFiles/cmake.check_cache", file));
  }
  std::error_code error;
  client.build_directory_gone = !settings.build_system.build_directory.empty() &&
                                !fs::exists(settings.build_system.build_directory / "CMakeCache.txt", error);
  return client;
}

/// The application that would be deployed, as far as it can be read.
void look_at_application(const git::Repository& repository, const Settings& settings, DoctorFacts& facts) {
  const auto target = find_target(repository, settings.application, {});
  if (!target) {
    facts.model_error = target.error();
    return;
  }
  const auto files = compose_files_in_root(settings.application);
  if (!files) {
    facts.model_error = files.error();
    return;
  }
  const auto tree = repository.tree(target->tree);
  auto model = load_compose_model(*tree, settings, *files, {});
  if (!model) {
    facts.model_error = model.error();
    return;
  }
  facts.model = std::move(*model);
  if (auto lint = lint_application(repository, settings, {target->commit.commit, target->root})) {
    for (classify::Finding& finding : lint->findings) {
      if (finding.name == "no-ignore-file") {
        facts.client.without_ignore_file.push_back(std::move(finding));
      }
    }
  }
}

/// "/dev/snd:/dev/snd:rwm" is /dev/snd on the host.
std::vector<std::string> devices_in(const compose::Model& model) {
  std::vector<std::string> devices;
  for (const auto& [name, service] : model.services) {
    for (const compose::Text& device : service.devices) {
      const std::string path = device.value.substr(0, device.value.find(':'));
      if (service.active && device.known() && path.starts_with('/') &&
          std::find(devices.begin(), devices.end(), path) == devices.end()) {
        devices.push_back(path);
      }
    }
  }
  return devices;
}

void measure(host::Connection& connection, DoctorFacts& facts) {
  const auto started = Clock::now();
  const auto result = connection.run({"true", {}});
  if (result && result->status == 0) {
    facts.latency_seconds = std::chrono::duration<double>(Clock::now() - started).count();
  } else {
    facts.second_session_error = result ? Error{} : result.error();
  }
}

}  // namespace

namespace {

/// The swarm, and each node of NODES over a connection of its own.
void look_at_nodes(const Settings& settings, HostSession& session, DoctorFacts& facts) {
  if (auto swarm = look_at_swarm(session.connection(), facts.host.project.raw())) {
    facts.swarm = std::move(*swarm);
  }
  for (const std::string& name : settings.swarm.nodes) {
    NodeFacts node{name, {}, {}, {}};
    host::ScriptResult result;
    const auto connection =
        host::ssh_network().open({name, settings.place.ssh_config, false, {}},
                                 {"docker info --format '{{.Swarm.NodeID}}'; date +%s", {}}, result);
    if (!connection) {
      node.error = cause_of(connection.error());
    } else {
      const std::vector<std::string> lines = split(result.out, '\n');
      node.id = lines.empty() ? std::string{} : lines[0];
      const auto time = lines.size() > 1 ? number_of<std::int64_t>(lines[1]) : std::nullopt;
      node.clock_skew_seconds = time ? std::optional(*time - seconds_since_epoch()) : std::nullopt;
    }
    facts.nodes.push_back(std::move(node));
  }
}

}  // namespace

Result<DoctorFacts> examine(const Settings& settings, const std::string& helper_version) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  DoctorFacts facts;
  facts.settings = &settings;
  facts.client = look_here(repository, settings, helper_version);
  look_at_application(repository, settings, facts);
  SLIPWAY_TRY_ASSIGN(facts.journal,
                     load_journal(repository, settings.place.deployment, settings.place.record()));

  const std::string script = fmt::format("{}\n{}\n{}", host::status_sh, host::redact_sh, host::doctor_sh);
  std::string output;
  auto session = HostSession::open_with(
      settings.place, script, facts.model ? devices_in(*facts.model) : std::vector<std::string>{}, output);
  if (!session) {
    facts.connection_error = session.error();
    return facts;
  }
  const std::int64_t now = seconds_since_epoch();
  facts.host = session->state();
  facts.host_health = host::parse_host_health(output);
  facts.examination = host::parse_examination(output);
  facts.clock_skew_seconds = facts.host_health.time.value_or(now) - now;
  measure(session->connection(), facts);
  if (settings.swarm.on) {
    look_at_nodes(settings, *session, facts);
  }
  if (auto journal = fetch_journal(repository, settings.place, session->state(), session->connection())) {
    facts.journal = std::move(*journal);
  }
  return facts;
}

}  // namespace slipway::deploy
