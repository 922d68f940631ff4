#include "deploy/deployment_run.hpp"

#include "deploy/build_here/delivery.hpp"
#include "deploy/hooks.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/probation.hpp"
#include "deploy/plan/swarm_plan.hpp"
#include "deploy/remote/at_boot.hpp"
#include "deploy/remote/git_transfer.hpp"
#include "deploy/remote/host_journal.hpp"
#include "deploy/remote/large_files.hpp"
#include "deploy/remote/patches.hpp"
#include "deploy/remote/preconditions.hpp"
#include "deploy/remote/remembered_run.hpp"
#include "deploy/remote/send_secrets.hpp"
#include "deploy/run/journal_message.hpp"
#include "deploy/run/run_name.hpp"
#include "util/file.hpp"
#include "util/signals.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace slipway::deploy {
namespace {

using Clock = std::chrono::steady_clock;

/// A plan is made again at most this often because somebody else deployed in between.
constexpr int most_attempts = 3;
/// Files up to this much travel with the run itself, which saves a session and what git has to say in it.
constexpr std::size_t most_packed_bytes = 65536;
/// git looks for what two files have in common before it writes: a file of this size takes it seconds.
constexpr std::uint64_t most_tried_bytes = 16U << 20U;
/// How long a run waits for the client to bring images to the nodes of a swarm: nothing is switched
/// meanwhile.
constexpr unsigned most_seconds_to_seed = 3600;

}  // namespace

std::string person() {
  // Once: the C library's answer is in one place for all threads.
  static const std::string text = [] {
    const passwd* account = ::getpwuid(::getuid());
    std::array<char, 256> machine{};
    ::gethostname(machine.data(), machine.size() - 1);
    return fmt::format("{}@{}", account == nullptr ? "someone" : account->pw_name, machine.data());
  }();
  return text;
}

namespace {

/// Makes the project plan again the next time it is built.
void touch_state_file(const Settings& settings, const std::string& entry) {
  // Only a convenience: a state file that cannot be written costs a stale verdict in the configure output.
  [[maybe_unused]] const auto written = write_file(settings.state_file(), entry + "\n");
}

/// After a run the releases that it kept are those to go back to. A run that did not tidy has removed
/// nothing, and added its own release.
void remember_kept(const git::Repository& repository, const Place& place, std::uint64_t release,
                   const HostSession::Followed& followed) {
  const bool tidied = !followed.kept.empty();
  auto seen = load_last_seen(repository, place.deployment, place.record());
  const auto entry = repository.commit(followed.entry);
  if (!seen || !entry || (!tidied && followed.end.outcome != RunOutcome::deployed)) {
    return;
  }
  seen->time = seconds_since_epoch();
  seen->empty = false;
  if (tidied) {
    seen->restorable.clear();
  } else {
    seen->restorable.insert(seen->restorable.begin(), release);
  }
  for (const std::string& word : split(trim(followed.kept), ' ')) {
    if (const auto number = number_of<std::uint64_t>(word)) {
      seen->restorable.push_back(*number);
    }
  }
  remember_seen(repository, place.deployment, place.record(), entry->tree, *seen);
}

RunPlan run_plan(const DeploymentRun& work) {
  RunPlan run;
  run.nonce = host::make_nonce();
  run.directory = work.session.state().directory.raw();
  run.release = work.journal.next_number();
  if (work.restores != nullptr) {
    run.secrets = work.restores->secrets;
  } else if (work.secrets != nullptr && !work.secrets->empty()) {
    run.secrets = RunName{run.release, run.nonce}.text();
  }
  run.tree = work.shipped.tree;
  run.left_behind = work.shipped.left_behind;
  run.expected_journal = work.journal.head;
  run.base_tree = work.adopted ? work.adopted->tree : std::string{};
  run.source_commit = work.source_commit;
  run.health_timeout = work.settings.switchover.health_timeout;
  run.settle = work.settings.switchover.settle;
  run.runs_jobs = work.runs_jobs;
  run.job_timeout = work.settings.switchover.before_switch_timeout;
  run.confirm_timeout = work.settings.switchover.confirm_from_client && work.restores == nullptr
                            ? work.settings.switchover.confirm_timeout
                            : 0;
  if (work.settings.commands.host_tests.any() && work.restores == nullptr && !work.planned.plan.files_alone) {
    run.tests_timeout = work.settings.commands.host_tests.timeout;
  }
  run.keep = work.settings.switchover.keep_releases;
  run.build_jobs = work.settings.build.jobs;
  run.overwrite_drift = work.overwrite_drift;
  run.tools = work.tools;
  run.engine_root = work.session.state().docker_root.raw();
  run.programs = work.session.state().programs;
  run.running = host::ids_of_running(work.session.state());
  run.cache_bust_arg = work.settings.build.cache_bust_arg;
  run.spec = &work.planned.spec;
  run.plan = &work.planned.plan;
  run.restores = work.restores;
  run.rollout = work.rollout;
  run.labels = {fmt::format("dev.slipway.deployment={}", work.settings.place.deployment),
                fmt::format("dev.slipway.environment={}", work.settings.place.environment),
                fmt::format("dev.slipway.directory={}", run.directory),
                fmt::format("dev.slipway.project={}", project_name(work.planned.spec, work.tools))};
  const Release* deployed = work.journal.deployed_release();
  const bool crashing = deployed != nullptr && host::is_crashing(work.session.state());
  if (crashing) {
    run.measured.emplace_back("Unwell", std::to_string(deployed->number));
  }
  // A release on probation gives way to one that was well.
  if (deployed != nullptr && !crashing && work.restores == nullptr && !work.planned.plan.files_alone) {
    run.probation = work.settings.switchover.probation;
  }
  run.started = utc_text(seconds_since_epoch());
  run.holder = fmt::format("{} since {}, release {}", person(), run.started, run.release);
  return run;
}

/// A missing program can really be a full disk.
Error or_no_room(const DeploymentRun& work, const Error& error) {
  if (error.code == ExitCode::host_unsuited) {
    if (auto full = no_room(work.settings.place, work.session.state(), work.session.connection(), error.what,
                            error.because)) {
      return *std::move(full);
    }
  }
  return error;
}

bool moved(const Result<DeployResult>& result) {
  return result && result->outcome == RunOutcome::moved;
}

}  // namespace

