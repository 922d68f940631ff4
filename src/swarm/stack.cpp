#include "swarm/stack.hpp"

#include "swarm/placement.hpp"
#include "swarm/stack_objects.hpp"
#include "swarm/yaml_text.hpp"
#include "util/digest.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace slipway::swarm {
namespace {

using compose::Member;
using compose::Value;

/// The newest that Docker 20.10 reads, which all later ones read too.
constexpr const char* schema_version = "3.9";

enum class Form : std::uint8_t { text, texts, text_or_texts, boolean, map };

struct Key {
  const char* name;
  Form form;
};

/// The keys of a service that a stack file has too, and that need no more than their types corrected.
constexpr auto plain_keys = std::to_array<Key>({
    {"cap_add", Form::texts},
    {"cap_drop", Form::texts},
    {"command", Form::text_or_texts},
    {"dns", Form::texts},
    {"dns_search", Form::texts},
    {"entrypoint", Form::text_or_texts},
    {"hostname", Form::text},
    {"init", Form::boolean},
    {"isolation", Form::text},
    {"labels", Form::map},
    {"read_only", Form::boolean},
    {"stdin_open", Form::boolean},
    {"stop_grace_period", Form::text},
    {"stop_signal", Form::text},
    {"sysctls", Form::map},
    {"tty", Form::boolean},
    {"user", Form::text},
    {"working_dir", Form::text},
});

Json in_form(const Value& value, Form form) {
  switch (form) {
    case Form::text:
      return text_of(value);
    case Form::texts:
      return texts_of(value);
    case Form::text_or_texts:
      return value.is_list() ? texts_of(value) : text_of(value);
    case Form::boolean:
      return boolean_of(value);
    case Form::map:
      break;
  }
  return map_of_texts(value);
}

/// "8000-8002" as three numbers; nothing if it is neither a number nor a range.
std::vector<std::uint64_t> numbers_of(const std::string& text) {
  std::vector<std::uint64_t> numbers;
  const auto dash = text.find('-');
  const auto first = slipway::number_of<std::uint64_t>(text.substr(0, dash));
  const auto last =
      dash == std::string::npos ? first : slipway::number_of<std::uint64_t>(text.substr(dash + 1));
  constexpr std::uint64_t most_ports = 65535;
  for (std::uint64_t number = first.value_or(1); first && last && *last <= most_ports && number <= *last;
       ++number) {
    numbers.push_back(number);
  }
  return numbers;
}

Json ports_of(const Value& list) {
  Json ports = Json::array();
  for (const Value& item : list.items) {
    const auto text = [&](const char* name) {
      const Value* value = item.find_set(name);
      return value == nullptr ? std::string{} : value->text.value;
    };
    const auto targets = numbers_of(text("target"));
    const auto published = numbers_of(text("published"));
    for (std::size_t at = 0; at < targets.size(); ++at) {
      Json port = Json::object();
      port["target"] = targets[at];
      // Of several ports for one target, the engine would choose; a stack file names one.
      if (at < published.size()) {
        port["published"] = published[at];
      }
      if (const std::string protocol = text("protocol"); !protocol.empty()) {
        port["protocol"] = protocol;
      }
      port["mode"] = text("mode") == "host" ? "host" : "ingress";
      ports.push_back(std::move(port));
    }
  }
  return ports;
}

Json mount_of(const compose::Mount& mount, const Value& item, const StackOptions& options) {
  Json entry = Json::object();
  const Value* type = item.find_set("type");
  entry["type"] = type == nullptr ? Json("volume") : text_of(*type);
  if (mount.kind == compose::Mount::Kind::bind) {
    entry["source"] = escaped(path_on_host(mount.source, options));
  } else if (!mount.volume.empty()) {
    entry["source"] = escaped(mount.volume);
  }
  entry["target"] = escaped(mount.target.value);
  if (mount.read_only) {
    entry["read_only"] = true;
  }
  if (const Value* bind = item.find_set("bind");
      bind != nullptr && bind->find_set("propagation") != nullptr) {
    entry["bind"]["propagation"] = text_of(*bind->find_set("propagation"));
  }
  if (const Value* volume = item.find_set("volume");
      volume != nullptr && volume->find_set("nocopy") != nullptr) {
    entry["volume"]["nocopy"] = boolean_of(*volume->find_set("nocopy"));
  }
  if (const Value* tmpfs = item.find_set("tmpfs"); tmpfs != nullptr && tmpfs->find_set("size") != nullptr) {
    entry["tmpfs"]["size"] = number_of_value(*tmpfs->find_set("size"));
  }
  return entry;
}

Json uses_of(const Value& list) {
  Json uses = Json::array();
  for (const Value& item : list.items) {
    Json use = Json::object();
    for (const char* key : {"source", "target", "uid", "gid"}) {
      if (const Value* value = item.find_set(key)) {
        use[key] = text_of(*value);
      }
    }
    if (const Value* mode = item.find_set("mode")) {
      // A string is octal, as in compose.
      const bool is_octal = mode->kind == Value::Kind::string &&
                            mode->text.value.find_first_not_of("01234567") == std::string::npos;
      use["mode"] =
          is_octal ? Json(std::strtoul(mode->text.value.c_str(), nullptr, 8)) : number_of_value(*mode);
    }
    uses.push_back(std::move(use));
  }
  return uses;
}

Json health_check_of(const Value& check) {
  Json entry = Json::object();
  for (const char* key : {"interval", "timeout", "start_period"}) {
    if (const Value* value = check.find_set(key)) {
      entry[key] = text_of(*value);
    }
  }
  if (const Value* test = check.find_set("test")) {
    entry["test"] = in_form(*test, Form::text_or_texts);
  }
  if (const Value* retries = check.find_set("retries")) {
    entry["retries"] = number_of_value(*retries);
  }
  if (const Value* disable = check.find_set("disable")) {
    entry["disable"] = boolean_of(*disable);
  }
  return entry;
}

Json ulimits_of(const Value& limits) {
  Json entries = Json::object();
  for (const Member& member : limits.members) {
    if (!member.value.is_map()) {
      entries[member.name] = number_of_value(member.value);
      continue;
    }
    for (const char* key : {"soft", "hard"}) {
      if (const Value* value = member.value.find_set(key)) {
        entries[member.name][key] = number_of_value(*value);
      }
    }
  }
  return entries;
}

/// The aliases alone: what else a service may say of a network, a swarm does not do.
Json networks_of(const Value& networks) {
  Json entries = Json::object();
  for (const Member& member : networks.members) {
    const Value* aliases = member.value.is_map() ? member.value.find_set("aliases") : nullptr;
    entries[member.name] = aliases == nullptr ? Json(nullptr) : Json{{"aliases", texts_of(*aliases)}};
  }
  return entries;
}

Json extra_hosts_of(const Value& hosts) {
  if (hosts.is_list()) {
    return texts_of(hosts);
  }
  Json entries = Json::array();
  for (const Member& member : hosts.members) {
    for (const Json& address : texts_of(member.value)) {
      entries.push_back(fmt::format("{}:{}", member.name, address.get<std::string>()));
    }
  }
  return entries;
}

/// `deploy.resources`, with what compose's own keys for the same say. The schema of the stack file wants
/// strings.
Json resources_of(const Value& service, const Value* deploy) {
  Json resources = Json::object();
  const Value* given = deploy == nullptr ? nullptr : deploy->find_set("resources");
  const auto copy = [&](const char* section, const char* key, bool is_number) {
    const Value* part = given == nullptr ? nullptr : given->find_set(section);
    if (const Value* value = part == nullptr ? nullptr : part->find_set(key)) {
      resources[section][key] = is_number ? number_of_value(*value) : text_of(*value);
    }
  };
  const auto take = [&](const char* key, const char* section, const char* name, bool is_number) {
    if (const Value* value = service.find_set(key)) {
      resources[section][name] = is_number ? number_of_value(*value) : text_of(*value);
    }
  };
  take("cpus", "limits", "cpus", false);
  take("mem_limit", "limits", "memory", false);
  take("mem_reservation", "reservations", "memory", false);
  take("pids_limit", "limits", "pids", true);
  for (const char* section : {"limits", "reservations"}) {
    copy(section, "cpus", false);
    copy(section, "memory", false);
  }
  copy("limits", "pids", true);
  return resources;
}

Json restart_policy_of(const Value& service, const Value* deploy) {
  Json policy = Json::object();
  const Value* given = deploy == nullptr ? nullptr : deploy->find_set("restart_policy");
  if (given != nullptr) {
    for (const char* key : {"condition", "delay", "window"}) {
      if (const Value* value = given->find_set(key)) {
        policy[key] = text_of(*value);
      }
    }
    if (const Value* attempts = given->find_set("max_attempts")) {
      policy["max_attempts"] = number_of_value(*attempts);
    }
    return policy;
  }
  const Value* restart = service.find_set("restart");
  const std::string word = restart == nullptr ? std::string{} : restart->text.value;
  if (word.starts_with("on-failure")) {
    policy["condition"] = "on-failure";
    if (const auto attempts = slipway::number_of<std::uint64_t>(word.substr(word.find(':') + 1))) {
      policy["max_attempts"] = *attempts;
    }
  } else if (word == "no") {
    policy["condition"] = "none";
  }
  return policy;
}

Json update_config_of(const Value& given) {
  Json config = Json::object();
  for (const char* key : {"delay", "failure_action", "monitor", "order"}) {
    if (const Value* value = given.find_set(key)) {
      config[key] = text_of(*value);
    }
  }
  if (const Value* parallelism = given.find_set("parallelism")) {
    config["parallelism"] = number_of_value(*parallelism);
  }
  if (const Value* ratio = given.find_set("max_failure_ratio")) {
    config["max_failure_ratio"] = std::strtod(ratio->text.value.c_str(), nullptr);
  }
  return config;
}

class Writer {
 public:
  Writer(const compose::Model& model, const StackOptions& options) : model_(model), options_(options) {}

