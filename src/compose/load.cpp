#include "compose/definition.hpp"
#include "compose/document_loader.hpp"
#include "compose/model.hpp"
#include "compose/problem.hpp"
#include "compose/project_files.hpp"
#include "compose/project_name.hpp"
#include "compose/selection.hpp"
#include "compose/service_reader.hpp"
#include "compose/tree_files.hpp"
#include "compose/warnings.hpp"
#include "compose/yaml_reader.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

namespace slipway::compose {
namespace {

std::string last_component(std::string_view path) {
  while (path.ends_with('/')) {
    path.remove_suffix(1);
  }
  const auto slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

class ModelLoader {
 public:
  ModelLoader(const classify::Tree& tree, const LoadOptions& options)
      : tree_(tree), options_(options), resolver_(tree, options.host_directory) {}

  Result<Model> load() {
    SLIPWAY_TRY_ASSIGN(project_, find_project_files(tree_, resolver_, options_));
    model_.files = project_.files;
    model_.project_directory = project_.directory;
    model_.warnings = project_.warnings;
    model_.dotenv_in_tree = !project_.dotenvs.empty();
    SLIPWAY_TRY(name_project());

    DocumentLoader loader(tree_, resolver_);
    SLIPWAY_TRY_ASSIGN(Value merged, loader.load(project_.files, project_.directory, project_.environment));
    model_.document = std::make_shared<const Value>(std::move(merged));
    const Value& document = *model_.document;
    SLIPWAY_TRY(list_related_files(loader.related_files()));
    SLIPWAY_TRY(read_resources(document));
    SLIPWAY_TRY(read_services(document));
    SLIPWAY_TRY(select_services(model_, profiles(), options_.services));
    SLIPWAY_TRY(check_references(model_));
    SLIPWAY_TRY(check_container_names(model_));
    add_warnings(model_, document, loader.required_variables());
    return std::move(model_);
  }

 private:
  Result<void> list_related_files(std::set<std::string> files) {
    files.insert(project_.dotenvs.begin(), project_.dotenvs.end());
    std::set<std::string> behind_links;
    for (const auto& list : {std::vector(files.begin(), files.end()), project_.files}) {
      for (const auto& file : list) {
        SLIPWAY_TRY_ASSIGN(const auto source, resolver_.resolve(Text(file), ""));
        behind_links.insert(source.resolved);
        behind_links.insert(source.links.begin(), source.links.end());
      }
    }
    files.merge(behind_links);
    for (const auto& file : project_.files) {
      files.erase(file);
    }
    model_.related_files.assign(files.begin(), files.end());
    return {};
  }

  /// What the settings say; otherwise compose's order: COMPOSE_PROJECT_NAME, then the last file with a
  /// `name`, then the directory.
  Result<void> name_project() {
    if (!options_.project_name.empty()) {
      model_.project_v1 = model_.project_v2 = options_.project_name;
      project_.environment.set("COMPOSE_PROJECT_NAME", Text(options_.project_name));
      return is_valid_v2(options_.project_name, "PROJECT_NAME");
    }
    SLIPWAY_TRY_ASSIGN(const std::string written, name_in_files());
    const std::string directory =
        last_component(project_.directory.empty() ? options_.host_directory : project_.directory);
    const Text* given = project_.environment.find("COMPOSE_PROJECT_NAME");
    const bool is_given = given != nullptr && given->known() && !given->empty();
    model_.project_v1 = normalise_project_name_v1(is_given ? given->value : directory);
    if (is_given) {
      model_.project_v2 = given->value;
      return is_valid_v2(given->value, "COMPOSE_PROJECT_NAME");
    }
    model_.project_v2 = normalise_project_name_v2(written.empty() ? directory : written);
    if (model_.project_v2.empty() && !directory.empty()) {
      return fail(ExitCode::refused, "the compose project has no name",
                  fmt::format("the directory `{}` has no letter or digit to make one from", directory),
                  "set the top-level `name:` in the compose file");
    }
    project_.environment.set("COMPOSE_PROJECT_NAME", Text(model_.project_v2));
    return {};
  }

  static Result<void> is_valid_v2(const std::string& name, std::string_view source) {
    return normalise_project_name_v2(name) == name
               ? Result<void>{}
               : fail(ExitCode::refused,
                      fmt::format("{} is `{}`, which compose does not accept", source, name),
                      "a project name has lower-case letters, digits, `-` and `_`",
                      fmt::format("write for example `{}`", normalise_project_name_v2(name)));
  }

  Result<std::string> name_in_files() const {
    std::string name;
    for (const auto& file : project_.files) {
      SLIPWAY_TRY_ASSIGN(const auto text, read_file(tree_, resolver_, file));
      SLIPWAY_TRY_ASSIGN(const auto documents,
                         read_yaml(text.value_or(""), std::make_shared<const Origin>(Origin{file, ""})));
      for (const auto& document : documents) {
        const Value* value = document.is_map() ? document.find_set("name") : nullptr;
        if (value == nullptr) {
          continue;
        }
        Interpolator interpolator(project_.environment);
        auto expanded = interpolator.expand(value->text.value);
        if (!value->is_scalar() || !expanded) {
          return refuse(*value, "`name` is not a string", it_is(*value));
        }
        if (!expanded->empty()) {
          name = std::move(expanded->value);
        }
      }
    }
    return name;
  }

  Result<void> read_resources(const Value& document) {
    if (const Value* version = document.find_set("version")) {
      model_.version = version->text.written;
    }
    if (const Value* volumes = document.find_set("volumes")) {
      for (const auto& volume : volumes->members) {
        SLIPWAY_TRY_ASSIGN(model_.volumes[volume.name],
                           read_named_volume("volumes." + volume.name, volume.value, resolver_));
      }
    }
    if (const Value* networks = document.find_set("networks")) {
      for (const auto& network : networks->members) {
        SLIPWAY_TRY_ASSIGN(model_.networks[network.name],
                           read_named_network("networks." + network.name, network.value));
      }
    }
    SLIPWAY_TRY(read_file_objects(document, "configs", model_.configs));
    return read_file_objects(document, "secrets", model_.secrets);
  }

  Result<void> read_file_objects(const Value& document, const char* section,
                                 std::map<std::string, FileObject>& objects) const {
    if (const Value* definitions = document.find_set(section)) {
      for (const auto& member : definitions->members) {
        SLIPWAY_TRY_ASSIGN(objects[member.name], read_file_object(fmt::format("{}.{}", section, member.name),
                                                                  member.value, resolver_));
      }
    }
    return {};
  }

  Result<void> read_services(const Value& document) {
    const Value* services = document.find_set("services");
    if (services == nullptr || services->members.empty()) {
      return fail(ExitCode::refused, "the compose files have no service",
                  fmt::format("{} has nothing under `services:`", fmt::join(project_.files, ", ")),
                  "add a service; convert files of the old form without `services:`");
    }
    const ReadContext context{resolver_, project_.environment};
    for (const auto& member : services->members) {
      SLIPWAY_TRY_ASSIGN(Service service, read_service(member.name, member.value, context));
      service.default_image_v2 = fmt::format("{}-{}", model_.project_v2, member.name);
      service.default_image_v1 = fmt::format("{}_{}", model_.project_v1, member.name);
      SLIPWAY_TRY_ASSIGN(service.definition,
                         make_definition(service, member.value, document, tree_, context,
                                         service.open_variables, service.container_environment));
      add_written(service, "config", service.configs, model_.configs);
      add_written(service, "secret", service.secrets, model_.secrets);
      model_.services.emplace(member.name, std::move(service));
    }
    find_named_containers();
    return {};
  }

  /// Who is joined by the name of a container may be a service of the application.
  void find_named_containers() {
    for (auto& [name, service] : model_.services) {
      for (const auto& [other, owner] : model_.services) {
        const std::string& container = owner.container_name.value;
        if (container.empty() || other == name) {
          continue;
        }
        if (service.joined_containers.contains(container)) {
          service.joins.insert(other);
        }
        if (service.volumes_from_containers.contains(container)) {
          service.volumes_from.push_back(other);
        }
      }
    }
  }

  void add_written(Service& service, const char* what, const std::vector<FileObjectUse>& uses,
                   const std::map<std::string, FileObject>& objects) const {
    for (const FileObjectUse& use : uses) {
      const auto object = objects.find(use.name);
      if (object == objects.end() || object->second.external) {
        continue;
      }
      const std::string name = fmt::format("{} {}", what, use.name);
      if (object->second.content) {
        service.written[name] = *object->second.content;
      } else if (!object->second.variable.empty()) {
        const Text* value = project_.environment.find(object->second.variable);
        service.written[name] = value == nullptr ? Text() : *value;
      }
    }
  }

  std::vector<std::string> profiles() const {
    const Text* named = project_.environment.find("COMPOSE_PROFILES");
    if (!options_.profiles.empty() || named == nullptr) {
      return options_.profiles;
    }
    std::vector<std::string> names;
    for (const auto& name : split(named->value, ',')) {
      names.emplace_back(trim(name));
    }
    return names;
  }

  const classify::Tree& tree_;
  const LoadOptions& options_;
  PathResolver resolver_;
  ProjectFiles project_;
  Model model_;
};

}  // namespace

Result<Model> load(const classify::Tree& tree, const LoadOptions& options) {
  return ModelLoader(tree, options).load();
}

}  // namespace slipway::compose
