#include "deploy/inspect.hpp"

#include "deploy/host_journal.hpp"
#include "deploy/host_session.hpp"
#include "host/scripts.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {

Result<Inspection> inspect(const Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(settings.source_directory));
  SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings, {}));
  std::string output;
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open_with(settings, host::status_sh, output));
  Inspection inspection;
  inspection.host = session.state();
  inspection.vitals = host::parse_vitals(output);
  SLIPWAY_TRY_ASSIGN(inspection.journal,
                     fetch_journal(repository, settings, session.state(), session.connection()));
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned, make_plan(repository, settings, target, inspection.journal,
                                                       {.forced = {}, .host = &inspection.host}));
  inspection.plan = std::move(planned.plan);
  return inspection;
}

Result<int> stream_logs(const Settings& settings, const LogOptions& options,
                        const host::Connection::Sink& sink) {
  using namespace std::chrono_literals;
  // Logs of a quiet service may say nothing for days; a dead peer is noticed by the connection's own
  // keep-alives.
  constexpr auto patience = 24h * 20;
  std::vector<std::string> words{"--ansi",       "never",  "logs",      "--no-color",
                                 "--timestamps", "--tail", options.tail};
  if (options.follow) {
    words.emplace_back("--follow");
  }
  if (!options.since.empty()) {
    words.insert(words.end(), {"--since", options.since});
  }
  words.insert(words.end(), options.services.begin(), options.services.end());
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}));
  if (session.state().deployed.empty()) {
    return fail(ExitCode::refused, fmt::format("a release of `{}` on the host", settings.deployment),
                "none is deployed", "deploy one first: --target deploy");
  }
  std::vector<std::string> arguments{session.state().directory};
  arguments.insert(arguments.end(), words.begin(), words.end());
  auto status = session.connection().follow({std::string(host::logs_sh), arguments}, sink, patience);
  if (!status && interrupted()) {
    return 0;
  }
  return status;
}

}  // namespace slipway::deploy
