#include "deploy/deployment.hpp"
#include "deploy/deployment_run.hpp"
#include "deploy/hooks.hpp"
#include "deploy/plan/compose_model.hpp"
#include "deploy/remote/drift.hpp"
#include "deploy/remote/host_journal.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/looking.hpp"
#include "deploy/remote/neighbourhood.hpp"
#include "deploy/remote/preconditions.hpp"
#include "deploy/remote/send_secrets.hpp"
#include "util/columns.hpp"
#include "util/pasted_command.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace slipway::deploy {
namespace {

/// The env and secret files that are not the same in the deployed release and the one to put back.
std::vector<std::string> differing_secrets(const Journal& journal, const Release& release) {
  std::vector<std::string> places;
  const Release* deployed = journal.deployed_release();
  const std::map<std::string, std::string> none;
  const auto& before = deployed == nullptr ? none : deployed->secret_files;
  for (const auto& [place, digest] : release.secret_files) {
    const auto same = before.find(place);
    if (same == before.end() || same->second != digest) {
      places.push_back(place);
    }
  }
  return places;
}

/// "3 files, the images of web and worker, .env"
std::string what_is_put_back(const git::Repository& repository, const Journal& journal,
                             const Release& release) {
  std::vector<std::string> parts;
  const Release* deployed = journal.deployed_release();
  if (deployed != nullptr) {
    if (const auto changes = repository.changes(deployed->tree, release.tree); changes && !changes->empty()) {
      parts.push_back(count_of(changes->size(), "file"));
    }
  }
  std::vector<std::string> images;
  for (const ReleaseImage& image : release.images) {
    const ReleaseImage* present = deployed == nullptr ? nullptr : deployed->image(image.service);
    if (present == nullptr || present->id != image.id) {
      images.push_back(fmt::format("{} (built by release {})", image.service, image.built_by));
    }
  }
  if (!images.empty()) {
    parts.push_back(fmt::format("the {} of {}", images.size() == 1 ? "image" : "images", join(images, ", ")));
  }
  for (const std::string& place : differing_secrets(journal, release)) {
    parts.push_back(place);
  }
  return parts.empty() ? std::string("its files and images are those that run") : join(parts, ", ");
}

/// The volumes, and the directories on the host, that its services keep data in.
std::string data_of(const git::Repository& repository, const Settings& settings, const Release& release) {
  const auto files = compose_files_in_root(settings.application);
  const auto model = files ? load_compose_model(*repository.tree(release.shipped_tree), settings, *files, {})
                           : Result<compose::Model>(tl::unexpected(files.error()));
  if (!model) {
    return {};
  }
  std::set<std::string> names;
  for (const auto& [name, service] : model->services) {
    for (const compose::Mount& mount : service.mounts) {
      if (!service.active || mount.read_only) {
        continue;
      }
      if (mount.kind == compose::Mount::Kind::volume && !mount.volume.empty()) {
        names.insert("volume " + mount.volume);
      } else if (mount.kind == compose::Mount::Kind::bind &&
                 mount.source.content == compose::Content::nothing) {
        names.insert(mount.source.text.value);
      }
    }
  }
  for (const auto& [place, digest] : release.secret_files) {
    names.erase(place);
    names.erase("./" + place);
  }
  return join({names.begin(), names.end()}, ", ");
}

Result<DeployResult> attempt_rollback(const git::Repository& repository, const Settings& settings,
                                      std::optional<std::uint64_t> number, bool runs_jobs, Wait wait,
                                      Listener& listener, host::Network& network,
                                      const std::optional<Rollout>& rollout) {
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}, {}, nullptr, network));
  note_interrupted_run(settings, session.state(), listener);
  SLIPWAY_TRY(pass_lock(session, settings.place, wait, listener));
  SLIPWAY_TRY(mend_journal(repository, settings.place, session, listener));
  SLIPWAY_TRY_ASSIGN(const HostTools tools, check_host(session.state(), settings));
  SLIPWAY_TRY(check_answers(session.state(), settings.place));
  SLIPWAY_TRY_ASSIGN(const Journal journal,
                     fetch_journal(repository, settings.place, session.state(), session.connection()));
  SLIPWAY_TRY_ASSIGN(const Release* release, rollback_target(journal, session.state(), number));
  remember_look(repository, settings.place, session.state(), journal, release->shipped_tree);
  note_probation(session.state(), journal, listener);
  SLIPWAY_TRY(check_secrets_on_host(session.state(), false));
  SLIPWAY_TRY(check_drift(repository, session, release->shipped_tree));

  // The earlier release's own compose file says what it was made of.
  Target target;
  target.commit.commit = release->source_commit;
  target.commit.subject = release->source_subject.raw();
  target.commit.branch = release->source_branch.raw();
  SLIPWAY_TRY(restore_whole_tree(repository, *release));
  target.tree = release->tree;
  SLIPWAY_TRY_ASSIGN(PlannedRelease planned, make_plan(repository, settings, target, journal,
                                                       {.host = &session.state(),
                                                        .restores = true,
                                                        .secrets = differing_secrets(journal, *release)}));
  session.want(planned.spec);
  SLIPWAY_TRY(session.probe_fully(settings.place));
  SLIPWAY_TRY(check_neighbourhood(session.state(), settings, planned.spec, tools, journal, false));
  listener.note(fmt::format("putting release {} back: {} {}", release->number,
                            release->source_commit.substr(0, 12), subject_text(release->source_subject)));
  listener.note("put back: " + what_is_put_back(repository, journal, *release));
  if (const std::string data = data_of(repository, settings, *release); !data.empty()) {
    listener.note("not put back, as it is data: " + data);
  }
  SLIPWAY_TRY_ASSIGN(std::shared_ptr<SwarmNodes> nodes,
                     ready_swarm(settings, session, planned, network,
                                 [&](const std::string& text) { listener.note(text); }));
  DeploymentRun work{repository,
                     settings,
                     session,
                     journal,
                     planned,
                     tools,
                     {release->shipped_tree, release->left_behind},
                     release->source_commit};
  work.restores = release;
  work.nodes = std::move(nodes);
  work.runs_jobs = runs_jobs;
  work.rollout = rollout;
  return perform_run(work, listener);
}

}  // namespace

