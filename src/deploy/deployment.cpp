#include "deploy/deployment.hpp"

#include "deploy/deployment_run.hpp"
#include "deploy/hooks.hpp"
#include "deploy/plan/artifact_lints.hpp"
#include "deploy/plan/lineage.hpp"
#include "deploy/plan/secret_files.hpp"
#include "deploy/plan/space.hpp"
#include "deploy/plan/swarm_plan.hpp"
#include "deploy/remote/at_boot.hpp"
#include "deploy/remote/drift.hpp"
#include "deploy/remote/host_journal.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/looking.hpp"
#include "deploy/remote/neighbourhood.hpp"
#include "deploy/remote/preconditions.hpp"
#include "deploy/remote/send_secrets.hpp"
#include "deploy/secret_commands.hpp"
#include "deploy/swarm_run.hpp"
#include "util/columns.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::deploy {
namespace {

std::optional<Adopted> find_adopted(const git::Repository& repository, const host::HostState& host,
                                    const std::string& root) {
  for (const std::string& commit : {host.checkout.raw(), host.last_deploy_commit.raw()}) {
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

Result<void> check_room(const git::Repository& repository, const Place& place, const host::HostState& host,
                        const Journal& journal, const PlannedRelease& planned) {
  // Counting the bytes of a large tree takes a while, and nobody with this much room needs it.
  constexpr std::uint64_t plenty = 20'000'000'000;
  if (host.free_bytes.value_or(0) > plenty && host.docker_free_bytes.value_or(0) > plenty) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const std::uint64_t bytes, tree_bytes(*repository.tree(planned.spec.tree), {}));
  return check_space(place, host, journal, planned.plan, bytes);
}

/// What of the release goes to the host.
Result<Shipped> shipped(const git::Repository& repository, const ReleaseSpec& spec, const Journal& journal) {
  if (!spec.shipment) {
    return Shipped{spec.tree, {}};
  }
  return write_shipment(repository, *spec.shipment,
                        journal.entries.empty() ? std::string{} : journal.entries.front().left_behind);
}

/// Nobody's work is taken back unasked. A shallow clone cannot tell, and the plan says so: machines that
/// deploy from one have the newest commit of a branch and nothing else.
Result<void> check_history(const classify::Plan& plan, const Settings& settings,
                           const DeployOptions& options) {
  if (!plan.diverged || plan.diverged->undecided || options.allow_diverged ||
      settings.switchover.allow_diverged || (options.ask && options.ask())) {
    return {};
  }
  const std::string running = printable(plan.diverged->commit.substr(0, 12));
  return fail(
      ExitCode::refused,
      fmt::format("the commit does not contain what runs on `{}`: release {}, {} {}, by {}",
                  printable(settings.place.host), plan.diverged->release, running,
                  subject_text(plan.diverged->subject), printable(plan.diverged->by)),
      plan.diverged->commits
          ? fmt::format("a deployment would take back {} of it", count_of(*plan.diverged->commits, "commit"))
          : std::string("this clone does not have that commit"),
      fmt::format("{}   (brings it in)\nslipway deploy --yes   (takes it back; ALLOW_DIVERGED ON in "
                  "slipway_add_deployment() never asks)",
                  plan.diverged->commits ? "git merge " + running : "git fetch && git merge " + running));
}

/// Error: an artifact is for another machine than the images. SILENCE lifts that: who knows better, knows.
Result<void> check_artifacts_run(const host::HostState& host, const Settings& settings,
                                 const ReleaseSpec& spec, const ReleaseArtifacts& artifacts) {
  const auto& silenced = settings.verdict.silenced;
  if (!artifacts.built ||
      std::find(silenced.begin(), silenced.end(), "artifact-architecture") != silenced.end()) {
    return {};
  }
  return check_architecture(
      *artifacts.built,
      wanted_architectures(spec.platforms, host.engine_architecture.raw(), host.architecture.raw()));
}

/// Error: tests are to run in the image of a service that has none of its own.
Result<void> check_tests(const HostTestSettings& tests, const ReleaseSpec& spec) {
  std::vector<std::string> services;
  for (const ImageBuild& image : spec.images) {
    services.push_back(image.service);
  }
  if (!tests.any() || std::find(services.begin(), services.end(), tests.service) != services.end()) {
    return {};
  }
  return fail(
      ExitCode::refused,
      fmt::format("tests are to run in the image of `{}`, which is not built", printable(tests.service)),
      services.empty() ? std::string("the compose file builds no image")
                       : fmt::format("the compose file builds that of {}", printable(join(services, ", "))),
      "correct SERVICE in slipway_run_tests_in()");
}

/// What a run needs that is known once nothing speaks against it.
struct Ready {
  HostTools tools;
  Shipped parcel;
  std::shared_ptr<SwarmNodes> nodes;  ///< With ENGINE swarm.
};

/// Error: what the host is, has or runs speaks against carrying out the plan. Nothing was touched.
Result<Ready> check_ready(const git::Repository& repository, const Settings& settings,
                          const DeployOptions& options, HostSession& session, const PlannedRelease& planned,
                          const Journal& journal, const ReleaseArtifacts& artifacts, host::Network& network,
                          const Note& note) {
  Ready ready;
  SLIPWAY_TRY_ASSIGN(ready.tools, check_host(session.state(), settings));
  SLIPWAY_TRY(check_history(planned.plan, settings, options));
  SLIPWAY_TRY(check_platform(session.state(), planned.spec));
  SLIPWAY_TRY(check_tests(settings.commands.host_tests, planned.spec));
  SLIPWAY_TRY(check_artifacts_run(session.state(), settings, planned.spec, artifacts));
  SLIPWAY_TRY(check_neighbourhood(session.state(), settings, planned.spec, ready.tools, journal,
                                  options.adopt_project));
  SLIPWAY_TRY(check_secrets_on_host(session.state(), options.overwrite_drift));
  SLIPWAY_TRY_ASSIGN(ready.parcel, shipped(repository, planned.spec, journal));
  if (!options.overwrite_drift) {
    SLIPWAY_TRY(check_drift(repository, session, ready.parcel.tree));
  }
  SLIPWAY_TRY(check_room(repository, settings.place, session.state(), journal, planned));
  SLIPWAY_TRY_ASSIGN(ready.nodes, ready_swarm(settings, session, planned, network, note));
  return ready;
}

Result<DeployResult> attempt_deploy(const git::Repository& repository, const Settings& settings,
                                    const DeployOptions& options, const Target& target,
                                    std::optional<std::vector<SecretFile>>& gathered, Listener& listener,
                                    host::Network& network) {
  LeftOut left_out(repository, target, options.dirty_check);
  SLIPWAY_TRY_ASSIGN(Journal journal,
                     load_journal(repository, settings.place.deployment, settings.place.record()));
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned,
                     make_plan(repository, settings, target, journal,
                               {.forced = options.forced, .overwrite_drift = options.overwrite_drift}));
  if (options.approved != nullptr) {
    SLIPWAY_TRY(check_approved_here(*options.approved, settings, target));
  }
  // A program is asked for a secret once, however often is planned.
  if (!gathered && options.common != nullptr) {
    gathered = options.common->secrets;
  } else if (!gathered) {
    SLIPWAY_TRY_ASSIGN(gathered,
                       gather_secrets(settings, [&](std::string_view text) { listener.note(text); }));
  }
  const std::vector<SecretFile>& secrets = *gathered;
  SLIPWAY_TRY(check_not_in_git(repository, target.tree, secrets));
  SLIPWAY_TRY(check_environment_files(planned, secrets));
  const bool expect_nothing = planned.plan.strategy == classify::Strategy::none;
  std::optional<EngineInquiry> local_engine;
  if (settings.build.here && !expect_nothing) {
    local_engine = EngineInquiry::start();
  }
  const auto looked = options.looked == nullptr ? nullptr : std::exchange(options.looked->session, nullptr);
  std::optional<HostSession> opened;
  if (!looked) {
    SLIPWAY_TRY_ASSIGN(opened, HostSession::open(settings, expect_nothing ? journal.deployed : std::string{},
                                                 secret_words(secrets), &planned.spec, network));
  }
  HostSession& session = looked ? *looked : *opened;
  if (!looked) {
    if (const auto elsewhere =
            other_machine(load_last_seen(repository, settings.place.deployment, settings.place.record()),
                          session.state(), settings.place, journal, seconds_since_epoch())) {
      listener.note(*elsewhere);
    }
  }
  const auto plan_for_host = [&]() -> Result<void> {
    SLIPWAY_TRY_ASSIGN(journal,
                       fetch_journal(repository, settings.place, session.state(), session.connection()));
    SLIPWAY_TRY_ASSIGN(planned, make_plan(repository, settings, target, journal,
                                          {.forced = options.forced,
                                           .host = &session.state(),
                                           .overwrite_drift = options.overwrite_drift,
                                           .beside_git = &secrets}));
    return {};
  };
  note_interrupted_run(settings, session.state(), listener);
  SLIPWAY_TRY(pass_lock(session, settings.place, options.wait, listener));
  SLIPWAY_TRY(mend_journal(repository, settings.place, session, listener));
  if (session.state().journal_state == host::JournalState::present ||
      session.state().journal_state == host::JournalState::none) {
    SLIPWAY_TRY(plan_for_host());
  }
  if (session.state().quick && planned.plan.strategy != classify::Strategy::none) {
    SLIPWAY_TRY(session.probe_fully(settings.place));
    SLIPWAY_TRY(plan_for_host());
  }
  SLIPWAY_TRY(left_out.add_to(planned.plan));
  SLIPWAY_TRY_ASSIGN(planned.plan.diverged,
                     find_divergence(repository, journal, planned.spec.commit,
                                     options.common == nullptr ? nullptr : options.common->counts.get()));
  if (!looked) {
    remember_look(repository, settings.place, session.state(), journal, target.tree);
  }
  if (options.approved != nullptr) {
    SLIPWAY_TRY(
        check_approved_there(*options.approved, journal, planned.plan, session.state().machine_id.raw()));
  }
  listener.plan(planned.plan);
  note_probation(session.state(), journal, listener);
  if (planned.plan.strategy == classify::Strategy::none) {
    SLIPWAY_TRY(see_to_boot(session, settings.switchover, listener));
    DeployResult result;
    result.nothing_to_do = true;
    return result;
  }

  SLIPWAY_TRY_ASSIGN(const Ready ready,
                     check_ready(repository, settings, options, session, planned, journal, target.artifacts,
                                 network, [&](const std::string& text) { listener.note(text); }));
  DeploymentRun work{repository, settings,    session,      journal,
                     planned,    ready.tools, ready.parcel, planned.spec.commit};
  work.overwrite_drift = options.overwrite_drift;
  work.nodes = ready.nodes;
  work.tests = options.tests;
  work.local_engine = local_engine ? &*local_engine : nullptr;
  work.rollout = options.rollout;
  work.builds = options.common == nullptr ? nullptr : options.common->builds;
  work.secrets = &secrets;
  if (journal.entries.empty()) {
    work.adopted = find_adopted(repository, session.state(), target.root);
    if (work.adopted) {
      listener.note(fmt::format("adopting {}: its files are those of commit {}",
                                printable(session.state().directory), work.adopted->commit.substr(0, 12)));
    }
  }
  return perform_run(work, listener);
}

}  // namespace

