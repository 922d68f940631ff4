#include "deploy/deployment.hpp"
#include "deploy/deployment_run.hpp"
#include "deploy/remote/host_journal.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/preconditions.hpp"
#include "deploy/run/run_name.hpp"
#include "host/scripts.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::deploy {
namespace {

/// The run that is to be put right: the one that was interrupted in its switch, or the one whose release is
/// not watched any more.
std::optional<RunName> interrupted_run(const host::HostState& host) {
  const auto last_part = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  if (!host.unfinished.empty()) {
    const auto named = RunName::parse(last_part(host.unfinished.raw()));
    return named ? named : RunName::parse(host.run.raw());
  }
  if (host.probation && host.probation->state != host::Probation::State::watched) {
    return RunName::parse(last_part(host.probation->run));
  }
  return {};
}

}  // namespace

Result<RecoverResult> recover(const Settings& settings, Wait wait, Listener& listener,
                              host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}, {}, nullptr, network));
  SLIPWAY_TRY(pass_lock(session, settings.place, wait, listener));
  SLIPWAY_TRY(mend_journal(repository, settings.place, session, listener));
  RecoverResult result;
  const auto run = interrupted_run(session.state());
  if (!run && session.state().unfinished.empty()) {
    return result;
  }
  SLIPWAY_TRY(check_host(session.state(), settings));
  const std::string directory = session.state().directory.raw();
  const auto lost = [&] {
    return fail(ExitCode::refused, "the interrupted run cannot be finished or undone",
                fmt::format("its records in `{}` are lost", printable(directory)),
                "slipway deploy   (after it every file and container is of one release again)");
  };
  if (!run) {
    return lost();
  }
  SLIPWAY_TRY_ASSIGN(const host::ScriptResult begun,
                     session.connection().run({std::string(host::begin_recovery_sh),
                                               {directory, run->directory(session.state())}}));
  if (begun.status == 3) {
    return lost();
  }
  const auto known = number_of<std::size_t>(trim(begun.out));
  if (begun.status != 0 || !known) {
    return fail(ExitCode::locked, "another process puts the run right already", {},
                "slipway attach   (follows it)");
  }
  SLIPWAY_TRY_ASSIGN(const HostSession::Followed followed, session.follow(*run, *known, {}, listener));
  result.was_needed = true;
  result.run = conclude(repository, settings, run->release, followed, listener);
  return result;
}

}  // namespace slipway::deploy