namespace {

/// Whether somebody who uses the one would notice that it is not the other.
bool same_release(const Release& one, const Release& other) {
  const auto images = [](const Release& release) {
    std::map<std::string, std::string> ids;
    for (const ReleaseImage& image : release.images) {
      ids[image.service] = image.id;
    }
    return ids;
  };
  return one.tree == other.tree && one.settings == other.settings && one.secret_files == other.secret_files &&
         images(one) == images(other);
}

/// The release whose content runs: a rollback has that of another one.
const Release& origin_of(const Journal& journal, const Release& release) {
  const Release* origin = &release;
  while (origin->restores && *origin->restores < origin->number) {
    const Release* earlier = journal.release(*origin->restores);
    if (earlier == nullptr) {
      break;
    }
    origin = earlier;
  }
  return *origin;
}

}  // namespace

Result<const Release*> rollback_target(const Journal& journal, const host::HostState& host,
                                       std::optional<std::uint64_t> number) {
  const Release* deployed = journal.deployed_release();
  if (number) {
    const Release* release = journal.release(*number);
    if (release == nullptr || !release->healthy()) {
      return fail(ExitCode::refused, fmt::format("release {} cannot be restored", *number),
                  release == nullptr
                      ? std::string("the journal has no such release")
                      : fmt::format("it was not healthy: it ended as `{}`", printable(release->outcome)),
                  "slipway history   (choose a release that it shows as deployed)");
    }
    if (const std::string missing = missing_of(*release, host); !missing.empty()) {
      return fail(
          ExitCode::refused, fmt::format("release {} can no longer be restored", *number),
          fmt::format("the host no longer has {}", printable(missing)),
          PastedCommand("slipway history   (shows which releases can be restored)\ngit checkout {} && "
                        "slipway deploy   (deploys its commit again)",
                        release->source_commit.substr(0, 12))
              .text());
    }
    return release;
  }
  std::string found =
      deployed == nullptr ? "no release has been healthy on this host" : "the deployed release is the first";
  // Going back from a rollback means going back further, not forth to what was rolled back.
  const std::uint64_t before = deployed == nullptr ? 0 : origin_of(journal, *deployed).number;
  for (const Release& release : journal.entries) {
    if (release.number >= before || !release.healthy() || same_release(release, *deployed)) {
      continue;
    }
    if (release.unwell) {
      found = fmt::format("release {} was healthy at first, and failed later", release.number);
    } else if (const std::string missing = missing_of(release, host); !missing.empty()) {
      found = fmt::format("{} of release {} is no longer on the host", printable(missing), release.number);
    } else {
      return &release;
    }
  }
  return fail(ExitCode::refused, "there is no earlier release to go back to", found,
              "git revert HEAD, then slipway deploy   (deploys the older state as a new release)");
}

Result<DeployResult> rollback(const Settings& settings, std::optional<std::uint64_t> number, bool runs_jobs,
                              Wait wait, Listener& listener, host::Network& network,
                              const std::optional<Rollout>& rollout) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  return with_hooks(settings, {.command = "rollback"}, listener, [&] {
    return perform_run_repeatedly(wait, listener, [&] {
      return attempt_rollback(repository, settings, number, runs_jobs, wait, listener, network, rollout);
    });
  });
}

}  // namespace slipway::deploy