  Result<Stack> write() && {
    document_["version"] = schema_version;
    document_["services"] = Json::object();
    Json objects = Json::object();
    SLIPWAY_TRY(add_objects(objects, stack_, model_, options_, object_names_));
    const Value* services = model_.document->find_set("services");
    for (const auto& [name, service] : model_.services) {
      if (service.active && service.containers.value_or(1) != 0) {
        add_service(service, *services->find_set(name));
      }
    }
    document_.update(objects);
    SLIPWAY_TRY_ASSIGN(stack_.text, yaml_text(document_));
    return std::move(stack_);
  }

 private:
  std::string image_token(const compose::Service& service) {
    std::string builder = service.build ? service.name : std::string{};
    const std::string name = service.image ? service.image->value : std::string{};
    for (const auto& [other, candidate] : model_.services) {
      const bool builds_it = candidate.build && candidate.image && candidate.image->value == name;
      if (builder.empty() && !name.empty() && builds_it) {
        builder = other;
      }
    }
    const Blank::Kind kind = builder.empty() ? Blank::Kind::pulled_image : Blank::Kind::built_image;
    const std::string& of = builder.empty() ? name : builder;
    add_blank(stack_, kind, of);
    return token_of(kind, of);
  }

  void add_service(const compose::Service& service, const Value& value) {
    Json entry = Json::object();
    StackService known;
    known.name = service.name;
    known.image = image_token(service);
    entry["image"] = known.image;
    for (const Key& key : plain_keys) {
      if (const Value* said = value.find_set(key.name)) {
        entry[key.name] = in_form(*said, key.form);
      }
    }
    for (const auto& [name, text] : service.container_environment) {
      entry["environment"][name] = escaped(text.value);
    }
    std::string contents;
    add_files(entry, contents, service, value);
    if (const Value* ports = value.find_set("ports")) {
      entry["ports"] = ports_of(*ports);
    }
    if (const Value* check = value.find_set("healthcheck")) {
      entry["healthcheck"] = health_check_of(*check);
    }
    if (const Value* limits = value.find_set("ulimits")) {
      entry["ulimits"] = ulimits_of(*limits);
    }
    if (const Value* networks = value.find_set("networks"); networks != nullptr && networks->is_map()) {
      entry["networks"] = networks_of(*networks);
    }
    if (const Value* hosts = value.find_set("extra_hosts")) {
      entry["extra_hosts"] = extra_hosts_of(*hosts);
    }
    if (const Value* logging = value.find_set("logging")) {
      if (const Value* driver = logging->find_set("driver")) {
        entry["logging"]["driver"] = text_of(*driver);
      }
      if (const Value* more = logging->find_set("options")) {
        entry["logging"]["options"] = map_of_texts(*more);
      }
    }
    Json task = entry;
    entry["deploy"] = deploy_of(service, value, known, task);
    // What the tasks are made from, and nothing that changes with each release.
    known.spec =
        sha256_hex(task.dump(-1, ' ', false, Json::error_handler_t::replace) + contents).substr(0, 16) +
        contents_tokens_;
    contents_tokens_.clear();
    entry["labels"][spec_label] = known.spec;
    document_["services"][service.name] = std::move(entry);
    stack_.services.push_back(std::move(known));
  }