Result<OnlinePlan> plan_online(const Settings& settings, const DeployOptions& options,
                               host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  std::optional<Common> own;
  if (options.common == nullptr) {
    SLIPWAY_TRY_ASSIGN(own, find_common(settings, options, [](std::string_view) {}));
  }
  const Target& target = own ? own->target : options.common->target;
  const std::vector<SecretFile>& secrets = own ? own->secrets : options.common->secrets;
  LeftOut left_out(repository, target, options.dirty_check);
  SLIPWAY_TRY_ASSIGN(Journal journal,
                     load_journal(repository, settings.place.deployment, settings.place.record()));
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned,
                     make_plan(repository, settings, target, journal, {.forced = options.forced}));
  SLIPWAY_TRY(check_not_in_git(repository, target.tree, secrets));
  // One of several hosts is only to say if it is up to date; of one alone a person wants to know everything.
  const bool briefly = options.common != nullptr && planned.plan.strategy == classify::Strategy::none;
  SLIPWAY_TRY_ASSIGN(HostSession session,
                     HostSession::open(settings, briefly ? journal.deployed : std::string{},
                                       secret_words(secrets), &planned.spec, network));
  std::optional<std::string> elsewhere =
      other_machine(load_last_seen(repository, settings.place.deployment, settings.place.record()),
                    session.state(), settings.place, journal, seconds_since_epoch());
  const auto plan_for_host = [&]() -> Result<void> {
    if (session.state().journal_state == host::JournalState::present ||
        session.state().journal_state == host::JournalState::none) {
      SLIPWAY_TRY_ASSIGN(journal,
                         fetch_journal(repository, settings.place, session.state(), session.connection()));
      SLIPWAY_TRY_ASSIGN(
          planned, make_plan(repository, settings, target, journal,
                             {.forced = options.forced, .host = &session.state(), .beside_git = &secrets}));
    }
    return {};
  };
  SLIPWAY_TRY(plan_for_host());
  if (session.state().quick && planned.plan.strategy != classify::Strategy::none) {
    SLIPWAY_TRY(session.probe_fully(settings.place));
    SLIPWAY_TRY(plan_for_host());
  }
  SLIPWAY_TRY(left_out.add_to(planned.plan));
  SLIPWAY_TRY_ASSIGN(planned.plan.diverged,
                     find_divergence(repository, journal, planned.spec.commit,
                                     options.common == nullptr ? nullptr : options.common->counts.get()));
  std::optional<Seen> seen;
  if (options.common == nullptr) {
    remember_look(repository, settings.place, session.state(), journal, target.tree);
  } else {
    seen = seen_of(repository, settings.place, session.state(), journal, target.tree);
  }
  if (session.state().journal_state == host::JournalState::damaged) {
    planned.plan.notes.emplace_back(
        "the journal on the host is damaged, and this plan is made from what is known here; a deployment "
        "repairs "
        "it first");
  }
  OnlinePlan result{std::move(planned), {}, {}, session.state(), {}, std::move(elsewhere), std::move(seen)};
  if (options.common == nullptr) {
    SLIPWAY_TRY_ASSIGN(result.to_approve, approved_plan(settings, target, journal, result.planned.plan,
                                                        session.state().machine_id.raw()));
  }
  if (auto free = check_lock(session.state(), settings.place); !free) {
    result.refused = std::move(free.error());
  } else if (result.planned.plan.strategy != classify::Strategy::none) {
    if (auto ready =
            check_ready(repository, settings, options, session, result.planned, journal, target.artifacts,
                        network, [&](const std::string& text) { result.planned.plan.notes.push_back(text); });
        !ready) {
      // That the host went away meanwhile is no refusal.
      if (ready.error().code != ExitCode::refused && ready.error().code != ExitCode::host_unsuited) {
        return tl::unexpected(std::move(ready.error()));
      }
      result.refused = std::move(ready.error());
    }
  }
  result.journal = std::move(journal);
  if (options.common != nullptr) {
    result.session = std::make_shared<HostSession>(std::move(session));
  }
  return result;
}

Result<Common> find_common(const Settings& settings, const DeployOptions& options,
                           const std::function<void(std::string_view)>& note) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  Common common;
  SLIPWAY_TRY_ASSIGN(common.target, find_target(repository, settings.application, {.dirty = options.dirty}));
  SLIPWAY_TRY_ASSIGN(common.secrets, gather_secrets(settings, note));
  return common;
}

Result<DeployResult> deploy(const Settings& settings, const DeployOptions& options, Listener& listener,
                            host::Network& network) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  std::optional<Target> own;
  if (options.common == nullptr) {
    SLIPWAY_TRY_ASSIGN(own, find_target(repository, settings.application, {.dirty = options.dirty}));
  }
  const Target& target = own ? *own : options.common->target;
  SLIPWAY_TRY(check_artifacts_built(settings, target.artifacts, target.head));
  return with_hooks(
      settings, {.command = "deploy", .commit = target.commit.commit, .subject = target.commit.subject},
      listener, [&] {
        std::optional<std::vector<SecretFile>> secrets;
        return perform_run_repeatedly(options.wait, listener, [&] {
          return attempt_deploy(repository, settings, options, target, secrets, listener, network);
        });
      });
}

}  // namespace slipway::deploy
