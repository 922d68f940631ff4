#include "deploy/plan/mounted_placeholders.hpp"

#include "compose/service_reach.hpp"
#include "image/predict/placeholders.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace slipway::deploy {
namespace {

using classify::EntryKind;
using compose::ReachKind;

/// "which service `web` sees through its mount of `models`"; nothing where no container sees the path.
std::optional<std::string> viewer_of(const compose::Model& model, const std::string& path) {
  for (const compose::Reach& way : compose::services_reached_by(model, path)) {
    const bool is_variables = way.kind == ReachKind::environment_file;
    if (!way.certain || !(is_variables || compose::needs_restart_only(way.kind))) {
      continue;
    }
    const std::string through =
        way.kind == ReachKind::config   ? "as a config"
        : way.kind == ReachKind::secret ? "as a secret"
        : is_variables                  ? "as an env_file"
                                        : fmt::format("through its mount of `{}`",
                                     way.through.empty() ? std::string(".") : printable(way.through));
    return fmt::format("which service `{}` sees {}", printable(way.service), through);
  }
  return std::nullopt;
}

/// Nearly all paths of a tree are no part of anything that compose files name.
class NamedSources {
 public:
  explicit NamedSources(const compose::Model& model) {
    for (const auto& [name, service] : model.services) {
      if (!service.active) {
        continue;
      }
      for (const compose::Mount& mount : service.mounts) {
        add(mount.source);
      }
      for (const compose::EnvironmentFile& file : service.environment_files) {
        add(file.path);
      }
      for (const compose::SourcePath& file : service.label_files) {
        add(file);
      }
    }
    for (const auto& [name, volume] : model.volumes) {
      add(volume.device);
    }
    for (const auto* objects : {&model.configs, &model.secrets}) {
      for (const auto& [name, object] : *objects) {
        add(object.file);
      }
    }
  }

  /// Whether a file of the directory is named: mounted from within a submodule, say.
  bool are_within(const std::string& directory) const {
    return std::any_of(sources_.begin(), sources_.end(),
                       [&](const std::string& source) { return compose::is_within(source, directory); });
  }
  bool contain(const std::string& path) const {
    return std::any_of(sources_.begin(), sources_.end(),
                       [&](const std::string& source) { return compose::is_within(path, source); });
  }

 private:
  void add(const std::optional<compose::SourcePath>& source) {
    if (source && source->is_inside()) {
      sources_.push_back(source->resolved);
    }
  }

  std::vector<std::string> sources_;
};

}  // namespace

std::vector<std::string> possible_pointers(const image::TreeSurvey& survey,
                                           const classify::ChangeSet& changes, bool is_first) {
  if (is_first || survey.lfs.any()) {
    return survey.files;
  }
  std::vector<std::string> files;
  for (const classify::Change& change : changes) {
    if (change.kind != classify::ChangeKind::deleted &&
        (change.after == EntryKind::file || change.after == EntryKind::executable)) {
      files.push_back(change.path);
    }
  }
  return files;
}

Result<void> refuse_mounted_placeholders(const compose::Model& model, const classify::Tree& tree,
                                         const image::TreeSurvey& survey,
                                         const std::vector<std::string>& files) {
  const NamedSources sources(model);
  for (const std::string& path : survey.submodules) {
    const auto viewer = viewer_of(model, path);
    if (viewer || sources.are_within(path)) {
      return tl::unexpected(image::submodule_refusal(path, viewer.value_or("which the compose file names"),
                                                     "mount directories that do not contain it"));
    }
  }
  for (const std::string& path : files) {
    if (!sources.contain(path)) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const bool pointer, image::is_lfs_pointer(tree, path));
    const auto viewer = pointer ? viewer_of(model, path) : std::nullopt;
    if (viewer) {
      return tl::unexpected(image::pointer_refusal(path, *viewer, survey.lfs));
    }
  }
  return {};
}

}  // namespace slipway::deploy
