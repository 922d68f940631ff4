#include "lint/swarm_lints.hpp"

#include "swarm/placement.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace slipway::lint {
namespace {

using classify::Finding;
using classify::Severity;
using compose::Value;

/// A key of a service that a stack file cannot have, or that the engine leaves out without a word.
struct Key {
  std::string_view name;
  std::string_view lint;
  std::string_view cost;
  std::string_view fix;
};

constexpr std::string_view starts_without = "a swarm starts the service without it, and says nothing";
constexpr std::string_view not_in_stacks = "a stack file cannot have it";

constexpr auto keys = std::to_array<Key>({
    {"annotations", "swarm-key", not_in_stacks, "leave it out, or use `labels`"},
    {"blkio_config", "swarm-key", not_in_stacks, "leave it out"},
    {"cgroup", "swarm-namespace", not_in_stacks, "leave it out"},
    {"cgroup_parent", "swarm-key", starts_without, "leave it out"},
    {"cpu_count", "swarm-key", not_in_stacks, "write `deploy: resources: limits: cpus`"},
    {"cpu_percent", "swarm-key", not_in_stacks, "write `deploy: resources: limits: cpus`"},
    {"cpu_period", "swarm-key", not_in_stacks, "write `deploy: resources: limits: cpus`"},
    {"cpu_quota", "swarm-key", not_in_stacks, "write `deploy: resources: limits: cpus`"},
    {"cpu_rt_period", "swarm-key", not_in_stacks, "leave it out"},
    {"cpu_rt_runtime", "swarm-key", not_in_stacks, "leave it out"},
    {"cpu_shares", "swarm-key", not_in_stacks, "write `deploy: resources: limits: cpus`"},
    {"cpuset", "swarm-key", not_in_stacks, "write `deploy: resources: limits: cpus`"},
    {"credential_spec", "swarm-key", not_in_stacks, "leave it out"},
    {"device_cgroup_rules", "swarm-devices", not_in_stacks,
     "deploy this service with ENGINE compose, to the host that has the device"},
    {"devices", "swarm-devices", starts_without,
     "deploy this service with ENGINE compose, to the host that has the device"},
    {"domainname", "swarm-key", starts_without, "write it into `hostname`"},
    {"external_links", "swarm-links", starts_without,
     "use a network that both have: `networks`, with `external: true`"},
    {"gpus", "swarm-devices", not_in_stacks,
     "deploy this service with ENGINE compose, to the host that has the device"},
    {"group_add", "swarm-key", not_in_stacks,
     "give the process its groups in the Dockerfile, or write `user: \"UID:GID\"`"},
    {"ipc", "swarm-namespace", starts_without, "leave it out"},
    {"label_file", "swarm-key", not_in_stacks, "write the labels into `labels`"},
    {"links", "swarm-links", starts_without,
     "write the other name as an alias of that service: `networks: default: aliases`"},
    {"mac_address", "swarm-key", starts_without, "leave it out"},
    {"mem_swappiness", "swarm-key", not_in_stacks, "leave it out"},
    {"memswap_limit", "swarm-key", not_in_stacks, "leave it out"},
    {"models", "swarm-key", not_in_stacks, "leave it out"},
    {"network_mode", "swarm-namespace", starts_without, "leave it out, or name networks under `networks`"},
    {"oom_kill_disable", "swarm-key", not_in_stacks, "leave it out"},
    {"oom_score_adj", "swarm-key", not_in_stacks, "leave it out"},
    {"pid", "swarm-namespace", starts_without, "leave it out"},
    {"post_start", "swarm-key", not_in_stacks, "run the command in the image's entrypoint"},
    {"pre_stop", "swarm-key", not_in_stacks, "let the program do it if it gets its stop signal"},
    {"privileged", "swarm-privileged", starts_without,
     "name what it needs under `cap_add`, or deploy it with ENGINE compose"},
    {"provider", "swarm-key", not_in_stacks, "leave the service out: SERVICES names those that are deployed"},
    {"runtime", "swarm-key", not_in_stacks, "make it the engine's default runtime on its nodes"},
    {"security_opt", "swarm-key", starts_without, "leave it out"},
    {"shm_size", "swarm-key", starts_without,
     "mount a tmpfs: `volumes: [{type: tmpfs, target: /dev/shm, tmpfs: {size: …}}]`"},
    {"storage_opt", "swarm-key", not_in_stacks, "leave it out"},
    {"use_api_socket", "swarm-key", not_in_stacks, "leave it out"},
    {"userns_mode", "swarm-namespace", starts_without, "leave it out"},
    {"uts", "swarm-namespace", not_in_stacks, "leave it out"},
    {"volumes_from", "swarm-key", not_in_stacks, "name the volumes in both services"},
});

bool says_nothing(const Value& value) {
  return value.is_null() || (value.is_list() && value.items.empty()) ||
         (value.is_scalar() && (value.text.value.empty() || value.text.value == "false"));
}

class Search {
 public:
  Search(const compose::Model& model, const std::set<std::string>& brought)
      : model_(model), brought_(brought) {}