  /// Mounts, configs, secrets and environment files; `contents` gets what identifies the content of those
  /// that a container sees.
  void add_files(Json& entry, std::string& contents, const compose::Service& service, const Value& value) {
    const Value* volumes = value.find_set("volumes");
    for (std::size_t at = 0; volumes != nullptr && at < service.mounts.size() && at < volumes->items.size();
         ++at) {
      const compose::Mount& mount = service.mounts[at];
      if (mount.kind == compose::Mount::Kind::other && !mount.image.empty()) {
        continue;
      }
      entry["volumes"].push_back(mount_of(mount, volumes->items[at], options_));
      if (mount.kind == compose::Mount::Kind::bind) {
        contents += "\nmount " + mount.source.id;
        if (options_.brought.contains(mount.source.path) && mount.source.is_inside()) {
          add_content_token(mount.source.path);
        }
      }
    }
    if (const Value* tmpfs = value.find_set("tmpfs")) {
      for (const Json& place : texts_of(*tmpfs)) {
        const std::string target = place;
        entry["volumes"].push_back({{"type", "tmpfs"}, {"target", target.substr(0, target.find(':'))}});
      }
    }
    for (const char* section : {"configs", "secrets"}) {
      if (const Value* list = value.find_set(section)) {
        entry[section] = uses_of(*list);
        for (const auto& use : std::string_view(section) == "configs" ? service.configs : service.secrets) {
          contents += "\n" + object_names_[fmt::format("{} {}", section, use.name)];
          const auto& objects = std::string_view(section) == "configs" ? model_.configs : model_.secrets;
          const auto object = objects.find(use.name);
          if (object != objects.end() && object->second.file &&
              object->second.file->content == compose::Content::nothing) {
            add_content_token(object->second.file->path);
          }
        }
      }
    }
    for (const compose::EnvironmentFile& file : service.environment_files) {
      if (file.path.content != compose::Content::file && options_.brought.contains(file.path.path)) {
        entry["env_file"].push_back(escaped(path_on_host(file.path, options_)));
        add_content_token(file.path.path);
      }
    }
  }

