#include "model_json.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace slipway::compose {

using Json = nlohmann::json;

namespace {

/// What compose makes of a text: it puts nothing where a variable is open.
std::string as_compose(const Text& text) {
  std::string value = text.value;
  for (const auto& name : text.unknown) {
    const std::string open = "${" + name + "}";
    for (auto at = value.find(open); at != std::string::npos; at = value.find(open)) {
      value.erase(at, open.size());
    }
  }
  return value;
}

/// The records were made with the project in /host/hey-orac and the home directory /home/person.
std::string host_path(const SourcePath& source) {
  if (source.is_inside()) {
    return source.path.empty() ? "/host/hey-orac" : "/host/hey-orac/" + source.path;
  }
  if (source.path.starts_with('~')) {
    return "/home/person" + source.path.substr(1);
  }
  if (source.path.starts_with("../")) {
    return "/host/" + source.path.substr(3);
  }
  return source.path;
}

std::string context_text(const BuildContext& context) {
  return context.kind == BuildContext::Kind::directory ? host_path(context.path) : context.path.text.value;
}

void put(Json& json, const char* name, const std::string& value) {
  if (!value.empty()) {
    json[name] = value;
  }
}

Json strings(const std::vector<Text>& texts) {
  Json json = Json::array();
  for (const auto& text : texts) {
    json.push_back(as_compose(text));
  }
  return json;
}

void put(Json& json, const char* name, const std::vector<Text>& texts) {
  if (!texts.empty()) {
    json[name] = strings(texts);
  }
}

Json build_json(const Build& build) {
  Json json;
  json["context"] = context_text(build.context);
  put(json, "dockerfile", build.dockerfile.value);
  if (build.dockerfile_inline) {
    json["dockerfile_inline"] = build.dockerfile_inline->value;
  }
  if (build.target) {
    json["target"] = build.target->value;
  }
  if (build.network) {
    json["network"] = build.network->value;
  }
  for (const auto& [name, value] : build.args) {
    if (value.known()) {
      json["args"][name] = value.value;
    }
  }
  for (const auto& [name, value] : build.labels) {
    json["labels"][name] = value.value;
  }
  for (const auto& [name, context] : build.additional_contexts) {
    json["additional_contexts"][name] = context_text(context);
  }
  put(json, "platforms", build.platforms);
  put(json, "cache_from", build.cache_from);
  for (const auto& secret : build.secrets) {
    json["secrets"].push_back({{"source", secret}});
  }
  return json;
}

Json mount_json(const Mount& mount) {
  Json json;
  put(json, "target", mount.target.value);
  if (mount.kind != Mount::Kind::other) {
    json["type"] = mount.kind == Mount::Kind::bind ? "bind" : "volume";
    put(json, "source", mount.kind == Mount::Kind::bind ? host_path(mount.source) : mount.volume);
  }
  if (mount.read_only) {
    json["read_only"] = true;
  }
  return json;
}

std::pair<int, int> range_of(const std::string& text) {
  const auto dash = text.find('-');
  const int first = std::stoi(text);
  return {first, dash == std::string::npos ? first : std::stoi(text.substr(dash + 1))};
}

/// compose makes one entry of each port of a range.
void put_port(Json& ports, const Port& port) {
  const auto [first, last] = range_of(as_compose(port.target));
  const std::string published = as_compose(port.published);
  for (int target = first; target <= last; ++target) {
    Json json{{"target", target}, {"protocol", port.protocol}};
    if (!published.empty()) {
      json["published"] =
          first == last ? published : fmt::format("{}", range_of(published).first + target - first);
    }
    put(json, "host_ip", port.host_ip.value);
    ports.push_back(json);
  }
}

Json uses_json(const std::vector<FileObjectUse>& uses) {
  Json json = Json::array();
  for (const auto& use : uses) {
    json.push_back({{"source", use.name}});
    put(json.back(), "target", use.target);
  }
  return json;
}

Json environment_json(const Service& service) {
  const auto definition = service.definition.find("environment");
  Json json = Json::object();
  if (definition != service.definition.end()) {
    std::string text;
    for (const char c : definition->second) {
      text += c == '\n' ? "\\n" : c == '\t' ? "\\t" : std::string(1, c);
    }
    json = Json::parse(text);
  }
  for (auto& [name, value] : json.items()) {
    if (value == "${" + name + "}") {
      value = nullptr;
    }
  }
  return json;
}

Json service_json(const Service& service) {
  Json json;
  if (service.image) {
    json["image"] = as_compose(*service.image);
  }
  if (service.build) {
    json["build"] = build_json(*service.build);
  }
  for (const auto& mount : service.mounts) {
    json["volumes"].push_back(mount_json(mount));
  }
  for (const auto& port : service.ports) {
    put_port(json["ports"], port);
  }
  if (const Json environment = environment_json(service); !environment.empty()) {
    json["environment"] = environment;
  }
  for (const auto& [name, dependency] : service.depends_on) {
    Json& entry = json["depends_on"][name];
    entry = {{"condition", dependency.condition}, {"required", dependency.required}};
    if (dependency.restart) {
      entry["restart"] = true;
    }
  }
  if (service.health_check && !service.health_check->test.empty()) {
    json["healthcheck"]["test"] = service.health_check->test;
  }
  if (!service.configs.empty()) {
    json["configs"] = uses_json(service.configs);
  }
  if (!service.secrets.empty()) {
    json["secrets"] = uses_json(service.secrets);
  }
  if (!service.profiles.empty()) {
    json["profiles"] = service.profiles;
  }
  put(json, "restart", service.restart.value);
  put(json, "container_name", service.container_name.value);
  put(json, "network_mode", service.network_mode.value);
  put(json, "platform", service.platform.value);
  put(json, "pull_policy", service.pull_policy.value);
  put(json, "devices", service.devices);
  if (service.privileged) {
    json["privileged"] = true;
  }
  return json;
}

/// compose leaves out what no service uses.
Json objects_json(const std::map<std::string, FileObject>& objects, const std::set<std::string>& used) {
  Json json = Json::object();
  for (const auto& [name, object] : objects) {
    if (!used.contains(name)) {
      continue;
    }
    json[name] = Json::object();
    if (object.file) {
      json[name]["file"] = host_path(*object.file);
    }
    put(json[name], "environment", object.variable);
  }
  return json;
}

}  // namespace

