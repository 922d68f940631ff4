#pragma once

#include "deploy/plan/settings.hpp"
#include "deploy/remote/waiting.hpp"
#include "deploy/run/listener.hpp"
#include "deploy/run/plan_script.hpp"
#include "deploy/run/run_events.hpp"
#include "deploy/run/run_name.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace slipway::deploy {

/// How a deployment reaches its host.
host::Destination destination_of(const Settings& settings);

/// The connection of one command, and what the host last said about itself.
class HostSession {
 public:
  /// Connects and probes in one round trip. `expected` is the entry believed to be deployed: if it is, the
  /// probe stays short.
  /// `secrets` are the words of secret_words(), if the host has to compare them with its own; `spec` is
  /// what is to be deployed, whose wants the host is asked for.
  static Result<HostSession> open(const Settings& settings, const std::string& expected,
                                  const std::optional<std::vector<std::string>>& secrets = {},
                                  const ReleaseSpec* spec = nullptr,
                                  host::Network& network = host::ssh_network());
  /// The same, probing fully, with a script that continues the probe in the same round trip and takes further
  /// arguments; `output` is what both printed.
  static Result<HostSession> open_with(const Place& place, std::string_view continuation,
                                       const std::vector<std::string>& arguments, std::string& output,
                                       std::chrono::seconds within = {},
                                       host::Network& network = host::ssh_network());

  const host::HostState& state() const { return state_; }
  host::Connection& connection() { return *connection_; }

  /// From the next look on, the host is asked for what this release wants.
  void want(const ReleaseSpec& spec);
  /// Looks again, at everything.
  Result<void> probe_fully(const Place& place);
  /// Makes the directory and its empty journal.
  Result<void> prepare();
  /// Repairs a journal that a power cut has damaged on the host, and looks again.
  Result<void> repair_journal(const Place& place);

  /// Waits until no run holds the deployment's lock. Error: one still does after `limit` (0: none).
  Result<void> await_lock(std::chrono::seconds limit, Listener& listener);

  struct Followed {
    RunEnd end;
    std::string entry;
    std::string entry_bytes;
    std::string kept = {};  ///< RunEvents::kept()
    unsigned probation = 0;
  };
  /// Starts a run and follows it to its end. If the connection is lost, a new one is made, a few times.
  Result<Followed> carry_out(const RunPlan& run, const ClientTests& tests, Listener& listener);
  /// Follows a run that is there, from a byte of its log on.
  Result<Followed> follow(const RunName& run, std::size_t offset, const ClientTests& tests,
                          Listener& listener);

 private:
  Result<Followed> follow(const RunName& run, std::size_t offset, std::vector<std::string> texts,
                          const ClientTests& tests, Listener& listener);
  /// Gives the run a word over a connection of its own, which is tried to be made until `deadline`. Nothing
  /// if none could be made: then the listener was told why.
  std::optional<host::ScriptResult> tell(std::vector<std::string> words,
                                         host::Network::Clock::time_point deadline, std::string_view purpose,
                                         std::string& why_not, Listener& listener);
  void confirm(const RunName& run, const SmokeTests& smoke_tests, host::Network::Clock::time_point deadline,
               Listener& listener);
  void report_tests(const RunName& run, const HostTests& host_tests,
                    host::Network::Clock::time_point deadline, Listener& listener);
  void report_seeding(const RunName& run, const NodeSeeding& seeding, const std::string& request,
                      Listener& listener);
  bool reconnect(bool runs, std::chrono::nanoseconds patience, Listener& listener);

  host::Network* network_ = nullptr;
  host::Destination destination_;
  host::Script probe_script(const Place& place, const std::string& expected) const;

  std::optional<std::vector<std::string>> secrets_;
  std::string project_;
  std::vector<std::string> wants_;
  std::unique_ptr<host::Connection> connection_;
  host::HostState state_;
};

}  // namespace slipway::deploy
