#include "deploy/plan/planner.hpp"

#include "compose/compare.hpp"
#include "deploy/plan/artifact_lints.hpp"
#include "deploy/plan/checkout_differences.hpp"
#include "deploy/plan/compose_model.hpp"
#include "deploy/plan/forecast.hpp"
#include "deploy/plan/host_tools.hpp"
#include "deploy/plan/image_facts.hpp"
#include "deploy/plan/image_spec.hpp"
#include "deploy/plan/mounted_placeholders.hpp"
#include "deploy/plan/mounted_sources.hpp"
#include "deploy/plan/program_start.hpp"
#include "deploy/plan/space.hpp"
#include "deploy/plan/start_order.hpp"
#include "deploy/plan/swarm_plan.hpp"
#include "deploy/plan/traps.hpp"
#include "deploy/plan/whole_tree.hpp"
#include "lint/stop_lints.hpp"
#include "util/digest.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace slipway::deploy {
namespace {

using classify::Reason;
using classify::Strategy;
namespace fs = std::filesystem;

/// ROOT as a path below the top of the working tree.
Result<std::string> root_in_repository(const git::Repository& repository, const fs::path& root) {
  std::error_code error;
  const fs::path top = fs::weakly_canonical(repository.top(), error);
  const fs::path relative = fs::weakly_canonical(root, error).lexically_relative(top);
  if (relative.empty() || *relative.begin() == "..") {
    return fail(ExitCode::usage,
                fmt::format("ROOT is not inside the repository `{}`", printable(repository.top().native())),
                fmt::format("it is `{}`", printable(root.native())),
                "correct ROOT, or the compose file's path");
  }
  return relative == "." ? std::string{} : relative.native();
}

std::string settings_digest(const Settings& settings, const std::vector<std::string>& files) {
  // Length-prefixed, so that no two lists of settings have the same bytes.
  std::string bytes;
  const auto add = [&](std::string_view text) { bytes += fmt::format("{}:{}", text.size(), text); };
  for (const auto* list : {&files, &settings.application.services}) {
    bytes += fmt::format("[{}", list->size());
    for (const std::string& text : *list) {
      add(text);
    }
  }
  add(settings.build.platform);
  add(settings.build.builder);
  if (!settings.application.project_name.empty()) {
    add("PROJECT_NAME " + settings.application.project_name);
  }
  if (settings.swarm.on) {
    add("ENGINE swarm");
    // A node that is new gets the images, and the right to tasks.
    std::vector<std::string> nodes = settings.swarm.nodes;
    std::sort(nodes.begin(), nodes.end());
    for (const std::string& node : nodes) {
      add("NODE " + node);
    }
    if (!settings.build.registry.empty()) {
      add("REGISTRY " + settings.build.registry);
    }
  }
  if (settings.build.ship_minimal) {
    add("SHIP minimal");
  }
  return sha256_hex(bytes).substr(0, 16);
}

/// What is sent at most if the host has the rest: the changed files whole, and what tells of them.
std::uint64_t most_bytes_sent(const classify::Tree& tree, const classify::ChangeSet& changes) {
  constexpr std::uint64_t of_each = 512;
  constexpr std::uint64_t of_all = 4096;
  std::uint64_t bytes = of_all;
  for (const classify::Change& change : changes) {
    bytes += of_each;
    if (change.kind != classify::ChangeKind::deleted) {
      bytes += tree.size(change.path).value_or(0);
    }
  }
  return bytes;
}

std::vector<std::string> paths_of(const classify::ChangeSet& changes) {
  std::vector<std::string> paths;
  paths.reserve(changes.size());
  for (const classify::Change& change : changes) {
    paths.push_back(change.path);
  }
  return paths;
}

/// The paths of the release that were edited on the host: probe.sh prints "status<TAB>path" a line.
std::vector<std::string> drifted_paths(const host::HostState& host) {
  std::vector<std::string> paths;
  for (const std::string& line : split(host.drift.raw(), '\n')) {
    paths.push_back(line.substr(line.find('\t') + 1));
  }
  return paths;
}

/// The env and secret files that the host has in another form, or not at all.
std::vector<std::string> changed_secrets(const host::HostState& host) {
  std::vector<std::string> places;
  for (const host::SecretState& secret : host.secrets) {
    if (secret.state != host::SecretState::Kind::same) {
      places.push_back(secret.place);
    }
  }
  return places;
}

/// Whether one of its containers runs and is unhealthy.
bool is_unhealthy(const host::HostState& host, const std::string& service) {
  return host.containers &&
         std::any_of(host.containers->begin(), host.containers->end(), [&](const host::Container& one) {
           return one.service == service && one.state == "running" && one.health == "unhealthy";
         });
}

/// Whether no node of the swarm can run it at present: then a deployment would not help.
bool waits_for_node(const host::HostState& host, const std::string& service) {
  return std::any_of(host.waiting_services.begin(), host.waiting_services.end(),
                     [&](const host::WaitingService& one) { return one.service == service; });
}

/// What does not run as recorded, service by service. Nothing where the host's state is not known.
std::vector<Reason> host_reasons(const ReleaseSpec& spec, const Release& deployed,
                                 const host::HostState& host) {
  std::vector<Reason> reasons;
  if (!host.drift.empty()) {
    reasons.push_back({Strategy::cached, classify::ReasonCode::drift,
                       "files of the release were edited on the host", drifted_paths(host)});
  }
  if (!host.unfinished.empty()) {
    reasons.push_back({Strategy::cached, classify::ReasonCode::interrupted,
                       host::failed_way_back(host).empty()
                           ? "a deployment was interrupted in its switch"
                           : "a deployment failed, and what ran before it could not be put back"});
  }
  if (auto places = changed_secrets(host); !places.empty()) {
    reasons.push_back(
        {Strategy::cached, classify::ReasonCode::secrets, "env or secret files changed", std::move(places)});
  }
  if (!host.containers) {
    return reasons;
  }
  for (const host::ChangedService& service : host.changed_services) {
    if (service.what == host::ChangedService::What::unknown ||
        service.what == host::ChangedService::What::gone) {
      continue;  // Nothing of one that is gone runs, which is said below.
    }
    reasons.push_back(
        {Strategy::cached, classify::ReasonCode::changed_by_hand,
         service.what == host::ChangedService::What::replicas
             ? fmt::format("{} was changed by hand: {} instead of {} replicas", printable(service.service),
                           printable(service.now), printable(service.before))
         : service.what == host::ChangedService::What::rest
             ? fmt::format("labels or update rules of {} were changed by hand", printable(service.service))
             : fmt::format("the definition of {} was changed by hand", printable(service.service))});
  }
  for (const std::string& service : spec.services) {
    const auto form = spec.forms.find(service);
    const bool may_have_none = form != spec.forms.end() && form->second.containers.value_or(0) == 0;
    const auto container = std::find_if(host.containers->begin(), host.containers->end(),
                                        [&](const host::Container& one) { return one.service == service; });
    const bool waits = waits_for_node(host, service);
    if (container == host.containers->end()) {
      if (!may_have_none && !waits) {
        reasons.push_back({Strategy::cached, classify::ReasonCode::not_running,
                           fmt::format("{} has no container on the host", service)});
      }
      continue;
    }
    if (!container->directory.empty() && !host::is_own_directory(host, container->directory)) {
      reasons.push_back({Strategy::cached, classify::ReasonCode::not_running,
                         fmt::format("the container of {} on the host was started from {}", service,
                                     printable(container->directory))});
      continue;
    }
    if (container->looping && !waits) {
      reasons.push_back({Strategy::cached, classify::ReasonCode::not_running,
                         fmt::format("{} starts again and again on the host ({} times, last exit status {})",
                                     service, container->restarts, container->exit_code)});
      continue;
    }
    const bool done = container->state == "exited" && container->exit_code == 0;
    if (container->state != "running" && !done && !waits) {
      reasons.push_back(
          {Strategy::cached, classify::ReasonCode::not_running,
           fmt::format("{} is not running on the host ({})", service, printable(container->state))});
    } else if (is_unhealthy(host, service)) {
      reasons.push_back({Strategy::cached, classify::ReasonCode::unhealthy,
                         fmt::format("{} is unhealthy on the host", service)});
    }
    const bool is_anothers = form != spec.forms.end() && !form->second.image_of.empty();
    const ReleaseImage* image = deployed.image(is_anothers ? form->second.image_of : service);
    if (image != nullptr && container->image_id != image->id) {
      reasons.push_back(
          {Strategy::cached, classify::ReasonCode::other_image,
           fmt::format("{} runs another image than release {} recorded", service, deployed.number)});
    }
  }
  return reasons;
}

using classify::Refresh;
using classify::ServiceCause;

/// The changed files that the containers see by a mount.
ServiceCause mounted_cause(const std::vector<compose::ReachedPath>& reached) {
  ServiceCause cause{ServiceCause::Kind::mounted};
  for (const compose::ReachedPath& path : reached) {
    if (compose::needs_restart_only(path.reach.kind)) {
      cause.names.push_back(path.path);
    }
  }
  return cause;
}

/// What the mounted files of a service need: a directory is seen as it is, a single file as it was when the
/// container was made.
Refresh refresh_for(const std::vector<compose::ReachedPath>& reached) {
  Refresh refresh = Refresh::none;
  for (const compose::ReachedPath& path : reached) {
    if (compose::needs_restart_only(path.reach.kind)) {
      refresh = std::max(refresh, path.reach.kind == compose::ReachKind::bind_directory ? Refresh::restart
                                                                                        : Refresh::recreate);
    }
  }
  return refresh;
}

void add_change(classify::ServiceFacts& fact, const compose::ServiceChange& change) {
  fact.refresh = refresh_for(change.reached);
  if (change.action == compose::ServiceAction::add) {
    fact.recreate_because = ServiceCause{ServiceCause::Kind::new_service};
  } else if (change.action == compose::ServiceAction::recreate) {
    fact.recreate_because = change.keys.empty() ? ServiceCause{ServiceCause::Kind::written, change.written}
                                                : ServiceCause{ServiceCause::Kind::definition, change.keys};
    if (!change.written.empty()) {
      fact.refresh = Refresh::recreate;
    }
  } else if (change.action == compose::ServiceAction::restart && fact.refresh == Refresh::recreate) {
    fact.recreate_because = mounted_cause(change.reached);
  } else if (change.action == compose::ServiceAction::restart && fact.refresh == Refresh::restart) {
    fact.restart_because = mounted_cause(change.reached);
  }
}

std::string dotenv_of(const compose::Model& model) {
  return compose::join_path(model.project_directory, ".env");
}

/// Which variables of compose's own `.env` differ; nothing if it is not known, and all of them may.
using ChangedVariables = std::optional<std::set<std::string>>;

ChangedVariables changed_in(const std::string& dotenv, const PlanRequest& request) {
  if (request.host == nullptr || request.beside_git == nullptr) {
    return {};
  }
  for (const SecretFile& file : *request.beside_git) {
    for (const host::SecretState& secret : request.host->secrets) {
      if (file.place == dotenv && secret.place == dotenv) {
        return changed_variables(file.bytes, secret.lines);
      }
    }
  }
  return {};
}

bool may_have_changed(const ChangedVariables& changed, const std::string& variable) {
  return !changed || changed->contains(variable);
}

/// Whether compose will find another value in what it compares of the service.
bool has_changed_variable(const compose::Service& service, const ChangedVariables& changed) {
  return std::any_of(service.open_variables.begin(), service.open_variables.end(),
                     [&](const std::string& variable) { return may_have_changed(changed, variable); });
}

/// The configs and secrets of a service whose content is a variable's that may differ, or has some in it.
std::vector<std::string> written_from_variables(const compose::Model& model, const std::string& service,
                                                const ChangedVariables& changed) {
  std::vector<std::string> names;
  for (const auto& [name, text] : model.services.at(service).written) {
    const auto& objects = name.starts_with("config ") ? model.configs : model.secrets;
    const compose::FileObject& object = objects.at(name.substr(name.find(' ') + 1));
    const bool is_one = !object.variable.empty() && may_have_changed(changed, object.variable);
    const bool has_one =
        object.content && std::any_of(object.content->unknown.begin(), object.content->unknown.end(),
                                      [&](const std::string& one) { return may_have_changed(changed, one); });
    const bool has_default =
        object.content && std::any_of(object.content->assumed.begin(), object.content->assumed.end(),
                                      [&](const std::string& one) { return may_have_changed(changed, one); });
    if (is_one || has_one || has_default) {
      names.push_back(name);
    }
  }
  return names;
}

/// What a changed env or secret file does to a service. Compose itself re-creates for variables; a mounted
/// file it does not look into.
void add_secrets(classify::ServiceFacts& fact, const compose::Model& model,
                 const std::vector<std::string>& secrets, const ChangedVariables& changed) {
  for (const std::string& place : secrets) {
    if (place == dotenv_of(model)) {
      if (auto names = written_from_variables(model, fact.service, changed); !names.empty()) {
        fact.recreate_because = ServiceCause{ServiceCause::Kind::written, std::move(names)};
        fact.refresh = Refresh::recreate;
        return;
      }
      if (has_changed_variable(model.services.at(fact.service), changed)) {
        fact.recreate_because = ServiceCause{ServiceCause::Kind::variables, {place}};
      }
    }
    for (const compose::Reach& reach : compose::services_reached_by(model, place)) {
      if (reach.service != fact.service) {
        continue;
      }
      if (reach.kind == compose::ReachKind::security_profile) {
        fact.recreate_because = ServiceCause{ServiceCause::Kind::written, {"security_opt " + place}};
        fact.refresh = Refresh::recreate;
        return;
      }
      if (compose::needs_restart_only(reach.kind)) {
        fact.recreate_because = ServiceCause{ServiceCause::Kind::mounted, {place}};
        fact.refresh = Refresh::recreate;
        return;
      }
      if (reach.kind == compose::ReachKind::environment_file) {
        fact.recreate_because = ServiceCause{ServiceCause::Kind::variables, {place}};
      }
    }
  }
}

std::vector<classify::ServiceFacts> service_facts(const ReleaseSpec& spec, const compose::Model& model,
                                                  const std::vector<compose::ServiceChange>& changes,
                                                  const std::vector<std::string>& secrets,
                                                  const ChangedVariables& changed) {
  std::vector<classify::ServiceFacts> facts;
  for (const std::string& service : spec.services) {
    classify::ServiceFacts fact{service};
    const auto found = spec.forms.find(service);
    const ServiceForm form = found == spec.forms.end() ? ServiceForm{} : found->second;
    fact.image_of = form.image_of;
    fact.mounts_images_of = form.mounts_images_of;
    if (!form.awaited_by.empty()) {
      fact.run_because = ServiceCause{ServiceCause::Kind::awaited, form.awaited_by};
    }
    for (const compose::ServiceChange& change : changes) {
      if (change.service == service) {
        add_change(fact, change);
      }
    }
    add_secrets(fact, model, secrets, changed);
    for (const std::string& other : form.joins) {
      fact.follows.push_back({ServiceCause::Kind::shares_namespace, {other}});
    }
    for (const auto& [other, how] : model.services.at(service).depends_on) {
      if (how.restart && !form.joins.contains(other)) {
        fact.follows.push_back({ServiceCause::Kind::restarts_with, {other}});
      }
    }
    for (const std::string& other : model.services.at(service).volumes_from) {
      fact.follows.push_back({ServiceCause::Kind::shares_volumes, {other}});
    }
    facts.push_back(std::move(fact));
  }
  return facts;
}

/// A service that is unhealthy gets another chance: a container that is kept would only fail again.
void restart_unhealthy(std::vector<classify::ServiceFacts>& facts, const host::HostState& host) {
  for (classify::ServiceFacts& fact : facts) {
    if (is_unhealthy(host, fact.service) && fact.refresh == Refresh::none && !fact.recreate_because) {
      fact.restart_because = ServiceCause{ServiceCause::Kind::unhealthy, {}};
      fact.refresh = Refresh::restart;
    }
  }
}

/// What a swarm makes anew although the release has not changed it.
void recreate_on_swarm(std::vector<classify::ServiceFacts>& facts, const ReleaseSpec& spec,
                       const host::HostState& host) {
  if (!host.containers) {
    return;
  }
  using What = host::ChangedService::What;
  for (classify::ServiceFacts& fact : facts) {
    const auto form = spec.forms.find(fact.service);
    const bool may_have_none = form != spec.forms.end() && form->second.containers.value_or(0) == 0;
    const bool is_there =
        std::any_of(host.containers->begin(), host.containers->end(),
                    [&](const host::Container& one) { return one.service == fact.service; });
    const bool is_changed = std::any_of(
        host.changed_services.begin(), host.changed_services.end(), [&](const host::ChangedService& one) {
          return one.service == fact.service && (one.what == What::image || one.what == What::definition);
        });
    if (!fact.recreate_because && !is_there && !may_have_none && !waits_for_node(host, fact.service)) {
      fact.recreate_because = ServiceCause{ServiceCause::Kind::gone, {}};
    } else if (!fact.recreate_because && is_changed) {
      fact.recreate_because = ServiceCause{ServiceCause::Kind::changed_by_hand, {}};
    }
  }
}

/// Images from elsewhere that containers are made from, and that the release before did not have.
std::vector<std::string> fetched_images(const classify::Plan& plan, const compose::Model& model,
                                        const ReleaseSpec& spec) {
  using Kind = ServiceCause::Kind;
  std::set<std::string> images;
  for (const classify::ServicePlan& service : plan.services) {
    const compose::Service& described = model.services.at(service.service);
    const auto form = spec.forms.find(service.service);
    const bool is_built_here =
        described.build || (form != spec.forms.end() && !form->second.image_of.empty());
    const auto& names = service.cause.names;
    const bool is_another = service.cause.kind == Kind::first_deployment ||
                            service.cause.kind == Kind::new_service ||
                            (service.cause.kind == Kind::definition &&
                             std::find(names.begin(), names.end(), "image") != names.end());
    if (!is_built_here && is_another && described.image) {
      images.insert(printable(described.image->value));
    }
  }
  return {images.begin(), images.end()};
}

/// What the containers that are to be stopped, and take no notice of it, are waited for: as they run now.
double seconds_to_stop(const classify::Plan& plan, const compose::Model& before,
                       const std::map<std::string, lint::StartWords>& starts, const classify::Tree& tree) {
  std::uint64_t seconds = 0;
  for (const classify::Finding& finding : lint::stop_lints(before, starts, tree)) {
    const bool is_stopped =
        std::any_of(plan.services.begin(), plan.services.end(), [&](const classify::ServicePlan& service) {
          return service.service == finding.service && (service.action == classify::ServiceAction::recreate ||
                                                        service.action == classify::ServiceAction::restart);
        });
    if (is_stopped) {
      seconds = std::max(seconds, before.services.at(finding.service).stop_seconds);
    }
  }
  return static_cast<double>(seconds);
}

/// BEFORE_SWITCH, as far as a release has it: an earlier one, which is put back, may be from before it.
std::vector<std::string> jobs_of(const compose::Model& model, const std::vector<std::string>& names,
                                 bool restores) {
  std::vector<std::string> jobs;
  for (const std::string& name : names) {
    const bool is_awaited = std::any_of(model.services.begin(), model.services.end(), [&](const auto& entry) {
      return entry.second.active && entry.second.depends_on.contains(name);
    });
    if (!restores || (model.services.contains(name) && !is_awaited)) {
      jobs.push_back(name);
    }
  }
  return jobs;
}

/// The jobs that would not do the same again: jobs are services that compose does not start, so nobody else
/// compares them.
std::vector<std::string> changed_jobs(compose::Model before, compose::Model after,
                                      const std::vector<Job>& jobs, const std::vector<std::string>& paths) {
  for (const Job& job : jobs) {
    for (compose::Model* model : {&before, &after}) {
      if (const auto found = model->services.find(job.service); found != model->services.end()) {
        found->second.active = true;
      }
    }
  }
  std::vector<std::string> names;
  for (const compose::ServiceChange& change : compose::compare(before, after, paths)) {
    const bool is_job =
        std::any_of(jobs.begin(), jobs.end(), [&](const Job& job) { return job.service == change.service; });
    if (is_job && change.action != compose::ServiceAction::keep) {
      names.push_back(change.service);
    }
  }
  return names;
}

std::string jobs_note(const std::vector<Job>& jobs) {
  std::vector<std::string> names;
  for (const Job& job : jobs) {
    names.push_back(job.service);
  }
  return fmt::format("before any container is touched, {} {}: if {} fails, what runs now keeps running",
                     join(names, ", "), names.size() == 1 ? "runs" : "run",
                     names.size() == 1 ? "it" : "one of them");
}

/// What a strict reading of the strategy table costs here.
void add_savings(classify::Plan& plan, const VerdictSettings& verdict_settings) {
  for (const classify::ImagePlan& image : plan.images) {
    const bool dockerfile_alone =
        !image.reasons.empty() && image.reasons.front().strategy == Strategy::full &&
        std::all_of(image.reasons.begin(), image.reasons.end(), [](const Reason& reason) {
          return reason.strategy < Strategy::full || reason.code == classify::ReasonCode::dockerfile;
        });
    if (dockerfile_alone && verdict_settings.dockerfile_is_literal && image.steps) {
      plan.cheaper.push_back(fmt::format("DOCKERFILE_RULE precise would reuse {} of {} steps of {}",
                                         image.steps->reused, image.steps->total, image.service));
    }
  }
}

/// What is still to be built is taken as the running release has it: a build may well make the same again.
/// What was taken.
std::vector<Artifact> take_deployed_artifacts(const git::Repository& repository, Target& target,
                                              const Release* deployed, const Application& application) {
  if (target.artifacts.pending.empty() || deployed == nullptr || !restore_whole_tree(repository, *deployed)) {
    return {};
  }
  auto artifacts = artifacts_in_tree(repository, *deployed);
  auto tree = artifacts ? tree_with_artifacts(repository, target.tree, *artifacts, application.root)
                        : Result<std::string>(std::string{});
  if (!artifacts || !tree) {
    return {};
  }
  target.tree = *std::move(tree);
  return *std::move(artifacts);
}

}  // namespace