  void add_content_token(const std::string& place) {
    add_blank(stack_, Blank::Kind::content, place);
    contents_tokens_ += "-" + token_of(Blank::Kind::content, place);
  }

  Json deploy_of(const compose::Service& service, const Value& value, StackService& known, Json& task) {
    const Value* given = value.find_set("deploy");
    const auto part = [&](const char* name) { return given == nullptr ? nullptr : given->find_set(name); };
    Json deploy = Json::object();
    if (const Value* mode = part("mode")) {
      deploy["mode"] = text_of(*mode);
    }
    if (!runs_on_every_node(model_, service.name)) {
      known.replicas = service.containers.value_or(1);
      deploy["replicas"] = *known.replicas;
    }
    if (const Value* endpoint = part("endpoint_mode")) {
      deploy["endpoint_mode"] = text_of(*endpoint);
    }
    note_mesh(service, value, part("endpoint_mode"));
    Json constraints = Json::array();
    const std::vector<std::string> written = constraints_of(model_, service.name);
    for (const std::string& constraint : written) {
      constraints.push_back(escaped(constraint));
    }
    known.hostname = demanded_hostname(written);
    constraints.push_back(fmt::format("node.labels.{} == yes", node_label(options_.project)));
    deploy["placement"]["constraints"] = std::move(constraints);
    if (const Value* placement = part("placement")) {
      if (const Value* preferences = placement->find_set("preferences");
          preferences != nullptr && preferences->is_list()) {
        for (const Value& item : preferences->items) {
          deploy["placement"]["preferences"].push_back(map_of_texts(item));
        }
      }
      if (const Value* most = placement->find_set("max_replicas_per_node")) {
        deploy["placement"]["max_replicas_per_node"] = number_of_value(*most);
      }
    }
    if (Json resources = resources_of(value, given); !resources.empty()) {
      deploy["resources"] = std::move(resources);
    }
    if (Json policy = restart_policy_of(value, given); !policy.empty()) {
      deploy["restart_policy"] = std::move(policy);
    }
    task["deploy"] = {{"placement", deploy["placement"]}};
    for (const char* key : {"resources", "restart_policy"}) {
      if (deploy.contains(key)) {
        task["deploy"][key] = deploy[key];
      }
    }
    add_updates(deploy, service, part("update_config"), part("rollback_config"), known);
    for (const auto& [name, text] : options_.labels) {
      deploy["labels"][name] = escaped(text);
    }
    if (const Value* labels = part("labels")) {
      deploy["labels"].update(map_of_texts(*labels));
    }
    return deploy;
  }

