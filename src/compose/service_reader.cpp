#include "compose/service_reader.hpp"

#include "compose/build_reader.hpp"
#include "compose/fields.hpp"
#include "compose/health_check.hpp"
#include "compose/problem.hpp"
#include "compose/service_form.hpp"
#include "compose/shell_tokens.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::compose {
namespace {

/// `external: true`, or the older form with a name.
bool is_external(const Fields& fields) {
  const Value* external = fields.find("external");
  return external != nullptr && (external->is_map() || external->text.value == "true");
}

/// `name:`, or that of the older form of `external:`; otherwise the key, which ends `path`.
Result<Text> name_outside(const std::string& path, const Fields& fields) {
  const Value* external = fields.find("external");
  const bool older_form = external != nullptr && external->is_map();
  SLIPWAY_TRY_ASSIGN(Text name, older_form ? fields.below("external").text("name") : fields.text("name"));
  return name.empty() ? Text(path.substr(path.find('.') + 1)) : name;
}

Result<Mount> read_mount(const Value& value, const std::string& path, const PathResolver& resolver) {
  const Fields fields(value, path);
  Mount mount;
  mount.location = value.location();
  SLIPWAY_TRY_ASSIGN(const Text kind, fields.text("type"));
  SLIPWAY_TRY_ASSIGN(const Text source, fields.text("source"));
  SLIPWAY_TRY_ASSIGN(mount.target, fields.text("target"));
  SLIPWAY_TRY_ASSIGN(mount.read_only, fields.boolean("read_only"));
  if (kind.empty()) {
    return refuse(value, fmt::format("a volume in `{}` has no `type`", path), "it is missing here");
  }
  mount.kind = kind.value == "bind"     ? Mount::Kind::bind
               : kind.value == "volume" ? Mount::Kind::volume
                                        : Mount::Kind::other;
  if (mount.kind == Mount::Kind::bind) {
    const Value* place = fields.find("source");
    if (place == nullptr) {
      return refuse(value, "a bind mount has no `source`", "it is missing here");
    }
    SLIPWAY_TRY_ASSIGN(mount.source, resolver.resolve(source, place->origin->directory));
    if (fields.find("bind") != nullptr) {
      SLIPWAY_TRY_ASSIGN(const bool created, fields.below("bind").boolean("create_host_path", true));
      mount.must_exist = !created;
    }
  } else if (kind.value == "image" && source.known()) {
    mount.image = source.value;
  } else if (mount.kind == Mount::Kind::volume) {
    mount.volume = source.value;
    if (!source.known()) {
      // It may turn out to be a path.
      mount.source.text = source;
    }
  }
  return mount;
}

Result<std::vector<FileObjectUse>> read_uses(const Fields& service, std::string_view name) {
  std::vector<FileObjectUse> uses;
  if (const Value* list = service.find(name)) {
    for (const auto& item : list->items) {
      const Fields fields(item, fmt::format("{}.{}", service.path(), name));
      SLIPWAY_TRY_ASSIGN(const Text source, fields.text("source"));
      SLIPWAY_TRY_ASSIGN(const Text target, fields.text("target"));
      uses.push_back(FileObjectUse{source.value, target.value});
    }
  }
  return uses;
}

Result<void> read_dependencies(Service& service, const Fields& fields) {
  if (const Value* map = fields.find("depends_on")) {
    for (const auto& member : map->members) {
      const Fields entry(member.value, fmt::format("{}.depends_on.{}", fields.path(), member.name));
      Dependency dependency;
      SLIPWAY_TRY_ASSIGN(const Text condition, entry.text("condition"));
      dependency.condition = condition.empty() ? "service_started" : condition.value;
      SLIPWAY_TRY_ASSIGN(dependency.required, entry.boolean("required", true));
      SLIPWAY_TRY_ASSIGN(dependency.restart, entry.boolean("restart"));
      service.depends_on[member.name] = std::move(dependency);
    }
  }
  const auto imply = [&service](std::string_view reference, bool restart) {
    service.depends_on.try_emplace(std::string(reference.substr(0, reference.find(':'))),
                                   Dependency{"service_started", true, restart});
  };
  SLIPWAY_TRY_ASSIGN(const auto links, fields.texts("links"));
  for (const auto& link : links) {
    imply(link.value, true);
  }
  for (const char* name : {"network_mode", "ipc", "pid", "uts", "cgroup"}) {
    constexpr std::string_view prefix = "service:";
    SLIPWAY_TRY_ASSIGN(const Text space, fields.text(name));
    if (space.value.starts_with(prefix)) {
      imply(std::string_view(space.value).substr(prefix.size()), true);
    }
  }
  SLIPWAY_TRY_ASSIGN(const auto volumes_from, fields.texts("volumes_from"));
  for (const auto& reference : volumes_from) {
    constexpr std::string_view of_container = "container:";
    if (reference.value.starts_with(of_container)) {
      const std::string name = reference.value.substr(of_container.size());
      service.volumes_from_containers.insert(name.substr(0, name.find(':')));
    } else {
      service.volumes_from.push_back(reference.value.substr(0, reference.value.find(':')));
      imply(reference.value, false);
    }
  }
  return {};
}

Result<void> read_health_check(Service& service, const Fields& fields) {
  const Value* value = fields.find("healthcheck");
  if (value == nullptr) {
    return {};
  }
  const Fields check = fields.below("healthcheck");
  HealthCheck health_check;
  health_check.location = value->location();
  SLIPWAY_TRY_ASSIGN(const auto test, check.texts("test"));
  bool is_known = true;
  for (const auto& word : test) {
    health_check.test.push_back(word.value);
    is_known = is_known && word.known();
  }
  health_check.start_interval = check.find("start_interval") != nullptr;
  SLIPWAY_TRY_ASSIGN(const Text interval, check.text("interval"));
  SLIPWAY_TRY_ASSIGN(const Text start_period, check.text("start_period"));
  health_check.interval_seconds = seconds_of(interval.value).value_or(health_check.interval_seconds);
  health_check.start_seconds = seconds_of(start_period.value).value_or(health_check.start_seconds);
  SLIPWAY_TRY_ASSIGN(const bool disable, check.boolean("disable"));
  health_check.disabled = disable || (!health_check.test.empty() && health_check.test.front() == "NONE");
  if (is_known && !health_check.disabled) {
    if (auto why = why_it_cannot_fail(health_check.test)) {
      health_check.can_fail = false;
      health_check.why = std::move(*why);
    }
  }
  service.health_check = std::move(health_check);
  return {};
}

Result<void> read_ports(Service& service, const Fields& fields) {
  const Value* list = fields.find("ports");
  if (list == nullptr) {
    return {};
  }
  for (const auto& item : list->items) {
    const Fields entry(item, fields.path() + ".ports");
    Port port;
    SLIPWAY_TRY_ASSIGN(port.target, entry.text("target"));
    SLIPWAY_TRY_ASSIGN(port.published, entry.text("published"));
    SLIPWAY_TRY_ASSIGN(port.host_ip, entry.text("host_ip"));
    SLIPWAY_TRY_ASSIGN(const Text protocol, entry.text("protocol"));
    port.protocol = protocol.value;
    service.ports.push_back(std::move(port));
  }
  return {};
}

Result<void> read_devices(Service& service, const Fields& fields) {
  const Value* list = fields.find("devices");
  if (list == nullptr) {
    return {};
  }
  for (const auto& item : list->items) {
    const Value* source = item.is_map() ? item.find_set("source") : &item;
    if (source == nullptr || !source->is_scalar()) {
      return refuse(item, fmt::format("`{}.devices` is not a list of strings", fields.path()), it_is(item));
    }
    service.devices.push_back(source->text);
  }
  return {};
}

/// `entrypoint` or `command`: a string is cut into words as a shell would do it, as far as it is a plain one.
Result<std::optional<std::vector<std::string>>> read_words(const Fields& fields, std::string_view name) {
  const Value* value = fields.find(name);
  SLIPWAY_TRY_ASSIGN(const auto texts, fields.texts(name));
  if (value == nullptr || texts.empty()) {
    return std::nullopt;  // An empty list says no more than none.
  }
  std::vector<std::string> words;
  if (!value->is_scalar()) {
    for (const Text& text : texts) {
      words.push_back(text.value);
    }
    return words;
  }
  const auto tokens = cut_into_tokens(value->text.value);
  const bool is_plain = tokens && std::all_of(tokens->begin(), tokens->end(), [](const ShellToken& token) {
                          return token.kind == ShellToken::Kind::word;
                        });
  if (is_plain) {
    for (const ShellToken& token : *tokens) {
      words.push_back(token.text);
    }
    return words;
  }
  for (std::string& word : split(value->text.value, ' ')) {
    if (!word.empty()) {
      words.push_back(std::move(word));
    }
  }
  return words;
}

/// What its containers start with, how they stop, and whether they start again.
Result<void> read_process(Service& service, const Fields& fields) {
  SLIPWAY_TRY_ASSIGN(service.restart, fields.text("restart"));
  if (const Value* deploy = fields.find("deploy"); deploy != nullptr && deploy->is_map()) {
    service.has_restart_policy = deploy->find_set("restart_policy") != nullptr;
  }
  SLIPWAY_TRY_ASSIGN(service.entrypoint, read_words(fields, "entrypoint"));
  SLIPWAY_TRY_ASSIGN(service.command, read_words(fields, "command"));
  SLIPWAY_TRY_ASSIGN(service.init, fields.boolean("init"));
  SLIPWAY_TRY_ASSIGN(service.stop_signal, fields.text("stop_signal"));
  return {};
}

Result<void> read_files(Service& service, const Fields& fields, const PathResolver& resolver) {
  if (const Value* list = fields.find("volumes")) {
    for (const auto& item : list->items) {
      SLIPWAY_TRY_ASSIGN(service.mounts.emplace_back(),
                         read_mount(item, fields.path() + ".volumes", resolver));
    }
  }
  if (const Value* list = fields.find("env_file")) {
    for (const auto& item : list->items) {
      const Fields entry(item, fields.path() + ".env_file");
      EnvironmentFile file;
      file.location = item.location();
      SLIPWAY_TRY_ASSIGN(const Text path, entry.text("path"));
      SLIPWAY_TRY_ASSIGN(file.path, resolver.resolve(path, entry.find("path")->origin->directory));
      SLIPWAY_TRY_ASSIGN(file.required, entry.boolean("required", true));
      SLIPWAY_TRY_ASSIGN(const Text format, entry.text("format"));
      file.raw = format.value == "raw";
      service.environment_files.push_back(std::move(file));
    }
  }
  if (const Value* list = fields.find("label_file")) {
    for (const auto& item : list->items) {
      if (!item.is_scalar()) {
        return refuse(item, fmt::format("`{}.label_file` is not a list of strings", fields.path()),
                      it_is(item));
      }
      SLIPWAY_TRY_ASSIGN(service.label_files.emplace_back(),
                         resolver.resolve(item.text, item.origin->directory));
    }
  }
  if (const Value* list = fields.find("security_opt")) {
    for (const auto& item : list->items) {
      // "seccomp:FILE" or "seccomp=FILE"; "unconfined" and "builtin" are no files.
      constexpr std::string_view name = "seccomp";
      const std::string& text = item.text.value;
      const std::string file =
          text.starts_with(name) && text.size() > name.size() + 1 ? text.substr(name.size() + 1) : "";
      if (!file.empty() && file != "unconfined" && file != "builtin") {
        SLIPWAY_TRY_ASSIGN(service.security_profiles.emplace_back(),
                           resolver.resolve(item.text.part(file), item.origin->directory));
      }
    }
  }
  SLIPWAY_TRY_ASSIGN(service.configs, read_uses(fields, "configs"));
  SLIPWAY_TRY_ASSIGN(service.secrets, read_uses(fields, "secrets"));
  return {};
}

}  // namespace

