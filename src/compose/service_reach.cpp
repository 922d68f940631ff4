#include "compose/service_reach.hpp"

#include <algorithm>
#include <set>

namespace slipway::compose {
namespace {

bool is_reached(const SourcePath& source, std::string_view path) {
  return source.is_inside() &&
         (is_within(path, source.resolved) ||
          std::find(source.links.begin(), source.links.end(), path) != source.links.end());
}

/// An open path may lead anywhere below the part of it that is certain.
bool may_be_reached(const SourcePath& source, std::string_view path) {
  return source.place == Place::unknown && is_within(path, source.path);
}

/// Whether another mount of the service lies over the place where the path would be seen.
bool is_hidden(const Service& service, const Mount& mount, const SourcePath& source, std::string_view path) {
  if (!source.is_inside() || !is_within(path, source.resolved)) {
    return false;
  }
  const std::size_t skipped = source.resolved.empty() ? 0 : source.resolved.size() + 1;
  const std::string below(path.size() > skipped ? path.substr(skipped) : std::string_view{});
  const std::string seen_at = join_path(mount.target.value, below);
  return std::any_of(service.mounts.begin(), service.mounts.end(), [&](const Mount& other) {
    const std::string over = join_path("", other.target.value);
    return &other != &mount && over.size() > join_path("", mount.target.value).size() &&
           is_within(seen_at, over);
  });
}

class ReachFinder {
 public:
  ReachFinder(const Model& model, const Service& service, std::string_view path)
      : model_(model), service_(service), path_(path) {}

  std::vector<Reach> find() {
    const auto names_path = [this](const std::vector<std::string>& files) {
      return std::find(files.begin(), files.end(), path_) != files.end();
    };
    if (names_path(model_.files) || names_path(model_.related_files)) {
      found_.push_back(Reach{service_.name, ReachKind::definition, std::string(path_), {}, true});
    }
    std::set<std::string> seen;
    add_mounts(service_, seen);
    for (const auto& file : service_.label_files) {
      add(file, ReachKind::environment_file, {});
    }
    for (const auto& file : service_.environment_files) {
      add(file.path, ReachKind::environment_file, {});
    }
    for (const auto& file : service_.security_profiles) {
      add(file, ReachKind::security_profile, {});
    }
    add_file_objects(service_.configs, model_.configs, ReachKind::config);
    add_file_objects(service_.secrets, model_.secrets, ReachKind::secret);
    add_build();
    return std::move(found_);
  }

 private:
  /// The directory or file behind a mount; null where that is no part of the host's file system.
  const SourcePath* source_of(const Mount& mount) const {
    if (mount.kind == Mount::Kind::bind) {
      return &mount.source;
    }
    const auto volume = model_.volumes.find(mount.volume);
    const bool has_device =
        mount.kind == Mount::Kind::volume && volume != model_.volumes.end() && volume->second.device;
    return has_device ? &*volume->second.device : nullptr;
  }

  void add_mounts(const Service& owner, std::set<std::string>& seen) {
    if (!seen.insert(owner.name).second) {
      return;
    }
    for (const auto& mount : owner.mounts) {
      const SourcePath* source = source_of(mount);
      if (source != nullptr && !is_hidden(owner, mount, *source, path_)) {
        add(*source, mount.is_single_file() ? ReachKind::bind_file : ReachKind::bind_directory,
            mount.target.value);
      }
    }
    for (const std::string& other : owner.volumes_from) {
      const auto found = model_.services.find(other);
      if (found != model_.services.end()) {
        add_mounts(found->second, seen);
      }
    }
  }

  void add(const SourcePath& source, ReachKind kind, const std::string& target) {
    const bool certain = is_reached(source, path_);
    if (certain || may_be_reached(source, path_)) {
      found_.push_back(Reach{service_.name, kind, source.path, target, certain});
    }
  }

  void add_file_objects(const std::vector<FileObjectUse>& uses,
                        const std::map<std::string, FileObject>& objects, ReachKind kind) {
    for (const auto& use : uses) {
      const auto object = objects.find(use.name);
      if (object != objects.end() && object->second.file) {
        add(*object->second.file, kind, use.target);
      }
    }
  }

  void add_build() {
    if (!service_.build) {
      return;
    }
    const Build& build = *service_.build;
    if (build.dockerfile_path) {
      const SourcePath& dockerfile = *build.dockerfile_path;
      const bool is_ignore_file = dockerfile.is_inside() && path_ == dockerfile.path + ".dockerignore";
      if (is_ignore_file) {
        found_.push_back(Reach{service_.name, ReachKind::dockerfile, std::string(path_), {}, true});
      } else {
        add(dockerfile, ReachKind::dockerfile, {});
      }
    }
    const auto add_context = [this](const BuildContext& context) {
      if (context.kind == BuildContext::Kind::directory) {
        add(context.path, ReachKind::build_context, {});
      }
    };
    add_context(build.context);
    for (const auto& [name, context] : build.additional_contexts) {
      add_context(context);
    }
  }

  const Model& model_;
  const Service& service_;
  std::string_view path_;
  std::vector<Reach> found_;
};

}  // namespace

bool needs_restart_only(ReachKind kind) {
  return kind == ReachKind::bind_directory || kind == ReachKind::bind_file || kind == ReachKind::config ||
         kind == ReachKind::secret;
}

std::vector<Reach> services_reached_by(const Model& model, std::string_view path) {
  std::vector<Reach> reached;
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      auto ways = ReachFinder(model, service, path).find();
      std::move(ways.begin(), ways.end(), std::back_inserter(reached));
    }
  }
  return reached;
}

}  // namespace slipway::compose
