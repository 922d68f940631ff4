#include "deploy/host_session.hpp"

#include "host/scripts.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

using namespace std::chrono_literals;

/// A build can be silent for long: a package being compiled on a small machine.
constexpr auto run_patience = 60min;

host::Script probe_script(const Settings& settings, const std::string& expected) {
  return {std::string(host::probe_sh), {settings.directory, "", expected}};
}

}  // namespace

Result<HostSession> HostSession::open(const Settings& settings, const std::string& expected) {
  HostSession session;
  host::ScriptResult result;
  SLIPWAY_TRY_ASSIGN(session.connection_, host::Connection::open({settings.host, settings.ssh_config},
                                                                 probe_script(settings, expected), result));
  SLIPWAY_TRY_ASSIGN(session.state_, host::parse_probe(result.out));
  return session;
}

Result<void> HostSession::probe_fully(const Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result, connection_->run(probe_script(settings, {})));
  SLIPWAY_TRY_ASSIGN(state_, host::parse_probe(result.out));
  return {};
}

Result<void> HostSession::prepare() {
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult result,
                     connection_->run({std::string(host::prepare_sh), {state_.directory}}));
  if (result.status != 0) {
    return fail(ExitCode::host_unsuited,
                fmt::format("the directory `{}` made ready", printable(state_.directory)),
                printable_lines(trim(result.out)), "look at the directory and its owner on the host");
  }
  return {};
}

Result<HostSession::Followed> HostSession::carry_out(const RunPlan& run, Listener& listener) {
  RunEvents events(run.nonce, listener);
  const std::string directory =
      fmt::format("{}/.slipway/runs/{}-{}", state_.directory, run.release, run.nonce);
  const auto status = connection_->follow(
      {std::string(host::launch_sh),
       {directory, std::string(host::runner_sh), plan_script(run), compose_script(run)}},
      [&](std::string_view piece) {
        events.take(piece);
        return true;
      },
      run_patience);
  events.take("\n");
  if (!events.end()) {
    if (interrupted()) {
      return tl::unexpected(
          Error{ExitCode::connection_lost, "to follow the run to its end",
                fmt::format("interrupted; the host carries on alone with release {}{}", run.release,
                            events.step().empty() ? std::string{}
                                                  : fmt::format(" (step {})", printable(events.step()))),
                "cmake --build … --target deploy-status   tells how it ended"});
    }
    if (!status) {
      return tl::unexpected(status.error());
    }
    return fail(ExitCode::connection_lost, "the run on the host to end with its result",
                fmt::format("it ended without (status {})", *status),
                fmt::format("look at its log on the host: {}/log", printable(directory)));
  }
  return Followed{*events.end(), events.entry(), events.entry_bytes()};
}

}  // namespace slipway::deploy
