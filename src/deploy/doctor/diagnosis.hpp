#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/remote/swarm.hpp"
#include "host/examination.hpp"
#include "host/host_health.hpp"
#include "host/probe.hpp"
#include "util/pasted_command.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// How bad it is.
enum class DiagnosisSeverity : std::uint8_t {
  fine,     ///< As it should be.
  hint,     ///< Worth knowing.
  warning,  ///< It works, but will cost time or trouble.
  problem   ///< A deployment is refused, or fails.
};
std::string_view name_of(DiagnosisSeverity severity);

/// The problem that a user has noticed.
enum class Symptom : std::uint8_t { build_too_long, build_fails, container_wont_start };
std::optional<Symptom> symptom_from(std::string_view name);
std::vector<std::string> names_of(const std::vector<Symptom>& symptoms);

/// One check and its result.
struct Diagnosis {
  DiagnosisSeverity severity = DiagnosisSeverity::fine;
  std::string name;  ///< Stable, for programs: docs/reference/commands/slipway-doctor.md lists them.
  std::string what;  ///< What was found. This and the next two are without a final full stop.
  std::string why;   ///< Why it matters; empty if it is fine.
  std::string fix;   ///< The command, or the change, that fixes it; empty if there is none.
  std::vector<Symptom> symptoms = {};  ///< The symptoms that it may cause.
};

/// The state of the client's machine.
struct ClientFacts {
  std::string helper_version;
  std::string module_version;       ///< Of the module that wrote the settings; empty if it did not say.
  std::string git_version;          ///< "git version 2.39.5"
  bool has_identity = false;        ///< git knows a name and an address to commit with.
  bool has_preset = false;          ///< There is a configure preset of the environment's name.
  bool rewrites_line_ends = false;  ///< core.autocrlf
  bool shallow = false;
  bool configured_before_edit = false;  ///< CMakeLists.txt or a preset is newer than the settings.
  bool build_directory_gone = false;
  std::string zone;
  std::vector<classify::Finding> without_ignore_file = {};  ///< Of lint: contexts that lack one, and need it.
};

/// A node of NODES.
struct NodeFacts {
  std::string name;   ///< As ssh knows it.
  std::string error;  ///< Why it cannot be reached; empty if it can.
  std::string id;     ///< Of the node of a swarm that it is.
  std::optional<std::int64_t> clock_skew_seconds;
};

/// Everything that is checked.
struct DoctorFacts {
  const Settings* settings = nullptr;
  ClientFacts client;
  std::optional<Error> connection_error;  ///< If there is one, everything below is missing.
  std::optional<Error> model_error;
  std::optional<compose::Model> model;
  host::HostState host;
  host::HostHealth host_health;
  host::Examination examination;
  Journal journal;
  std::int64_t clock_skew_seconds = 0;        ///< The host's clock minus ours.
  std::optional<double> latency_seconds;      ///< Of a command over the open connection.
  std::optional<Error> second_session_error;  ///< The connection cannot be shared.
  std::optional<SwarmState> swarm;            ///< With ENGINE swarm.
  std::vector<NodeFacts> nodes;
};

/// The decision, pure: all checks, in an order that a person would follow.
std::vector<Diagnosis> diagnose(const DoctorFacts& facts);

/// The command line that runs `command` on the host; on a terminal if sudo may ask for a password there.
std::string on_host(const DoctorFacts& facts, const PastedCommand& command);
template <class... Words>
std::string on_host(const DoctorFacts& facts, PastedCommand::Text<Words...> command, const Words&... words) {
  return on_host(facts, PastedCommand(command, words...));
}

// The parts of it.
void diagnose_client(const DoctorFacts& facts, std::vector<Diagnosis>& found);
void diagnose_machine(const DoctorFacts& facts, std::vector<Diagnosis>& found);
void diagnose_docker(const DoctorFacts& facts, std::vector<Diagnosis>& found);
void diagnose_swarm(const DoctorFacts& facts, std::vector<Diagnosis>& found);
void diagnose_application(const DoctorFacts& facts, std::vector<Diagnosis>& found);

}  // namespace slipway::deploy