Result<Service> read_service(const std::string& name, const Value& value, const ReadContext& context) {
  const Fields fields(value, "services." + name);
  Service service;
  service.name = name;
  service.location = value.location();
  SLIPWAY_TRY_ASSIGN(const Text image, fields.text("image"));
  if (!image.empty()) {
    service.image = image;
  }
  if (const Value* build = fields.find("build")) {
    SLIPWAY_TRY_ASSIGN(service.build, read_build(*build, value, fields.below("build"), context));
  }
  SLIPWAY_TRY(read_files(service, fields, context.resolver));
  SLIPWAY_TRY_ASSIGN(service.environment, fields.variables("environment", [&](const std::string& variable) {
    return valueless_variable(context.environment, variable);
  }));
  SLIPWAY_TRY(read_dependencies(service, fields));
  SLIPWAY_TRY(read_form(service, fields));
  SLIPWAY_TRY(read_health_check(service, fields));
  SLIPWAY_TRY(read_ports(service, fields));
  SLIPWAY_TRY(read_devices(service, fields));
  SLIPWAY_TRY_ASSIGN(const auto profiles, fields.texts("profiles"));
  for (const auto& profile : profiles) {
    service.profiles.push_back(profile.value);
  }
  SLIPWAY_TRY(read_process(service, fields));
  SLIPWAY_TRY_ASSIGN(service.container_name, fields.text("container_name"));
  if (const Value* networks = fields.find("networks"); networks != nullptr && networks->is_map()) {
    for (const auto& member : networks->members) {
      service.networks.push_back(member.name);
    }
  }
  SLIPWAY_TRY_ASSIGN(service.network_mode, fields.text("network_mode"));
  SLIPWAY_TRY_ASSIGN(service.platform, fields.text("platform"));
  SLIPWAY_TRY_ASSIGN(service.pull_policy, fields.text("pull_policy"));
  if (service.pull_policy.value == "if_not_present") {
    service.pull_policy.value = "missing";  // two names for one thing
  }
  SLIPWAY_TRY_ASSIGN(service.privileged, fields.boolean("privileged"));
  return service;
}

