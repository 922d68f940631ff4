#include "cli/command.hpp"
#include "cli/print.hpp"
#include "deploy/artifacts/collect.hpp"
#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/plan/known_deployments.hpp"
#include "deploy/plan/moved_records.hpp"
#include "deploy/plan/offline.hpp"
#include "deploy/plan/preset_values.hpp"
#include "report/fleet_report.hpp"
#include "report/plan_json.hpp"
#include "report/plan_report.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

namespace slipway::cli {
namespace {

/// What the deployments of one project share. Each is asked of git once, however many deployments there are.
class Checkouts {
 public:
  struct Committed {
    deploy::Target target;
    std::vector<std::string> left_out;
  };

  Result<const git::Repository*> repository(const std::filesystem::path& source_directory) {
    if (const auto known = repositories_.find(source_directory); known != repositories_.end()) {
      return known->second.get();
    }
    SLIPWAY_TRY_ASSIGN(git::Repository opened, git::Repository::open(source_directory));
    for (const auto& [path, other] : repositories_) {
      if (other->git_directory() == opened.git_directory()) {
        return repositories_.emplace(source_directory, other).first->second.get();
      }
    }
    return repositories_.emplace(source_directory, std::make_shared<git::Repository>(std::move(opened)))
        .first->second.get();
  }

  Result<const Committed*> committed(const git::Repository& repository,
                                     const deploy::Application& application) {
    const Key key(&repository, application.root, application.artifacts.directory);
    if (const auto known = committed_.find(key); known != committed_.end()) {
      return &known->second;
    }
    Committed found;
    SLIPWAY_TRY_ASSIGN(found.target, deploy::find_target(repository, application, {}));
    SLIPWAY_TRY_ASSIGN(found.left_out, deploy::left_out(repository, found.target));
    return &committed_.emplace(key, std::move(found)).first->second;
  }

 private:
  /// The repository, ROOT, and where the artifacts are.
  using Key = std::tuple<const git::Repository*, std::filesystem::path, std::filesystem::path>;

  std::map<std::filesystem::path, std::shared_ptr<git::Repository>> repositories_;
  std::map<Key, Committed> committed_;
};

/// Most configure runs change nothing, and a write waits for the disk.
Result<void> write_plan(const std::filesystem::path& settings_file, const std::string& text) {
  const std::filesystem::path file = settings_file.parent_path() / "plan.json";
  const auto there = read_file(file);
  return there && *there == text ? Result<void>() : write_file(file, text);
}

/// Nothing can be said as long as files may be missing that the build will make. Writes that as the plan, and
/// returns it as text.
Result<std::string> unknown_plan(const deploy::Settings& settings, const deploy::ReleaseArtifacts& artifacts,
                                 const Error& error, const std::filesystem::path& file) {
  const std::string why = printable(deploy::still_to_build(artifacts));
  Json plan;
  plan["schema"] = 1;
  plan["strategy"] = "unknown";
  plan["reasons"] = Json::array({{{"code", "ARTIFACTS_NOT_BUILT"}, {"text", why}}});
  SLIPWAY_TRY(write_plan(file, json_text(plan)));
  // It says why as well, in the end.
  std::string without = summary(error);
  without.erase(std::min(without.rfind(why), without.size()));
  while (!without.empty() && std::string_view("; :").find(without.back()) != std::string_view::npos) {
    without.pop_back();
  }
  return fmt::format("{} on {}: no plan yet\n  {}\n  without them: {}", settings.place.deployment,
                     printable(settings.fleet.any() ? settings.place.environment : settings.place.host), why,
                     printable(without));
}

/// The plans of all hosts, written as one, and a few lines about them.
Result<std::string> plan_fleet(const std::filesystem::path& file, const deploy::Settings& settings,
                               const git::Repository& repository, const deploy::Target& target,
                               const std::vector<std::string>& depends) {
  const report::FleetName name{settings.place.deployment, settings.place.environment};
  const auto hosts = deploy::plan_hosts(repository, settings, target, {});
  const bool none = std::all_of(hosts.begin(), hosts.end(),
                                [](const deploy::PlannedHost& host) { return host.error.has_value(); });
  if (none && deploy::may_lack(target.artifacts, target.head)) {
    return unknown_plan(settings, target.artifacts, *hosts.front().error, file);
  }
  if (none) {
    // What is wrong with the commit is wrong for each host.
    return tl::unexpected(*hosts.front().error);
  }
  SLIPWAY_TRY(write_plan(file, report::fleet_plan_json(name, hosts, depends)));
  return std::string(trim(report::fleet_plan_text(name, deploy::plans_of(hosts), {})));
}

/// `depends` gets the files that tell of a commit whether or not a plan can be made, because a commit may
/// mend it; `notes` what there is to say about the project.
Result<std::string> plan_one(const std::filesystem::path& file, Checkouts& checkouts,
                             std::vector<std::string>& depends, std::set<std::string>& notes) {
  SLIPWAY_TRY_ASSIGN(const deploy::Settings settings, deploy::load_settings(file));
  const auto opened = checkouts.repository(settings.application.source_directory);
  // Whether or not a plan can be made, a build begins.
  SLIPWAY_TRY(deploy::note_commit_of_build(settings, opened ? *opened : nullptr));
  SLIPWAY_TRY_ASSIGN(const git::Repository* const repository, opened);
  // Whether or not a plan can be made, commands find the deployment by its name.
  deploy::remember_deployment(*repository, settings);
  deploy::move_records(*repository, settings);
  for (std::string& note : deploy::remember_preset(settings)) {
    notes.insert(std::move(note));
  }
  for (const auto& head : repository->head_files()) {
    depends.push_back(head.native());
  }
  SLIPWAY_TRY_ASSIGN(const auto* const committed, checkouts.committed(*repository, settings.application));
  if (settings.fleet.any()) {
    return plan_fleet(file, settings, *repository, committed->target, depends);
  }
  auto made = deploy::plan_offline(*repository, settings, committed->target, {});
  if (!made && deploy::may_lack(committed->target.artifacts, committed->target.head)) {
    return unknown_plan(settings, committed->target.artifacts, made.error(), file);
  }
  SLIPWAY_TRY_ASSIGN(deploy::PlannedRelease planned, std::move(made));
  planned.plan.left_out = committed->left_out;
  SLIPWAY_TRY(write_plan(file, report::plan_json(planned.plan, depends)));
  return report::plan_summary(planned.plan);
}

Result<ExitCode> run_configure(const std::vector<std::string>& files) {
  Checkouts checkouts;
  Json all = Json::array();
  std::set<std::string> notes;
  for (const std::string& file : files) {
    Json one;
    std::vector<std::string> depends;
    const auto planned = plan_one(file, checkouts, depends, notes);
    one["status"] = planned ? 0 : static_cast<int>(planned.error().code);
    one["summary"] = planned ? *planned : error_text(planned.error());
    one["configure_depends"] = depends;
    all.push_back(std::move(one));
  }
  for (const std::string& note : notes) {
    say("slipway: " + note);
  }
  print_as_is(json_text(all));
  return ExitCode::success;
}

Action declare_configure(Arguments& arguments) {
  auto files = std::make_shared<std::vector<std::string>>();
  arguments.words("SETTINGS", *files, "Files that slipway_add_deployment() has written");
  return [files] { return run_configure(*files); };
}

}  // namespace

const Command configure_command{
    "configure",
    "For the CMake module: plan each deployment, note it in this clone, and print what there is to say",
    declare_configure, true};

}  // namespace slipway::cli
