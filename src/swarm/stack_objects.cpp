#include "swarm/stack_objects.hpp"

#include "util/digest.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::swarm {
namespace {

using compose::Member;
using compose::Value;

/// The engine takes names of at most 64 characters.
constexpr std::size_t longest_name = 64;
constexpr std::size_t digits = 12;

std::string_view word_of(Blank::Kind kind) {
  switch (kind) {
    case Blank::Kind::built_image:
      return "image";
    case Blank::Kind::pulled_image:
      return "pulled";
    case Blank::Kind::content:
      break;
  }
  return "content";
}

/// "shop_nginx-<digest>": the key may have characters that names of the engine cannot have.
std::string object_name(const std::string& project, const std::string& key, const std::string& digest) {
  std::string name = fmt::format("{}_{}", project, key);
  for (char& c : name) {
    const bool is_fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         c == '_' || c == '-' || c == '.';
    c = is_fine ? c : '_';
  }
  return name.substr(0, longest_name - digits - 1) + "-" + digest;
}

std::set<std::string> used_objects(const compose::Model& model, std::string_view section) {
  std::set<std::string> used;
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      for (const auto& use : section == "configs" ? service.configs : service.secrets) {
        used.insert(use.name);
      }
    }
  }
  return used;
}

Result<void> add_file_objects(Json& document, Stack& stack, const compose::Model& model,
                              std::string_view section, const StackOptions& options,
                              std::map<std::string, std::string>& names) {
  const auto& objects = section == "configs" ? model.configs : model.secrets;
  const Value* definitions = model.document->find_set(section);
  for (const std::string& key : used_objects(model, section)) {
    const auto found = objects.find(key);
    if (found == objects.end()) {
      continue;
    }
    const compose::FileObject& object = found->second;
    Json entry = Json::object();
    if (object.external) {
      const Value* definition = definitions == nullptr ? nullptr : definitions->find_set(key);
      const Value* name = definition == nullptr ? nullptr : definition->find_set("name");
      entry["external"] = true;
      entry["name"] = escaped(name == nullptr ? key : name->text.value);
    } else if (object.content) {
      const std::string digest = sha256_hex(object.content->value).substr(0, digits);
      stack.files.push_back({digest, object.content->value});
      entry["name"] = object_name(options.project, key, digest);
      entry["file"] = escaped(fmt::format("{}/.slipway/stack-files/{}", options.directory, digest));
    } else if (object.file) {
      std::string digest = object.file->id.substr(0, digits);
      if (object.file->content == compose::Content::nothing) {
        add_blank(stack, Blank::Kind::content, object.file->path);
        digest = token_of(Blank::Kind::content, object.file->path);
        entry["name"] = object_name(options.project, key, std::string(digits, 'x'));
        std::string name = entry["name"];
        entry["name"] = name.substr(0, name.size() - digits) + digest;
      } else {
        entry["name"] = object_name(options.project, key, digest);
      }
      entry["file"] = escaped(path_on_host(*object.file, options));
    } else {
      continue;
    }
    names[fmt::format("{} {}", section, key)] = entry["name"];
    document[std::string(section)][key] = std::move(entry);
  }
  return {};
}

void copy_texts(Json& entry, const Value& definition, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const Value* value = definition.find_set(key)) {
      entry[std::string(key)] = value->is_map() ? map_of_texts(*value) : text_of(*value);
    }
  }
}

void add_volumes(Json& document, const compose::Model& model, const StackOptions& options) {
  std::set<std::string> used;
  for (const auto& [name, service] : model.services) {
    for (const compose::Mount& mount : service.mounts) {
      if (service.active && mount.kind == compose::Mount::Kind::volume && !mount.volume.empty()) {
        used.insert(mount.volume);
      }
    }
  }
  const Value* definitions = model.document->find_set("volumes");
  for (const std::string& key : used) {
    const Value* definition = definitions == nullptr ? nullptr : definitions->find_set(key);
    const auto found = model.volumes.find(key);
    Json entry = Json::object();
    if (found != model.volumes.end() && found->second.external) {
      entry["external"] = true;
      entry["name"] = escaped(found->second.external_name.value);
    } else {
      const Value* name = definition == nullptr ? nullptr : definition->find_set("name");
      // The name that compose gives it as well.
      entry["name"] =
          escaped(name == nullptr ? fmt::format("{}_{}", options.project, key) : name->text.value);
      if (definition != nullptr) {
        copy_texts(entry, *definition, {"driver", "driver_opts", "labels"});
      }
      if (found != model.volumes.end() && found->second.device) {
        entry["driver_opts"]["device"] = escaped(path_on_host(*found->second.device, options));
      }
    }
    document["volumes"][key] = std::move(entry);
  }
}

