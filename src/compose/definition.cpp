#include "compose/definition.hpp"

#include "compose/dotenv.hpp"
#include "compose/tree_files.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <array>

namespace slipway::compose {
namespace {

// Left out because compose leaves them out, or because they are added in another form below.
constexpr auto not_taken_over = std::to_array<std::string_view>(
    {"build", "configs", "depends_on", "deploy", "develop", "env_file", "extends", "label_file", "profiles",
     "pull_policy", "scale", "secrets", "volumes"});

std::string stable_path(const SourcePath& path) {
  switch (path.place) {
    case Place::inside:
      return "./" + path.path;
    case Place::outside:
      return path.path;
    case Place::unknown:
      break;
  }
  return path.text.value;
}

/// Adds the variables of a text, or of all texts below a value, that the host may know better.
void add_open(std::set<std::string>& variables, const Text& text) {
  variables.insert(text.unknown.begin(), text.unknown.end());
  variables.insert(text.assumed.begin(), text.assumed.end());
}
void add_open(std::set<std::string>& variables, const Value& value) {
  add_open(variables, value.text);
  for (const Value& item : value.items) {
    add_open(variables, item);
  }
  for (const Member& member : value.members) {
    add_open(variables, member.value);
  }
}

/// Those of a service, and of the volumes and networks that it names.
void add_open_variables(std::set<std::string>& variables, const Service& service, const Value& value,
                        const Value& document) {
  for (const Member& member : value.members) {
    if (member.name != "build") {
      add_open(variables, member.value);
    }
  }
  for (const auto& [name, text] : service.environment) {
    add_open(variables, text);
  }
  const auto add_definition = [&](std::string_view section, const std::string& name) {
    const Value* definitions = document.find_set(section);
    if (const Value* definition = definitions != nullptr ? definitions->find(name) : nullptr) {
      add_open(variables, *definition);
    }
  };
  for (const Mount& mount : service.mounts) {
    if (mount.kind == Mount::Kind::volume) {
      add_definition("volumes", mount.volume);
    }
  }
  for (const std::string& network : service.networks) {
    add_definition("networks", network);
  }
}

/// The top-level definitions that a service's map or list of names refers to, one after the other.
std::string referenced(const Value& document, std::string_view section,
                       const std::vector<std::string>& names) {
  std::string text;
  const Value* definitions = document.find_set(section);
  for (const auto& name : names) {
    const Value* definition = definitions != nullptr ? definitions->find(name) : nullptr;
    text += definition != nullptr ? canonical_text(*definition) : "null";
    text += ';';
  }
  return text;
}

void add_volumes(std::map<std::string, std::string>& definition, const Service& service, const Value& value,
                 const Value& document) {
  const Value* volumes = value.find_set("volumes");
  if (volumes == nullptr) {
    return;
  }
  Value resolved = *volumes;
  std::vector<std::string> named;
  for (std::size_t i = 0; i < service.mounts.size(); ++i) {
    const Mount& mount = service.mounts[i];
    if (mount.kind == Mount::Kind::bind) {
      resolved.items[i].set("source", Value::string(Text(stable_path(mount.source)), resolved));
    } else if (mount.kind == Mount::Kind::volume && !mount.volume.empty()) {
      named.push_back(mount.volume);
    }
  }
  definition["volumes"] = canonical_text(resolved) + referenced(document, "volumes", named);
}

void add_file_objects(std::map<std::string, std::string>& definition, const Value& value,
                      const Value& document, const char* section, const std::vector<FileObjectUse>& uses) {
  if (const Value* list = value.find_set(section)) {
    std::vector<std::string> names;
    names.reserve(uses.size());
    for (const auto& use : uses) {
      names.push_back(use.name);
    }
    definition[section] = canonical_text(*list) + referenced(document, section, names);
  }
}

/// A file of `format: raw`.
Environment read_raw(const std::string& text) {
  Environment variables;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (!line.starts_with('#') && equals != std::string::npos && equals > 0) {
      std::string value = line.substr(equals + 1);
      if (value.ends_with('\r')) {
        value.pop_back();
      }
      variables.set(line.substr(0, equals), Text(value));
    }
  }
  return variables;
}

void add_variables(Value& environment, const Variables& variables) {
  for (const auto& [name, text] : variables) {
    environment.set(name, Value::string(text, environment));
  }
}

/// What the container's environment comes to, and the files of it that the tree does not have.
Result<void> add_environment(std::map<std::string, std::string>& definition, const Service& service,
                             const Value& value, const classify::Tree& tree, const ReadContext& context,
                             std::set<std::string>& open, Variables& variables) {
  Value environment = Value::empty(Value::Kind::map, value);
  Environment surroundings = context.environment;  // to later files, earlier ones belong to them
  std::string elsewhere;
  for (const auto& file : service.environment_files) {
    if (file.path.content != Content::file) {
      elsewhere += stable_path(file.path) + ';';
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const auto text, read_file(tree, context.resolver, file.path.path));
    SLIPWAY_TRY_ASSIGN(const auto read, file.raw
                                            ? Result<Environment>(read_raw(text.value_or("")))
                                            : read_dotenv(text.value_or(""), surroundings, file.path.path));
    for (const auto& [name, variable] : read.variables()) {
      surroundings.set(name, variable);
      environment.set(name, Value::string(variable, environment));
    }
  }
  add_variables(environment, service.environment);
  for (const Member& member : environment.members) {
    variables[member.name] = member.value.text;
  }
  add_open(open, environment);
  if (!environment.members.empty()) {
    definition["environment"] = canonical_text(environment);
  }
  if (!elsewhere.empty()) {
    definition["env_file"] = elsewhere;
  }
  for (const auto& file : service.label_files) {
    definition["label_file"] += stable_path(file) + '=' + file.id + ';';
  }
  return {};
}

}  // namespace

Result<std::map<std::string, std::string>> make_definition(const Service& service, const Value& value,
                                                           const Value& document, const classify::Tree& tree,
                                                           const ReadContext& context,
                                                           std::set<std::string>& variables,
                                                           Variables& environment) {
  std::map<std::string, std::string> definition;
  for (const auto& member : value.members) {
    const bool is_taken =
        !member.value.is_null() && !member.name.starts_with("x-") &&
        std::find(not_taken_over.begin(), not_taken_over.end(), member.name) == not_taken_over.end();
    if (is_taken) {
      definition[member.name] = canonical_text(member.value);
    }
  }
  if (const Value* deploy = value.find_set("deploy")) {
    Value without_replicas = *deploy;
    without_replicas.erase("replicas");
    definition["deploy"] = canonical_text(without_replicas);
  }
  if (const Value* networks = value.find_set("networks"); networks != nullptr && networks->is_map()) {
    std::vector<std::string> names;
    for (const auto& member : networks->members) {
      names.push_back(member.name);
    }
    definition["networks"] += referenced(document, "networks", names);
  }
  add_volumes(definition, service, value, document);
  add_file_objects(definition, value, document, "configs", service.configs);
  add_file_objects(definition, value, document, "secrets", service.secrets);
  SLIPWAY_TRY(add_environment(definition, service, value, tree, context, variables, environment));
  add_open_variables(variables, service, value, document);
  return definition;
}

}  // namespace slipway::compose