  void add_updates(Json& deploy, const compose::Service& service, const Value* update, const Value* rollback,
                   StackService& known) {
    if (rollback != nullptr) {
      deploy["rollback_config"] = update_config_of(*rollback);
    }
    if (update != nullptr) {
      deploy["update_config"] = update_config_of(*update);
      if (const Value* delay = update->find_set("delay")) {
        known.update_seconds = compose_seconds(delay->text.value);
      }
      return;
    }
    Json config = Json::object();
    config["parallelism"] = 1;
    config["order"] = options_.start_first.contains(service.name) ? "start-first" : "stop-first";
    config["failure_action"] = "rollback";
    config["monitor"] = fmt::format("{}s", std::max(options_.settle, 5U));
    deploy["update_config"] = std::move(config);
  }

  /// "1m30s" in whole seconds, as far as it is of that form.
  static std::uint64_t compose_seconds(const std::string& text) {
    std::uint64_t seconds = 0;
    std::uint64_t number = 0;
    for (const char c : text) {
      if (c >= '0' && c <= '9') {
        number = 10 * number + static_cast<std::uint64_t>(c - '0');
        continue;
      }
      seconds += c == 'h' ? 3600 * number : c == 'm' ? 60 * number : c == 's' ? number : 0;
      number = 0;
    }
    return seconds;
  }

  void note_mesh(const compose::Service& service, const Value& value, const Value* endpoint) {
    const bool has_virtual_address = endpoint == nullptr || endpoint->text.value != "dnsrr";
    bool uses_mesh = false;
    if (const Value* ports = value.find_set("ports")) {
      for (const Value& item : ports->items) {
        const Value* mode = item.find_set("mode");
        uses_mesh = uses_mesh || mode == nullptr || mode->text.value != "host";
      }
    }
    if (has_virtual_address || uses_mesh) {
      stack_.need_mesh.push_back(service.name);
    }
  }

  const compose::Model& model_;
  const StackOptions& options_;
  Stack stack_;
  Json document_ = Json::object();
  std::map<std::string, std::string> object_names_;
  std::string contents_tokens_;
};

}  // namespace

std::string node_label(const std::string& project) {
  return "dev.slipway." + project;
}

Result<Stack> write_stack(const compose::Model& model, const StackOptions& options) {
  return Writer(model, options).write();
}

}  // namespace slipway::swarm