Json ipam_of(const Value& ipam) {
  Json entry = Json::object();
  copy_texts(entry, ipam, {"driver"});
  if (const Value* config = ipam.find_set("config"); config != nullptr && config->is_list()) {
    for (const Value& item : config->items) {
      if (const Value* subnet = item.find_set("subnet")) {
        entry["config"].push_back({{"subnet", text_of(*subnet)}});
      }
    }
  }
  return entry;
}

void add_networks(Json& document, const compose::Model& model) {
  std::set<std::string> used{"default"};
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      used.insert(service.networks.begin(), service.networks.end());
    }
  }
  const Value* definitions = model.document->find_set("networks");
  if (definitions == nullptr) {
    return;
  }
  for (const Member& member : definitions->members) {
    if (!used.contains(member.name)) {
      continue;
    }
    Json entry = Json::object();
    const auto found = model.networks.find(member.name);
    if (found != model.networks.end() && found->second.external) {
      entry["external"] = true;
      entry["name"] = escaped(found->second.external_name.value);
    } else if (member.value.is_map()) {
      entry["driver"] = "overlay";
      copy_texts(entry, member.value, {"driver_opts", "labels", "name"});
      for (const char* flag : {"attachable", "internal"}) {
        if (const Value* value = member.value.find_set(flag)) {
          entry[flag] = boolean_of(*value);
        }
      }
      if (const Value* ipam = member.value.find_set("ipam")) {
        entry["ipam"] = ipam_of(*ipam);
      }
    }
    document["networks"][member.name] = std::move(entry);
  }
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    result += c == '$' ? "$$" : std::string(1, c);
  }
  return result;
}

Json text_of(const Value& value) {
  return value.is_null() ? Json(nullptr) : Json(escaped(value.text.value));
}

Json texts_of(const Value& list) {
  Json texts = Json::array();
  if (list.is_scalar()) {
    texts.push_back(text_of(list));
  }
  for (const Value& item : list.items) {
    texts.push_back(text_of(item));
  }
  return texts;
}

Json map_of_texts(const Value& map) {
  Json texts = Json::object();
  for (const Member& member : map.members) {
    texts[member.name] = member.value.is_null() ? Json("") : text_of(member.value);
  }
  return texts;
}

Json number_of_value(const Value& value) {
  if (const auto number = slipway::number_of<std::uint64_t>(value.text.value)) {
    return *number;
  }
  return text_of(value);
}

Json boolean_of(const Value& value) {
  const std::string& word = value.text.value;
  return word == "true" || word == "True" || word == "TRUE" || word == "1" || word == "yes" || word == "y" ||
         word == "on" || word == "t" || word == "T";
}

std::string token_of(Blank::Kind kind, const std::string& of) {
  return fmt::format("@slipway-{}-{}@", word_of(kind), sha256_hex(of).substr(0, 16));
}

void add_blank(Stack& stack, Blank::Kind kind, const std::string& of) {
  Blank blank{kind, token_of(kind, of), of};
  const bool is_known = std::any_of(stack.blanks.begin(), stack.blanks.end(),
                                    [&](const Blank& one) { return one.token == blank.token; });
  if (!is_known) {
    stack.blanks.push_back(std::move(blank));
  }
}

std::string path_on_host(const compose::SourcePath& path, const StackOptions& options) {
  if (!path.is_inside()) {
    return path.path.starts_with('/') ? path.path : compose::join_path(options.directory, path.path);
  }
  return path.path.empty() ? options.directory : options.directory + "/" + path.path;
}

Result<void> add_objects(Json& document, Stack& stack, const compose::Model& model,
                         const StackOptions& options, std::map<std::string, std::string>& names) {
  for (const std::string_view section : {"configs", "secrets"}) {
    SLIPWAY_TRY(add_file_objects(document, stack, model, section, options, names));
  }
  add_volumes(document, model, options);
  add_networks(document, model);
  return {};
}

}  // namespace slipway::swarm