Result<Target> find_target(const git::Repository& repository, const Application& application,
                           const TargetOptions& options) {
  Target target;
  SLIPWAY_TRY_ASSIGN(target.root, root_in_repository(repository, application.root));
  SLIPWAY_TRY_ASSIGN(std::string commit, repository.resolve("HEAD"));
  target.head = commit;
  if (options.dirty) {
    SLIPWAY_TRY_ASSIGN(const auto uncommitted, repository.uncommitted({}));
    for (const git::UncommittedPath& path : uncommitted) {
      if (path.unmerged) {
        return fail(ExitCode::refused, "the working tree has conflicts",
                    fmt::format("`{}` is unmerged", printable(path.path)),
                    fmt::format("resolve the conflict, then: git add -- {}",
                                shell_quote_if_needed(printable(path.path))));
      }
    }
    if (!uncommitted.empty()) {
      SLIPWAY_TRY_ASSIGN(const git::CommitInfo head, repository.commit(commit));
      SLIPWAY_TRY_ASSIGN(commit,
                         repository.snapshot(fmt::format("{} (with uncommitted changes)\n", head.subject())));
      target.commit.dirty = true;
    }
  }
  SLIPWAY_TRY_ASSIGN(const git::CommitInfo info, repository.commit(commit));
  SLIPWAY_TRY_ASSIGN(const std::string committed, repository.tree_id(commit, target.root));
  SLIPWAY_TRY_ASSIGN(target.tree, whole_tree(repository, committed, target.root));
  target.artifacts = load_artifacts(repository, application.artifacts);
  if (target.artifacts.built) {
    SLIPWAY_TRY_ASSIGN(target.tree, tree_to_deploy(repository, target.tree, target.artifacts.built->files,
                                                   application.root, application.artifacts.directory));
  }
  target.commit.commit = commit;
  target.commit.subject = info.subject();
  target.commit.branch = repository.branch().value_or(std::string{});
  return target;
}

