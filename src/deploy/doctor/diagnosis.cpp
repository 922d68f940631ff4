#include "deploy/doctor/diagnosis.hpp"

#include "util/pasted_command.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace slipway::deploy {
namespace {

constexpr std::array<std::pair<std::string_view, Symptom>, 3> symptom_names{
    {{"build-too-long", Symptom::build_too_long},
     {"build-fails", Symptom::build_fails},
     {"container-wont-start", Symptom::container_wont_start}}};

/// From here on journals and logs of the two sides no longer fit together …
constexpr std::int64_t noticeable_skew = 30;
/// … and from here on certificates and package lists are refused in builds.
constexpr std::int64_t harmful_skew = 600;
constexpr double slow_command_seconds = 1.0;

void diagnose_connection(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const std::string name = ssh_target(facts.settings->place.host, facts.settings->place.ssh_config);
  if (facts.connection_error) {
    found.push_back(
        {DiagnosisSeverity::problem,
         "ssh",
         fmt::format("`{}` does not let us in: {}", printable(facts.settings->place.host),
                     cause_of(*facts.connection_error)),
         "everything on the host goes through ssh, with your own configuration and without questions",
         facts.connection_error->fix,
         {}});
    return;
  }
  found.push_back({DiagnosisSeverity::fine,
                   "ssh",
                   fmt::format("`{}` lets us in", printable(facts.settings->place.host)),
                   {},
                   {},
                   {}});
  if (facts.second_session_error) {
    found.push_back({DiagnosisSeverity::problem,
                     "multiplexing",
                     "the ssh server does not take a second session on the connection: " +
                         cause_of(*facts.second_session_error),
                     "files and builds share one connection with the commands",
                     "set  MaxSessions 10  in /etc/ssh/sshd_config on the host, and restart its ssh server",
                     {}});
  } else if (facts.latency_seconds.value_or(0) > slow_command_seconds) {
    found.push_back(
        {DiagnosisSeverity::warning,
         "latency",
         fmt::format("a command over the open connection takes {}", duration_text(*facts.latency_seconds)),
         "a deployment takes at least three times as long, before anything is built",
         fmt::format("ssh {} uptime   (its load; ping says how long the network takes)", name),
         {Symptom::build_too_long}});
  } else if (facts.latency_seconds) {
    found.push_back(
        {DiagnosisSeverity::fine,
         "latency",
         fmt::format("a command over the open connection takes {:.0f} ms", *facts.latency_seconds * 1000),
         {},
         {},
         {}});
  }
}

void diagnose_clock(const DoctorFacts& facts, std::vector<Diagnosis>& found) {
  const std::int64_t skew = std::abs(facts.clock_skew_seconds);
  if (skew >= noticeable_skew) {
    found.push_back(
        {skew >= harmful_skew ? DiagnosisSeverity::warning : DiagnosisSeverity::hint,
         "clock",
         fmt::format("the host's clock is {} {} ours", duration_text(static_cast<double>(skew)),
                     facts.clock_skew_seconds > 0 ? "ahead of" : "behind"),
         "times in the journal are the host's; package managers in builds refuse what seems to be from the "
         "future",
         on_host(facts, "sudo timedatectl set-ntp true"),
         {Symptom::build_fails}});
  } else if (facts.examination.clock_synchronised == false) {
    found.push_back({DiagnosisSeverity::hint,
                     "clock",
                     "the host's clock is right, but nothing keeps it so",
                     "a Raspberry Pi has no clock of its own: it is wrong after the next power cut",
                     on_host(facts, "sudo timedatectl set-ntp true"),
                     {Symptom::build_fails}});
  } else {
    found.push_back({DiagnosisSeverity::fine, "clock", "the host's clock agrees with ours", {}, {}, {}});
  }
  if (!facts.examination.zone.empty() && !facts.client.zone.empty() &&
      facts.examination.zone != facts.client.zone) {
    found.push_back({DiagnosisSeverity::hint,
                     "time-zone",
                     fmt::format("the host's time zone is {}, ours {}", printable(facts.examination.zone),
                                 facts.client.zone),
                     "logs of services may be in either; Slipway's own times are UTC",
                     on_host(facts, "sudo timedatectl set-timezone <zone>"),
                     {}});
  }
}

}  // namespace

std::string_view name_of(DiagnosisSeverity severity) {
  constexpr std::array<std::string_view, 4> names{"fine", "hint", "warning", "problem"};
  return names[static_cast<std::size_t>(severity)];
}

std::optional<Symptom> symptom_from(std::string_view name) {
  for (const auto& [known, symptom] : symptom_names) {
    if (known == name) {
      return symptom;
    }
  }
  return {};
}

std::vector<std::string> names_of(const std::vector<Symptom>& symptoms) {
  std::vector<std::string> names;
  for (const auto& [name, symptom] : symptom_names) {
    if (std::find(symptoms.begin(), symptoms.end(), symptom) != symptoms.end()) {
      names.emplace_back(name);
    }
  }
  return names;
}

std::vector<Diagnosis> diagnose(const DoctorFacts& facts) {
  std::vector<Diagnosis> found;
  diagnose_client(facts, found);
  diagnose_connection(facts, found);
  if (!facts.connection_error) {
    diagnose_clock(facts, found);
    diagnose_machine(facts, found);
    diagnose_docker(facts, found);
    diagnose_swarm(facts, found);
    diagnose_application(facts, found);
  }
  return found;
}

std::string on_host(const DoctorFacts& facts, const PastedCommand& command) {
  return command.over_ssh(facts.settings->place.host, facts.settings->place.ssh_config).text();
}

}  // namespace slipway::deploy
