#include "deploy/deployment.hpp"
#include "deploy/deployment_run.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/run/run_name.hpp"
#include "deploy/swarm_run.hpp"
#include "host/scripts.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace slipway::deploy {
namespace {

Result<RunName> run_on(const host::HostState& host, const Place& place) {
  const auto name = RunName::parse(host.run.raw());
  if (!name) {
    return fail(ExitCode::refused, fmt::format("there is no run of `{}` on the host", place.deployment),
                host.run.empty() ? std::string("nothing was deployed there yet")
                                 : fmt::format("`{}` is not the name of a run", printable(host.run)),
                "slipway deploy");
  }
  return *name;
}

}  // namespace

Result<DeployResult> attach(const Settings& settings, const ClientTests& tests, Listener& listener,
                            host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}, {}, nullptr, network));
  SLIPWAY_TRY_ASSIGN(const RunName run, run_on(session.state(), settings.place));
  SLIPWAY_TRY_ASSIGN(const Journal journal,
                     load_journal(repository, settings.place.deployment, settings.place.record()));
  listener.note(fmt::format("release {}, {}", run.release,
                            session.state().run_state == host::RunState::running
                                ? "which is being deployed"
                                : "the last run, as it went"));
  ClientTests answers = tests;
  answers.seeding =
      seeding_of_run(settings, session, network, [&](const std::string& text) { listener.note(text); });
  SLIPWAY_TRY_ASSIGN(const HostSession::Followed followed, session.follow(run, 0, answers, listener));
  DeployResult result = conclude(repository, settings, run.release, followed, listener);
  // A run that was followed to its end has just begun the probation; of another one some of it is over.
  if (session.state().run_state != host::RunState::running) {
    result.probation = 0;
    note_probation(session.state(), journal, listener);
  }
  return result;
}

Result<CancelResult> cancel(const Settings& settings, Listener& listener, host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}, {}, nullptr, network));
  CancelResult result;
  if (session.state().run_state != host::RunState::running) {
    note_interrupted_run(settings, session.state(), listener);
    SLIPWAY_TRY_ASSIGN(const Journal journal,
                       load_journal(repository, settings.place.deployment, settings.place.record()));
    note_probation(session.state(), journal, listener);
    return result;
  }
  SLIPWAY_TRY_ASSIGN(const RunName run, run_on(session.state(), settings.place));
  SLIPWAY_TRY_ASSIGN(
      const host::ScriptResult asked,
      session.connection().run({std::string(host::cancel_sh), {run.directory(session.state()), person()}}));
  if (asked.status != 0) {
    return fail(ExitCode::failure, fmt::format("cannot cancel release {}", run.release),
                fmt::format("the host's shell exited with status {}", asked.status),
                "slipway attach   (shows how far the release is)");
  }
  std::size_t known = 0;
  std::from_chars(asked.out.data(), asked.out.data() + asked.out.size(), known);
  SLIPWAY_TRY_ASSIGN(const HostSession::Followed followed, session.follow(run, known, {}, listener));
  result.was_running = true;
  result.run = conclude(repository, settings, run.release, followed, listener);
  return result;
}

}  // namespace slipway::deploy