namespace {

Result<std::vector<std::string>> paths_of(git::UncommittedInquiry inquiry) {
  SLIPWAY_TRY_ASSIGN(const auto uncommitted, inquiry.answer());
  std::vector<std::string> paths;
  for (const git::UncommittedPath& path : uncommitted) {
    paths.push_back(path.path);
  }
  return paths;
}

}  // namespace

Result<std::vector<std::string>> left_out(const git::Repository& repository, const Target& target) {
  return paths_of(repository.ask_uncommitted(target.root));
}

LeftOut::LeftOut(const git::Repository& repository, const Target& target, bool looks)
    : is_whole_tree_(target.commit.dirty) {
  if (looks && !is_whole_tree_) {
    inquiry_ = repository.ask_uncommitted(target.root);
  }
}

Result<void> LeftOut::add_to(classify::Plan& plan) {
  if (inquiry_) {
    SLIPWAY_TRY_ASSIGN(plan.left_out, paths_of(std::move(*inquiry_)));
    inquiry_.reset();
  } else if (!is_whole_tree_) {
    plan.notes.emplace_back("nobody looked for uncommitted changes, because of --no-dirty-check");
  }
  return {};
}

namespace {

Result<PlannedRelease> plan_target(const git::Repository& repository, const Settings& settings,
                                   const Target& target, const Journal& journal, const PlanRequest& request,
                                   const std::vector<Artifact>& taken) {
  const auto tree = repository.tree(target.tree);
  SLIPWAY_TRY_ASSIGN(const auto files, compose_files_in_root(settings.application));
  const std::string host_directory = request.host == nullptr ? std::string{} : request.host->directory.raw();
  SLIPWAY_TRY_ASSIGN(const compose::Model model, load_compose_model(*tree, settings, files, host_directory));

  SLIPWAY_TRY(check_swarm_settings(settings));
  const Release* deployed = journal.deployed_release();
  // What this clone knows may be of another DIRECTORY: only what the host says speaks against a deployment.
  const auto same_engine = check_same_engine(settings, deployed, model);
  if (!same_engine && request.host != nullptr) {
    return tl::unexpected(same_engine.error());
  }
  PlannedRelease planned;
  ReleaseSpec& spec = planned.spec;
  spec.commit = target.commit.commit;
  spec.tree = target.tree;
  if (target.artifacts.built) {
    spec.artifacts = target.artifacts.built->files;
    spec.artifact_build = target.artifacts.built->build;
    spec.artifact_build.changed = !target.artifacts.built->uncommitted.empty();
    const auto& silenced = settings.verdict.silenced;
    for (const auto& [path, facts] : target.artifacts.built->elf) {
      if (!facts.interpreter.empty() &&
          std::find(silenced.begin(), silenced.end(), "artifact-libc") == silenced.end()) {
        spec.linkers.emplace(path, facts.interpreter);
      }
    }
  }
  spec.compose_files = model.files;
  spec.project_v2 = model.project_v2;
  spec.project_v1 = model.project_v1;
  spec.project_directory = model.project_directory;
  spec.settings_digest = settings_digest(settings, model.files);
  spec.wanted = wanted_by(model, settings.application);
  if (settings.swarm.on) {
    spec.application = std::make_shared<const compose::Model>(model);
    // Ports are those of whichever node has the task, and so are volumes; names of containers are the
    // engine's.
    spec.wanted.ports.clear();
    spec.wanted.container_names.clear();
    std::erase_if(spec.wanted.things, [](const Wanted::Thing& thing) { return thing.what != "network"; });
  }
  SLIPWAY_TRY(describe_images(spec, model, *tree, settings.build,
                              jobs_of(model, settings.switchover.before_switch, request.restores)));
  if (settings.build.ship_minimal) {
    SLIPWAY_TRY_ASSIGN(Shipment shipment, choose_shipment(*tree, model));
    if (!shipment.is_everything()) {
      spec.shipment = std::move(shipment);
    }
  }

  classify::PlanInput input;
  input.forced = request.forced;
  input.dockerfile_is_literal = settings.verdict.dockerfile_is_literal;
  input.first = deployed == nullptr;
  input.compose_files = spec.compose_files;
  input.compose_files.insert(input.compose_files.end(), model.related_files.begin(),
                             model.related_files.end());
  input.restores = request.restores;
  input.overwrite_drift = request.overwrite_drift;
  std::vector<compose::ServiceChange> service_changes;
  std::optional<compose::Model> model_before;
  ChangesSince changes_since(repository, target.tree);
  if (deployed == nullptr) {
    input.asked_for.push_back({Strategy::full, classify::ReasonCode::first_deployment,
                               "no release has been healthy on this host yet"});
  } else {
    // Where it cannot be restored, comparing with it says so.
    [[maybe_unused]] const auto restored = restore_whole_tree(repository, *deployed);
    auto changes = changes_since.tree(deployed->tree);
    if (!changes) {
      // Whatever is lost of the old tree: all that there is to deploy counts as changed.
      input.asked_for.push_back(base_unreachable(deployed->number, changes.error()));
      changes = repository.changes({}, target.tree);
    }
    SLIPWAY_TRY_ASSIGN(input.changes, std::move(changes));
    if (deployed->settings != spec.settings_digest) {
      input.asked_for.push_back(
          {Strategy::cached, classify::ReasonCode::settings, "the deployment's settings changed"});
    }
    if (request.host != nullptr) {
      for (Reason& reason : host_reasons(spec, *deployed, *request.host)) {
        input.asked_for.push_back(std::move(reason));
      }
    }
    // An old model that cannot be read says nothing about the services: all of them count as changed.
    if (auto before =
            load_compose_model(*repository.tree(deployed->shipped_tree), settings, files, host_directory)) {
      std::vector<std::string> paths = paths_of(input.changes);
      if (request.host != nullptr) {
        const auto drifted = drifted_paths(*request.host);
        paths.insert(paths.end(), drifted.begin(), drifted.end());
      }
      service_changes = compose::compare(*before, model, paths);
      input.changed_jobs = changed_jobs(*before, model, spec.jobs, paths);
      model_before = std::move(*before);
    } else {
      for (const std::string& service : spec.services) {
        service_changes.push_back(
            {service, compose::ServiceAction::recreate, {"definition"}, {}, {}, {}, true});
      }
    }
  }
  SLIPWAY_TRY_ASSIGN(const image::TreeSurvey survey, image::survey_tree(*tree));
  const auto pointers = possible_pointers(survey, input.changes, deployed == nullptr);
  if (!request.restores) {
    SLIPWAY_TRY(refuse_unsupported_builds(spec, model));
    SLIPWAY_TRY(refuse_mounted_placeholders(model, *tree, survey, pointers));
  }
  lint::CheckoutDifferences differences;
  if (!request.restores) {
    differences = checkout_differences(repository, target.commit.commit, target.root, target.tree, survey);
  }
  TrapSearch traps(model, settings, target.root.empty(), survey, std::move(differences));
  MountedSources mounted(model, settings.verdict.sync_mounted_sources);
  if (!request.restores) {
    SLIPWAY_TRY_ASSIGN(
        input.images, image_facts(repository, spec, journal, settings.build, survey, pointers, traps, mounted,
                                  changes_since, model_before ? &*model_before : nullptr));
    if (target.artifacts.built) {
      describe_starts(spec, model, target.artifacts.built->elf);
    }
  }
  std::vector<std::string> secrets = request.secrets;
  if (request.host != nullptr) {
    const auto changed = changed_secrets(*request.host);
    secrets.insert(secrets.end(), changed.begin(), changed.end());
  }
  input.services =
      service_facts(spec, model, service_changes, secrets, changed_in(dotenv_of(model), request));
  if (request.host != nullptr && deployed != nullptr) {
    restart_unhealthy(input.services, *request.host);
    if (settings.swarm.on) {
      recreate_on_swarm(input.services, spec, *request.host);
    }
  }

  planned.plan = classify::decide(
      input, classify::Rules(settings.verdict.rules, !settings.verdict.replace_default_rules));
  classify::Plan& plan = planned.plan;
  if (settings.swarm.on) {
    plan_for_tasks(plan);
  }
  plan.deployment = settings.place.deployment;
  plan.environment = settings.place.environment;
  plan.host = settings.place.host;
  plan.of_fleet = settings.place.of_fleet;
  plan.to = target.commit;
  if (deployed != nullptr) {
    plan.from =
        classify::DeployedRelease{deployed->number, deployed->source_commit, deployed->source_subject, 0};
  }
  if (!request.restores) {
    traps.add(artifact_findings(target.artifacts, target.commit.dirty));
    if (target.artifacts.built) {
      const auto* const host = request.host;
      const Architectures wanted = wanted_architectures(
          spec.platforms, host == nullptr ? std::string{} : host->engine_architecture.raw(),
          host == nullptr ? std::string{} : host->architecture.raw());
      traps.add(artifact_lints(*target.artifacts.built, wanted.names, traps.base_images()));
    }
    plan.artifacts = planned_artifacts(target.artifacts, deployed, taken);
    plan.pending_artifacts = target.artifacts.pending;
    plan.notes = artifact_notes(target.artifacts, target.head, deployed, taken);
  }
  lint::Findings findings = std::move(traps).found();
  if (may_lack(target.artifacts, target.head)) {
    findings = without_missing_files(std::move(findings));
  }
  plan.warnings = without_silenced(std::move(findings), settings.verdict.silenced).findings;
  if (settings.swarm.on) {
    if (!request.restores) {
      SLIPWAY_TRY(refuse_for_swarm(plan.warnings));
    }
    for (std::string& note : swarm_notes(settings)) {
      plan.notes.push_back(std::move(note));
    }
    // A run says it itself, at its end.
    if (request.host != nullptr && plan.strategy == Strategy::none) {
      for (const host::WaitingService& service : request.host->waiting_services) {
        plan.waiting.push_back(service.service.raw());
        plan.notes.push_back(waiting_text(service));
      }
    }
  }
  if (!same_engine) {
    plan.notes.push_back(fmt::format(
        "release {}, as last seen, is of the other ENGINE: this is refused if it is in the same DIRECTORY",
        deployed->number));
  }
  if (request.host != nullptr && plan.strategy != Strategy::none) {
    const bool builds =
        std::any_of(plan.images.begin(), plan.images.end(), [](const auto& image) { return image.build; });
    for (std::string& note : host_notes(*request.host, builds)) {
      plan.notes.push_back(std::move(note));
    }
    const bool classic = settings.build.builder == "classic" || !has_buildkit(*request.host);
    if (builds && !settings.build.here && classic && !request.host->engine_version.empty()) {
      plan.notes.push_back(settings.build.builder == "classic"
                               ? "BUILDER is classic: "
                               : "the host has no BuildKit, so its classic builder builds: ");
      plan.notes.back() += join(losses_without_buildkit(), "; ");
    }
  }
  // The image of a service that another one builds has the ports of that one's Dockerfile.
  std::set<std::string> exposing = traps.exposing();
  for (const auto& [name, form] : spec.forms) {
    if (exposing.contains(form.image_of)) {
      exposing.insert(name);
    }
  }
  if (settings.swarm.on) {
    // The stack file is written without a look into Dockerfiles (stack_of()).
    exposing.clear();
  }
  if (deployed != nullptr) {
    for (classify::ServicePlan& service : plan.services) {
      const bool is_there_before = service.cause.kind != ServiceCause::Kind::new_service;
      // Which images a release has that is put back, the host finds out.
      if (is_there_before && (service.action == classify::ServiceAction::recreate || request.restores)) {
        service.order =
            start_order(model, service.service, update_order_of(settings.switchover.update_order),
                        request.restores && !settings.swarm.on ? std::nullopt : std::optional(exposing));
      }
    }
  }
  const double stop_seconds = model_before ? seconds_to_stop(plan, *model_before, traps.starts(), *tree) : 0;
  if (const auto fetched = fetched_images(plan, model, spec); !fetched.empty()) {
    plan.notes.push_back(fmt::format("fetched if the host does not have {}: {}",
                                     fetched.size() == 1 ? "it" : "them", join(fetched, ", ")));
  }
  if (!spec.jobs.empty() && plan.strategy != Strategy::none && !plan.files_alone && !request.restores) {
    plan.notes.push_back(jobs_note(spec.jobs));
  }
  if (spec.shipment && plan.strategy != Strategy::none) {
    plan.notes.push_back(spec.shipment->summary());
  }
  add_savings(plan, settings.verdict);
  for (std::string& saving : mounted.savings(plan)) {
    plan.cheaper.push_back(std::move(saving));
  }
  if (settings.verdict.sync_mounted_sources && mounted.count() > 0) {
    plan.notes.push_back(
        fmt::format("MOUNTED_SOURCES sync: images keep their older copies of {}, which the "
                    "containers see through mounts alone",
                    count_of(mounted.count(), "changed file")));
  }
  plan.cost = forecast(journal, plan, stop_seconds);
  if (plan.cost && deployed != nullptr && !settings.build.here) {
    plan.cost->bytes = std::min(plan.cost->bytes, most_bytes_sent(*tree, input.changes));
  }
  return planned;
}

}  // namespace

Result<PlannedRelease> make_plan(const git::Repository& repository, const Settings& settings,
                                 const Target& target, const Journal& journal, const PlanRequest& request) {
  Target whole = target;
  const std::vector<Artifact> taken =
      take_deployed_artifacts(repository, whole, journal.deployed_release(), settings.application);
  auto planned = plan_target(repository, settings, whole, journal, request, taken);
  if (!planned && may_lack(target.artifacts, target.head) && !request.restores) {
    // What is missing may well be one of them.
    Error error = std::move(planned).error();
    error.because += (error.because.empty() ? "" : "; ") + still_to_build(target.artifacts);
    error.fix = fmt::format("{}\nif what is missing is none of them: {}", artifact_build_command(settings),
                            error.fix);
    return tl::unexpected(std::move(error));
  }
  return planned;
}

}  // namespace slipway::deploy
