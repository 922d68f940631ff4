#include "deploy/undertaking.hpp"

#include "deploy/delivery.hpp"
#include "deploy/host_journal.hpp"
#include "util/file.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
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
  run.started = utc_now();
  run.holder = fmt::format("{} since {}, release {}", person(), run.started, run.release);
  return run;
}

bool builds(const RunPlan& run) {
  return run.restores == nullptr && std::any_of(run.plan->images.begin(), run.plan->images.end(),
                                                [](const classify::ImagePlan& image) { return image.build; });
}

bool moved(const Result<DeployResult>& result) {
  return result && result->outcome == "moved";
}

}  // namespace

Result<DeployResult> undertake(const Undertaking& work, Listener& listener) {
  const auto started = Clock::now();
  RunPlan run = run_plan(work);
  if (work.settings.build_here && builds(run)) {
    SLIPWAY_TRY(build_and_send(work.repository, work.settings, work.session, run, listener));
  }
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

  run.message = journal_message(run, work.settings, person());
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

Result<DeployResult> undertake_repeatedly(Listener& listener,
                                          const std::function<Result<DeployResult>()>& attempt) {
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

}  // namespace slipway::deploy