Result<DeployResult> perform_run(const DeploymentRun& work, Listener& listener) {
  const auto started = Clock::now();
  const std::string strategy(work.restores != nullptr ? "rollback"
                                                      : classify::name_of(work.planned.plan.strategy));
  SLIPWAY_TRY(run_hook(work.settings, HookEvent::before_deploy,
                       {.command = work.restores != nullptr ? "rollback" : "deploy",
                        .commit = work.source_commit,
                        .subject = work.planned.plan.to.subject,
                        .strategy = strategy},
                       listener));
  RunPlan run = run_plan(work);
  ClientTests tests = work.tests;
  if (work.settings.swarm.on) {
    SLIPWAY_TRY_ASSIGN(run.stack, stack_of(work.planned, work.settings, run.directory, run.release));
    run.registry = work.settings.build.registry;
    run.seed_timeout = work.settings.swarm.nodes.empty() ? 0 : most_seconds_to_seed;
    tests.seeding = [&work](const std::string& request) {
      return work.nodes->seed(work.session.connection(), request);
    };
  }
  const RunName run_name{run.release, run.nonce};
  if (work.settings.build.here && builds_images(run)) {
    std::optional<EngineInquiry> asked_now;
    EngineInquiry& inquiry =
        work.local_engine != nullptr ? *work.local_engine : asked_now.emplace(EngineInquiry::start());
    SLIPWAY_TRY(
        build_and_send(work.repository, work.settings, work.session, inquiry, run, listener, work.builds));
  }
  if (work.session.state().journal_state != host::JournalState::present) {
    if (const auto prepared = work.session.prepare(); !prepared) {
      return tl::unexpected(or_no_room(work, prepared.error()));
    }
  }
  SLIPWAY_TRY(see_to_boot(work.session, work.settings.switchover, listener));
  const auto shipped = Clock::now();
  listener.step("Ship");
  std::vector<Parcel> parcels{{run_name.text(), work.shipped.tree}};
  if (!work.shipped.left_behind.empty()) {
    parcels.push_back({run_name.text() + "-left-behind", {}, work.shipped.left_behind});
  }
  if (work.adopted) {
    parcels.push_back({run_name.text() + "-adopted", work.adopted->tree});
  }
  Patches patches;
  std::vector<LargeFile> files;
  if (work.restores == nullptr) {
    files = large_files(work.repository, work.journal.head, work.shipped.tree);
    patches = send_patches(work.repository, work.session.state(), work.session.connection(), files,
                           run_name.text(), listener);
    if (interrupted()) {
      return tl::unexpected(interruption());
    }
  }
  std::optional<std::string> pack;
  // A pack that is certain to be too large is not made for a try.
  if (work.restores == nullptr && largest_of(files, patches.made) < most_tried_bytes) {
    SLIPWAY_TRY_ASSIGN(
        pack, pack_trees(work.repository, parcels, work.journal.head, patches.made, most_packed_bytes));
  }
  std::uint64_t bytes = patches.bytes + (pack ? pack->size() : 0);
  if (pack) {
    run.pack = std::move(*pack);
  } else if (work.restores == nullptr) {
    SLIPWAY_TRY_ASSIGN(
        const std::uint64_t pushed,
        push_trees(work.repository, work.settings.place, parcels, work.journal.head, work.session.state(),
                   work.session.connection(), packing_of(files, patches.made), listener));
    bytes += pushed;
  }
  if (work.restores == nullptr && !run.secrets.empty()) {
    SLIPWAY_TRY(send_secrets(work.session.connection(), work.settings.place, work.session.state(),
                             run.secrets, *work.secrets));
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - shipped).count();
  listener.step_done("Ship", seconds);
  run.measured.emplace_back("Seconds-Ship", fmt::format("{:.2f}", seconds));
  run.measured.emplace_back("Bytes-Sent", std::to_string(bytes + run.image_bytes));

  run.message = journal_message(run, work.settings.place, person());
  const bool asks = work.settings.switchover.confirm_from_client && work.restores == nullptr;
  if (asks) {
    listener.note(
        "after the switch, a second login confirms the release; a key that asks for each use will ask again");
  }
  remember_run(work.settings, run_name);
  const auto followed = work.session.carry_out(run, tests, listener);
  if (!followed) {
    return tl::unexpected(or_no_room(work, followed.error()));
  }
  DeployResult result = conclude(work.repository, work.settings, run.release, *followed, listener);
  result.confirmed = asks && result.code == ExitCode::success;
  result.forecast = work.restores == nullptr ? work.planned.plan.cost : std::nullopt;
  result.strategy = strategy;
  if (work.restores != nullptr) {
    result.restores = work.restores->number;
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  return result;
}

DeployResult conclude(const git::Repository& repository, const Settings& settings, std::uint64_t release,
                      const HostSession::Followed& followed, Listener& listener) {
  forget_run(settings);
  if (!followed.entry.empty()) {
    // After a probation the last entry is that of the release that came back.
    const bool deployed = followed.end.outcome == RunOutcome::deployed ||
                          followed.end.outcome == RunOutcome::returned ||
                          followed.end.outcome == RunOutcome::ended;
    if (const auto adopted =
            adopt_entry(repository, settings.place, followed.entry, followed.entry_bytes, deployed);
        !adopted) {
      listener.note(fmt::format("the journal here is behind the host's ({}); the next command fetches it",
                                cause_of(adopted.error())));
    }
    touch_state_file(settings, followed.entry);
    remember_kept(repository, settings.place, release, followed);
  }
  DeployResult result;
  result.code = static_cast<ExitCode>(followed.end.code);
  result.release = release;
  result.outcome = followed.end.outcome;
  result.reason = followed.end.reason;
  if (const auto entry = repository.commit(followed.entry)) {
    result.unchecked = parse_release(*entry).unchecked;
  }
  if (result.outcome == RunOutcome::deployed) {
    result.probation = followed.probation;
  }
  if (const auto journal = load_journal(repository, settings.place.deployment, settings.place.record());
      journal) {
    const Release* before = journal->deployed_before(release);
    result.before = before == nullptr ? std::nullopt : std::optional(before->number);
  }
  return result;
}

void note_interrupted_run(const Settings& settings, const host::HostState& host, Listener& listener) {
  if (const auto news = news_of_interrupted_run(settings, host)) {
    listener.note(*news);
  }
}

void note_probation(const host::HostState& host, const Journal& journal, Listener& listener) {
  const Release* deployed = journal.deployed_release();
  if (deployed != nullptr && deployed->restores && !deployed->reason.empty()) {
    listener.note(fmt::format("release {} runs, which is release {} again: {}", deployed->number,
                              *deployed->restores, printable(deployed->reason)));
  }
  if (host.probation && !host.locked) {
    listener.note(probation_text(*host.probation, journal, !host.unfinished.empty()));
  }
}

Result<void> pass_lock(HostSession& session, const Place& place, Wait wait, Listener& listener) {
  if (session.state().locked && wait) {
    SLIPWAY_TRY(session.await_lock(*wait, listener));
    SLIPWAY_TRY(session.probe_fully(place));
  }
  return check_lock(session.state(), place);
}

Result<DeployResult> perform_run_repeatedly(Wait wait, Listener& listener,
                                            const std::function<Result<DeployResult>()>& attempt) {
  for (int i = 1;; ++i) {
    Result<DeployResult> result = attempt();
    if (wait && result && result->code == ExitCode::locked) {
      // Somebody was faster between the wait and the run.
      --i;
      continue;
    }
    if (!moved(result) || i == most_attempts) {
      if (moved(result)) {
        result->code = ExitCode::locked;
      }
      return result;
    }
    listener.note("the state of the host has changed: planning again");
  }
}

}  // namespace slipway::deploy