  std::vector<Finding> found() && {
    for (const auto& [name, service] : model_.services) {
      const Value* services = model_.document == nullptr ? nullptr : model_.document->find_set("services");
      const Value* value = services == nullptr ? nullptr : services->find_set(name);
      if (service.active && value != nullptr) {
        look_at(service, *value);
      }
    }
    look_at_objects("configs", model_.configs);
    look_at_objects("secrets", model_.secrets);
    look_at_networks();
    return std::move(findings_);
  }

 private:
  void add(std::string_view lint, const std::string& service, const compose::Location& place,
           std::string message, std::string_view cost, std::string_view fix,
           Severity severity = Severity::error) {
    findings_.push_back({std::string(lint),
                         service,
                         place.file,
                         place.line,
                         std::move(message),
                         std::string(cost),
                         std::string(fix),
                         {},
                         severity,
                         {}});
  }

  void look_at(const compose::Service& service, const Value& value) {
    for (const Key& key : keys) {
      const Value* said = value.find_set(key.name);
      if (said != nullptr && !says_nothing(*said)) {
        add(key.lint, service.name, said->location(),
            fmt::format("the service {} has `{}`, which a swarm does not do", service.name, key.name),
            key.cost, key.fix);
      }
    }
    look_at_mounts(service);
    look_at_ports(service);
    look_at_variables(service);
    if (!service.container_name.empty()) {
      add("swarm-container-name", service.name, service.location,
          fmt::format("the service {} has a `container_name`", service.name),
          "a swarm names containers itself; others reach the service by its own name",
          "use the service's name where this one is used, and leave container_name out", Severity::warning);
    }
    for (const auto& [other, how] : service.depends_on) {
      if (how.condition == "service_completed_successfully") {
        add("swarm-one-shot", other, service.location,
            fmt::format("the service {} waits for the end of {}", service.name, other),
            "a swarm starts a service that has ended again and again",
            fmt::format("run what {} does at the start of {}", other, service.name));
      } else {
        add("swarm-start-order", service.name, service.location,
            fmt::format("the service {} depends on {}", service.name, other),
            "a swarm starts all services at once, in any order",
            "let the program try again until what it needs answers", Severity::warning);
      }
    }
    if (const Value* networks = value.find_set("networks"); networks != nullptr) {
      for (const compose::Member& member : networks->members) {
        if (member.value.find_set("ipv4_address") != nullptr ||
            member.value.find_set("ipv6_address") != nullptr) {
          add("swarm-address", service.name, networks->location(),
              fmt::format("the service {} has an address of its own in the network {}", service.name,
                          member.name),
              "a swarm gives addresses to tasks, and ignores this one", "use the service's name");
        }
      }
    }
  }

  /// What lies on one node and does not follow a task to another.
  void look_at_mounts(const compose::Service& service) {
    const bool stays =
        swarm::is_pinned(model_, service.name) || swarm::runs_on_every_node(model_, service.name);
    for (const compose::Mount& mount : service.mounts) {
      const std::string& path = mount.source.text.value;
      if (mount.kind == compose::Mount::Kind::bind && mount.source.is_inside() &&
          !swarm::is_pinned(model_, service.name)) {
        add("swarm-bind-mount", service.name, mount.location,
            fmt::format("the service {} mounts `{}`, which only HOST has", service.name, path),
            "a task on another node would not start",
            "make it one of `configs`, or pin the service to HOST: `deploy: placement: constraints: "
            "[node.hostname == …]`");
      } else if (mount.kind == compose::Mount::Kind::bind && path.starts_with('~')) {
        add("swarm-bind-mount", service.name, mount.location,
            fmt::format("the service {} mounts `{}`, a home directory", service.name, path),
            "nodes may have other ones", "write the whole path");
      } else if (mount.kind == compose::Mount::Kind::bind && !mount.source.is_inside() && !stays) {
        add("swarm-bind-mount-elsewhere", service.name, mount.location,
            fmt::format("the service {} mounts `{}` of the node that it runs on", service.name, path),
            "each node has its own, and on a node without it the task does not start",
            "pin the service: `deploy: placement: constraints: [node.hostname == …]`", Severity::warning);
      } else if (mount.kind == compose::Mount::Kind::volume && !mount.volume.empty() && !stays &&
                 !swarm::is_shared_volume(model_, mount.volume)) {
        add("swarm-volume", service.name, mount.location,
            fmt::format(
                "the service {} keeps data in the volume {}, which does not follow it to another node",
                service.name, mount.volume),
            "if the task moves, it starts with an empty volume",
            "pin the service to the node that has the data: `deploy: placement: constraints: [node.hostname "
            "== …]`");
      }
      if (mount.kind == compose::Mount::Kind::other && !mount.image.empty()) {
        add("swarm-key", service.name, mount.location,
            fmt::format("the service {} mounts the files of an image, which a swarm does not do",
                        service.name),
            not_in_stacks, "copy the files in the Dockerfile: COPY --from=…");
      }
    }
  }

