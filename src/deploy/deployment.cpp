#include "deploy/deployment.hpp"

#include "deploy/host_journal.hpp"
#include "deploy/host_session.hpp"
#include "deploy/preconditions.hpp"
#include "deploy/run_plan.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>

namespace slipway::deploy {
namespace {

using Clock = std::chrono::steady_clock;

/// A plan is made again at most this often because somebody else deployed in between.
constexpr int most_attempts = 3;
/// Containers without a health check must run this long without a restart.
constexpr unsigned settle_seconds = 5;

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts = {};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::string person() {
  const passwd* account = ::getpwuid(::getuid());
  std::array<char, 256> machine{};
  ::gethostname(machine.data(), machine.size() - 1);
  return fmt::format("{}@{}", account == nullptr ? "someone" : account->pw_name, machine.data());
}

/// Makes the project plan again the next time it is built.
void touch_state_file(const Settings& settings, const std::string& entry) {
  // Only a convenience: a state file that cannot be written costs a stale verdict in the configure output.
  [[maybe_unused]] const auto written = write_file(settings.state_file(), entry + "\n");
}

std::optional<Adopted> find_adopted(const git::Repository& repository, const host::HostState& host,
                                    const std::string& root) {
  for (const std::string& commit : {host.checkout, host.last_deploy_commit}) {
    // Only a full id: what the host says is not an expression for this repository to evaluate.
    if (repository.has(commit)) {
      if (const auto tree = repository.tree_id(commit, root)) {
        return Adopted{commit, *tree};
      }
    }
  }
  return {};
}

Result<std::uint64_t> tree_bytes(const classify::Tree& tree, const std::string& path) {
  std::uint64_t bytes = 0;
  SLIPWAY_TRY_ASSIGN(const auto entries, tree.list(path));
  for (const classify::TreeEntry& entry : entries) {
    const std::string below = path.empty() ? entry.name : path + "/" + entry.name;
    if (entry.kind == classify::EntryKind::directory) {
      SLIPWAY_TRY_ASSIGN(const std::uint64_t more, tree_bytes(tree, below));
      bytes += more;
    } else if (entry.kind != classify::EntryKind::submodule) {
      SLIPWAY_TRY_ASSIGN(const std::uint64_t more, tree.size(below));
      bytes += more;
    }
  }
  return bytes;
}

Result<void> check_drift(const host::HostState& host, bool overwrite) {
  if (host.drift.empty() || overwrite) {
    return {};
  }
  return fail(ExitCode::refused,
              fmt::format("the files in `{}` as the last release left them", printable(host.directory)),
              fmt::format("files that were edited on the host:\n{}", printable_lines(host.drift)),
              "bring the edits into the repository, or put them aside (a patch is kept on the host): "
              "--overwrite-drift");
}

Result<void> check_lock(const host::HostState& host, const Settings& settings) {
  if (!host.locked) {
    return {};
  }
  const auto lines = split(*host.locked, '\n');
  std::string found = lines.empty() ? std::string("somebody") : printable(lines.front());
  if (lines.size() > 1) {
    found += fmt::format(", at release {}", printable(lines.back()));
  }
  return fail(ExitCode::locked,
              fmt::format("no other deployment to `{}` at the same time", settings.deployment), found,
              "wait until it has ended, and run the same command again");
}

Result<void> check_files(const git::Repository& repository, const host::HostState& host,
                         const std::string& tree, bool builds) {
  // Counting the bytes of a large tree takes a while, and nobody with this much room needs it.
  constexpr std::uint64_t plenty = 20'000'000'000;
  if (host.free_bytes.value_or(0) > plenty && host.docker_free_bytes.value_or(0) > plenty) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const std::uint64_t bytes, tree_bytes(*repository.tree(tree), {}));
  return check_space(host, bytes, builds);
}

/// What deploy and rollback have in common, once it is clear what is to be put on the host.
struct Undertaking {
  const git::Repository& repository;
  const Settings& settings;
  HostSession& session;
  const Journal& journal;
  const PlannedRelease& planned;
  HostTools tools;
  std::string tree;
  std::string source_commit;
  std::optional<Adopted> adopted = {};
  const Release* restores = nullptr;
  bool overwrite_drift = false;
};

RunPlan run_plan(const Undertaking& work) {
  RunPlan run;
  run.nonce = host::make_nonce();
  run.directory = work.session.state().directory;
  run.release = work.journal.next_number();
  run.tree = work.tree;
  run.expected_journal = work.journal.head;
  run.base_tree = work.adopted ? work.adopted->tree : std::string{};
  run.source_commit = work.source_commit;
  run.health_timeout = work.settings.health_timeout;
  run.settle = settle_seconds;
  run.keep = work.settings.keep_releases;
  run.overwrite_drift = work.overwrite_drift;
  run.tools = work.tools;
  run.cache_bust_arg = work.settings.cache_bust_arg;
  run.spec = &work.planned.spec;
  run.plan = &work.planned.plan;
  run.restores = work.restores;
  run.labels = {fmt::format("org.opencontainers.image.revision={}", work.source_commit),
                fmt::format("dev.slipway.release={}", run.release),
                fmt::format("dev.slipway.deployment={}", work.settings.deployment),
                fmt::format("dev.slipway.environment={}", work.settings.environment)};
  const std::string started = utc_now();
  run.holder = fmt::format("{} since {}, release {}", person(), started, run.release);
  run.message = journal_message(run, work.settings, person(), started);
  return run;
}

Result<DeployResult> undertake(const Undertaking& work, Listener& listener) {
  const auto started = Clock::now();
  const RunPlan run = run_plan(work);
  if (work.session.state().journal_state != "present") {
    SLIPWAY_TRY(work.session.prepare());
  }
  listener.step("Ship");
  std::vector<Parcel> parcels{{std::to_string(run.release), work.tree}};
  if (work.adopted) {
    parcels.push_back({"adopted", work.adopted->tree});
  }
  if (work.restores == nullptr) {
    SLIPWAY_TRY(push_trees(work.repository, parcels, work.journal.head, work.session.state(),
                           work.session.connection()));
  }
  listener.step_done("Ship", std::chrono::duration<double>(Clock::now() - started).count());

  SLIPWAY_TRY_ASSIGN(const HostSession::Followed followed, work.session.carry_out(run, listener));
  if (!followed.entry.empty()) {
    const bool deployed = followed.end.outcome == "deployed";
    if (const auto adopted =
            adopt_entry(work.repository, work.settings, followed.entry, followed.entry_bytes, deployed);
        !adopted) {
      listener.note(fmt::format("the journal here is behind the host's ({}); the next command fetches it",
                                adopted.error().found));
    }
    touch_state_file(work.settings, followed.entry);
  }
  DeployResult result;
  result.code = static_cast<ExitCode>(followed.end.code);
  result.release = run.release;
  result.outcome = followed.end.outcome;
  result.reason = followed.end.reason;
  result.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  return result;
}

bool moved(const Result<DeployResult>& result) {
  return result && result->outcome == "moved";
}

Result<DeployResult> attempt_deploy(const git::Repository& repository, const Settings& settings,
                                    const DeployOptions& options, const Target& target, Listener& listener) {
  SLIPWAY_TRY_ASSIGN(Journal journal, load_journal(repository, settings.deployment, settings.environment));
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned,
                     make_plan(repository, settings, target, journal, {.forced = options.forced}));
  const bool expect_nothing = planned.plan.strategy == classify::Strategy::none;
  SLIPWAY_TRY_ASSIGN(HostSession session,
                     HostSession::open(settings, expect_nothing ? journal.deployed : std::string{}));
  const auto plan_for_host = [&]() -> Result<void> {
    SLIPWAY_TRY_ASSIGN(journal, fetch_journal(repository, settings, session.state(), session.connection()));
    SLIPWAY_TRY_ASSIGN(planned, make_plan(repository, settings, target, journal,
                                          {.forced = options.forced, .host = &session.state()}));
    return {};
  };
  SLIPWAY_TRY(check_lock(session.state(), settings));
  if (session.state().journal_state == "present" || session.state().journal_state == "none") {
    SLIPWAY_TRY(plan_for_host());
  }
  if (session.state().quick && planned.plan.strategy != classify::Strategy::none) {
    SLIPWAY_TRY(session.probe_fully(settings));
    SLIPWAY_TRY(plan_for_host());
  }
  if (!options.dirty) {
    SLIPWAY_TRY_ASSIGN(planned.plan.left_out, left_out(repository, target));
  }
  listener.plan(planned.plan);
  if (planned.plan.strategy == classify::Strategy::none) {
    DeployResult result;
    result.nothing_to_do = true;
    return result;
  }