Result<FileObject> read_file_object(const std::string& path, const Value& value,
                                    const PathResolver& resolver) {
  if (!value.is_map()) {
    return refuse(value, fmt::format("`{}` is not a mapping", path), it_is(value));
  }
  const Fields fields(value, path);
  FileObject object;
  object.location = value.location();
  SLIPWAY_TRY_ASSIGN(const Text file, fields.text("file"));
  if (const Value* place = fields.find("file")) {
    SLIPWAY_TRY_ASSIGN(object.file, resolver.resolve(file, place->origin->directory));
  }
  SLIPWAY_TRY_ASSIGN(const Text variable, fields.text("environment"));
  object.variable = variable.value;
  if (fields.find("content") != nullptr) {
    SLIPWAY_TRY_ASSIGN(object.content, fields.text("content"));
  }
  object.external = is_external(fields);
  return object;
}

Result<NamedVolume> read_named_volume(const std::string& path, const Value& value,
                                      const PathResolver& resolver) {
  NamedVolume volume;
  volume.location = value.location();
  if (value.is_null()) {
    return volume;
  }
  if (!value.is_map()) {
    return refuse(value, fmt::format("`{}` is not a mapping", path), it_is(value));
  }
  const Fields fields(value, path);
  volume.external = is_external(fields);
  SLIPWAY_TRY_ASSIGN(volume.external_name, name_outside(path, fields));
  const Value* driver_options = fields.find("driver_opts");
  if (driver_options == nullptr || !driver_options->is_map()) {
    return volume;
  }
  const Fields options = fields.below("driver_opts");
  SLIPWAY_TRY_ASSIGN(const Text driver, fields.text("driver"));
  SLIPWAY_TRY_ASSIGN(const Text mount_options, options.text("o"));
  SLIPWAY_TRY_ASSIGN(const Text device, options.text("device"));
  const auto words = split(mount_options.value, ',');
  const bool is_bind = std::find(words.begin(), words.end(), "bind") != words.end() ||
                       std::find(words.begin(), words.end(), "rbind") != words.end();
  if (is_bind && !device.empty() && (driver.empty() || driver.value == "local")) {
    SLIPWAY_TRY_ASSIGN(volume.device, resolver.resolve(device, options.find("device")->origin->directory));
  }
  return volume;
}

Result<NamedNetwork> read_named_network(const std::string& path, const Value& value) {
  NamedNetwork network;
  if (value.is_map()) {
    const Fields fields(value, path);
    network.external = is_external(fields);
    SLIPWAY_TRY_ASSIGN(network.external_name, name_outside(path, fields));
  }
  return network;
}

}  // namespace slipway::compose