  void look_at_ports(const compose::Service& service) {
    for (const compose::Port& port : service.ports) {
      if (!port.host_ip.empty() && port.host_ip.value != "0.0.0.0" && port.host_ip.value != "::") {
        add("swarm-host-ip", service.name, service.location,
            fmt::format("the service {} publishes port {} at the address {} only", service.name,
                        port.published.value, port.host_ip.value),
            "a swarm opens a published port at all addresses of a node",
            "leave the address out and close the port in the firewall, or do not publish it");
      }
    }
  }

  /// A value that the host's own `.env` decides is not known when the stack is written.
  void look_at_variables(const compose::Service& service) {
    const Value* services = model_.document->find_set("services");
    std::set<std::string> open;
    collect(*services->find(service.name), open);
    for (const auto& [name, text] : service.environment) {
      open.insert(text.unknown.begin(), text.unknown.end());
    }
    for (const std::string& name : open) {
      add("swarm-variable", service.name, service.location,
          fmt::format("the service {} uses {}, which nothing in the commit sets", service.name, name),
          "the stack is written from the commit, and the engine reads no `.env`",
          "set it in a `.env` in git; a secret belongs into `secrets` (SECRET_FILES) or into an `env_file` "
          "(ENV_FILES)");
    }
    for (const compose::EnvironmentFile& file : service.environment_files) {
      if (file.path.content != compose::Content::file && !brought_.contains(file.path.path) &&
          file.required) {
        add("swarm-env-file", service.name, file.location,
            fmt::format("the service {} reads `{}`, which neither the commit nor ENV_FILES has", service.name,
                        file.path.text.value),
            "the stack cannot be written without it", "commit it, or name it in ENV_FILES");
      }
    }
  }
  static void collect(const Value& value, std::set<std::string>& open) {
    open.insert(value.text.unknown.begin(), value.text.unknown.end());
    for (const Value& item : value.items) {
      collect(item, open);
    }
    for (const compose::Member& member : value.members) {
      if (member.name != "build" && member.name != "environment") {
        collect(member.value, open);
      }
    }
  }

  void look_at_objects(std::string_view section, const std::map<std::string, compose::FileObject>& objects) {
    for (const auto& definition : objects) {
      const std::string& name = definition.first;
      const compose::FileObject& object = definition.second;
      const bool is_used =
          std::any_of(model_.services.begin(), model_.services.end(), [&](const auto& entry) {
            const auto& uses = section == "configs" ? entry.second.configs : entry.second.secrets;
            return entry.second.active &&
                   std::any_of(uses.begin(), uses.end(), [&](const auto& use) { return use.name == name; });
          });
      if (!is_used || object.external) {
        continue;
      }
      const std::string_view kind = section.substr(0, section.size() - 1);
      if (!object.variable.empty()) {
        add("swarm-variable", {}, object.location,
            fmt::format("the {} {} is the value of {}", kind, name, object.variable),
            "a stack file cannot have it", "write a `file:`; one with a secret belongs into SECRET_FILES");
      } else if (object.file && object.file->content == compose::Content::directory) {
        add("swarm-config", {}, object.location, fmt::format("the {} {} is a directory", kind, name),
            "a swarm keeps single files", "write one for each file");
      } else if (object.file && object.file->content == compose::Content::nothing &&
                 !brought_.contains(object.file->path)) {
        add("swarm-config", {}, object.location,
            fmt::format("the {} {} is `{}`, which neither the commit nor SECRET_FILES has", kind, name,
                        object.file->text.value),
            "the stack cannot be written without it", "commit it, or name it in SECRET_FILES");
      }
    }
  }

  void look_at_networks() {
    const Value* networks = model_.document == nullptr ? nullptr : model_.document->find_set("networks");
    if (networks == nullptr) {
      return;
    }
    for (const compose::Member& member : networks->members) {
      const Value* driver = member.value.find_set("driver");
      if (driver != nullptr && driver->text.value != "overlay") {
        add("swarm-network", {}, driver->location(),
            fmt::format("the network {} has the driver {}", member.name, driver->text.value),
            "it reaches one host only, and a swarm refuses it",
            "write `driver: overlay`, or leave the driver out");
      }
    }
  }

  const compose::Model& model_;
  const std::set<std::string>& brought_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> swarm_lints(const compose::Model& model, const std::set<std::string>& brought) {
  return Search(model, brought).found();
}

}  // namespace slipway::lint