  SLIPWAY_TRY_ASSIGN(const HostTools tools, check_host(session.state(), settings));
  SLIPWAY_TRY(check_platform(session.state(), planned.spec));
  SLIPWAY_TRY(check_drift(session.state(), options.overwrite_drift));
  bool builds = false;
  for (const classify::ImagePlan& image : planned.plan.images) {
    builds = builds || image.build;
  }
  SLIPWAY_TRY(check_files(repository, session.state(), planned.spec.tree, builds));
  Undertaking work{repository, settings, session,           journal,
                   planned,    tools,    planned.spec.tree, planned.spec.commit};
  work.overwrite_drift = options.overwrite_drift;
  if (journal.entries.empty()) {
    work.adopted = find_adopted(repository, session.state(), target.root);
    if (work.adopted) {
      listener.note(fmt::format("adopting {}: its files are those of commit {}", session.state().directory,
                                work.adopted->commit.substr(0, 12)));
    }
  }
  return undertake(work, listener);
}

Result<DeployResult> attempt_rollback(const git::Repository& repository, const Settings& settings,
                                      std::optional<std::uint64_t> number, Listener& listener) {
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}));
  SLIPWAY_TRY(check_lock(session.state(), settings));
  SLIPWAY_TRY_ASSIGN(const HostTools tools, check_host(session.state(), settings));
  SLIPWAY_TRY_ASSIGN(const Journal journal,
                     fetch_journal(repository, settings, session.state(), session.connection()));
  SLIPWAY_TRY_ASSIGN(const Release* release, rollback_target(journal, number));
  SLIPWAY_TRY(check_drift(session.state(), false));

  // The earlier release's own compose file says what it was made of.
  Target target;
  target.commit.commit = release->source_commit;
  target.commit.subject = release->source_subject;
  target.commit.branch = release->source_branch;
  target.tree = release->tree;
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned,
                     make_plan(repository, settings, target, journal, {.host = &session.state()}));
  for (classify::ImagePlan& image : planned.plan.images) {
    image.build = false;
  }
  listener.note(fmt::format("putting release {} back: {} {}", release->number,
                            release->source_commit.substr(0, 12), release->source_subject));
  Undertaking work{repository, settings, session,       journal,
                   planned,    tools,    release->tree, release->source_commit};
  work.restores = release;
  return undertake(work, listener);
}

