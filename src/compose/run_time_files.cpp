#include "compose/run_time_files.hpp"

#include <algorithm>
#include <array>

namespace slipway::compose {
namespace {

bool leads_to(const SourcePath& source, std::string_view path) {
  if (source.place == Place::unknown) {
    return is_within(path, source.path);
  }
  return source.is_inside() &&
         (is_within(path, source.resolved) ||
          std::find(source.links.begin(), source.links.end(), path) != source.links.end());
}

bool names(const std::vector<std::string>& files, std::string_view path) {
  return std::find(files.begin(), files.end(), path) != files.end();
}

/// Keys whose values may name a file that compose reads itself, in a form of their own.
bool is_mentioned(const Service& service, std::string_view path) {
  constexpr std::array keys = {"security_opt", "credential_spec"};
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return std::any_of(keys.begin(), keys.end(), [&](const char* key) {
    const auto value = service.definition.find(key);
    return value != service.definition.end() && value->second.find(name) != std::string::npos;
  });
}

bool is_dockerfile(const Build& build, std::string_view path) {
  if (build.dockerfile_path &&
      (leads_to(*build.dockerfile_path, path) || path == build.dockerfile_path->path + ".dockerignore")) {
    return true;
  }
  return build.context.kind == BuildContext::Kind::directory &&
         (path == join_path(build.context.path.path, ".dockerignore") ||
          path == join_path(build.context.path.resolved, ".dockerignore") ||
          std::find(build.context.path.links.begin(), build.context.path.links.end(), path) !=
              build.context.path.links.end());
}

bool is_read_by(const Service& service, std::string_view path) {
  const auto is_mounted = [&](const Mount& mount) {
    // Also where another mount lies over it: that one needs a place to stand on.
    const bool may_be_path = mount.kind == Mount::Kind::bind || !mount.source.text.known();
    return may_be_path && leads_to(mount.source, path);
  };
  return std::any_of(service.mounts.begin(), service.mounts.end(), is_mounted) ||
         std::any_of(service.environment_files.begin(), service.environment_files.end(),
                     [&](const EnvironmentFile& file) { return leads_to(file.path, path); }) ||
         std::any_of(service.label_files.begin(), service.label_files.end(),
                     [&](const SourcePath& file) { return leads_to(file, path); }) ||
         (service.build && is_dockerfile(*service.build, path)) || is_mentioned(service, path);
}

bool is_file_of(const std::map<std::string, FileObject>& objects, std::string_view path) {
  return std::any_of(objects.begin(), objects.end(), [&](const auto& object) {
    return object.second.file && leads_to(*object.second.file, path);
  });
}

}  // namespace

bool may_be_read_at_run_time(const Model& model, std::string_view path) {
  return names(model.files, path) || names(model.related_files, path) || is_file_of(model.configs, path) ||
         is_file_of(model.secrets, path) ||
         std::any_of(model.volumes.begin(), model.volumes.end(),
                     [&](const auto& volume) {
                       return volume.second.device && leads_to(*volume.second.device, path);
                     }) ||
         std::any_of(model.services.begin(), model.services.end(),
                     [&](const auto& service) { return is_read_by(service.second, path); });
}

}  // namespace slipway::compose