Json model_json(const Model& model) {
  std::set<std::string> used_configs;
  std::set<std::string> used_secrets;
  Json json{{"name", model.project_v2}, {"services", Json::object()}};
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      json["services"][name] = service_json(service);
      for (const auto& use : service.configs) {
        used_configs.insert(use.name);
      }
      for (const auto& use : service.secrets) {
        used_secrets.insert(use.name);
      }
    }
  }
  json["configs"] = objects_json(model.configs, used_configs);
  json["secrets"] = objects_json(model.secrets, used_secrets);
  return json;
}

namespace {

/// compose doubles every dollar sign of its output, and the records have keys that the model does not.
Json reduced(const Json& expected, const std::vector<std::string>& keys) {
  Json json = Json::object();
  for (const auto& key : keys) {
    const auto found = expected.find(key);
    if (found != expected.end() && !found->is_null()) {
      json[key] = *found;
    }
  }
  return json;
}

std::string without_doubled_dollars(std::string text) {
  for (auto at = text.find("$$"); at != std::string::npos; at = text.find("$$", at + 1)) {
    text.erase(at, 1);
  }
  return text;
}

Json without_doubled_dollars(const Json& json) {
  if (json.is_string()) {
    return without_doubled_dollars(json.get<std::string>());
  }
  if (!json.is_object() && !json.is_array()) {
    return json;
  }
  Json result = json.is_object() ? Json::object() : Json::array();
  for (const auto& item : json.items()) {
    if (json.is_object()) {
      result[without_doubled_dollars(item.key())] = without_doubled_dollars(item.value());
    } else {
      result.push_back(without_doubled_dollars(item.value()));
    }
  }
  return result;
}

/// Where the record spells out what the model keeps short.
void shorten(Json& service) {
  if (service.contains("volumes")) {
    for (auto& volume : service["volumes"]) {
      const bool is_other = volume.at("type") == "tmpfs";
      volume = reduced(volume, {"type", "source", "target", "read_only"});
      if (is_other) {
        volume.erase("type");
      }
    }
  }
  if (service.contains("ports")) {
    for (auto& port : service["ports"]) {
      port = reduced(port, {"target", "published", "host_ip", "protocol"});
    }
  }
  if (service.contains("healthcheck")) {
    service["healthcheck"] = reduced(service["healthcheck"], {"test"});
    if (service["healthcheck"].empty()) {
      service.erase("healthcheck");
    }
  }
  if (service.contains("devices")) {
    for (auto& device : service["devices"]) {
      device = fmt::format("{}:{}", device.at("source").get<std::string>(),
                           device.at("target").get<std::string>());
    }
  }
  if (service.contains("build")) {
    for (const char* key : {"extra_hosts", "shm_size", "cache_to", "ulimits", "tags"}) {
      service["build"].erase(key);
    }
  }
  for (const char* section : {"configs", "secrets"}) {
    if (service.contains(section)) {
      for (auto& use : service[section]) {
        use = reduced(use, {"source", "target"});
      }
    }
  }
  if (service.contains("secrets")) {
    for (auto& secret : service["secrets"]) {
      if (secret.value("target", "") == "/run/secrets/" + secret.at("source").get<std::string>()) {
        secret.erase("target");
      }
    }
  }
}

}  // namespace

Json comparable_record(const Json& recorded) {
  Json json{{"name", recorded.at("name")}, {"services", Json::object()}};
  for (const char* section : {"configs", "secrets"}) {
    json[section] = Json::object();
    // Some versions leave out what no service uses, some do not.
    std::set<std::string> used;
    for (const auto& [name, service] : recorded.at("services").items()) {
      for (const auto& use : service.value(section, Json::array())) {
        used.insert(use.at("source").get<std::string>());
      }
    }
    if (recorded.contains(section)) {
      for (const auto& [name, object] : recorded.at(section).items()) {
        if (!used.contains(name)) {
          continue;
        }
        json[section][name] = reduced(object, {"file", "environment"});
      }
    }
  }
  for (const auto& [name, service] : recorded.at("services").items()) {
    Json& own = json["services"][name];
    own = reduced(service, {"image", "build", "volumes", "ports", "environment", "depends_on", "healthcheck",
                            "configs", "secrets", "profiles", "restart", "container_name", "network_mode",
                            "platform", "pull_policy", "devices", "privileged"});
    shorten(own);
  }
  return without_doubled_dollars(json);
}

}  // namespace slipway::compose