template <class Attempt>
Result<DeployResult> repeatedly(Listener& listener, const Attempt& attempt) {
  for (int i = 1;; ++i) {
    Result<DeployResult> result = attempt();
    if (!moved(result) || i == most_attempts) {
      if (moved(result)) {
        result->code = ExitCode::locked;
      }
      return result;
    }
    listener.note("the host's journal has moved on in the meantime: planning again");
  }
}

}  // namespace

Result<const Release*> rollback_target(const Journal& journal, std::optional<std::uint64_t> number) {
  const Release* deployed = journal.deployed_release();
  if (number) {
    const Release* release = journal.release(*number);
    if (release == nullptr || !release->healthy()) {
      return fail(ExitCode::refused, fmt::format("a healthy release {} in the journal", *number),
                  release == nullptr
                      ? std::string("no such release")
                      : fmt::format("release {} ended as `{}`", *number, printable(release->outcome)),
                  "choose one that `slipway history` shows as deployed");
    }
    return release;
  }
  for (const Release& release : journal.entries) {
    // Going back from a rollback means going back further, not forth to what was rolled back.
    const bool earlier =
        deployed != nullptr && release.number < deployed->restores.value_or(deployed->number);
    if (earlier && release.healthy() && !release.restores) {
      return &release;
    }
  }
  return fail(
      ExitCode::refused, "an earlier healthy release to go back to",
      deployed == nullptr ? "no release has been healthy on this host" : "the deployed release is the first",
      "deploy a good commit instead: git revert, then --target deploy");
}

Result<DeployResult> deploy(const Settings& settings, const DeployOptions& options, Listener& listener) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(settings.source_directory));
  SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings, {.dirty = options.dirty}));
  return repeatedly(listener,
                    [&] { return attempt_deploy(repository, settings, options, target, listener); });
}

Result<DeployResult> rollback(const Settings& settings, std::optional<std::uint64_t> number,
                              Listener& listener) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(settings.source_directory));
  return repeatedly(listener, [&] { return attempt_rollback(repository, settings, number, listener); });
}

}  // namespace slipway::deploy
