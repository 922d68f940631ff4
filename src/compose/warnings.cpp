#include "compose/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

namespace slipway::compose {
namespace {

// The compose specification's keys, sorted; compose refuses what it does not know.
constexpr auto project_keys = std::to_array<std::string_view>(
    {"configs", "include", "models", "name", "networks", "secrets", "services", "version", "volumes"});
constexpr auto service_keys = std::to_array<std::string_view>({"annotations",
                                                               "attach",
                                                               "blkio_config",
                                                               "build",
                                                               "cap_add",
                                                               "cap_drop",
                                                               "cgroup",
                                                               "cgroup_parent",
                                                               "command",
                                                               "configs",
                                                               "container_name",
                                                               "cpu_count",
                                                               "cpu_percent",
                                                               "cpu_period",
                                                               "cpu_quota",
                                                               "cpu_rt_period",
                                                               "cpu_rt_runtime",
                                                               "cpu_shares",
                                                               "cpus",
                                                               "cpuset",
                                                               "credential_spec",
                                                               "depends_on",
                                                               "deploy",
                                                               "develop",
                                                               "device_cgroup_rules",
                                                               "devices",
                                                               "dns",
                                                               "dns_opt",
                                                               "dns_search",
                                                               "domainname",
                                                               "entrypoint",
                                                               "env_file",
                                                               "environment",
                                                               "expose",
                                                               "extends",
                                                               "external_links",
                                                               "extra_hosts",
                                                               "gpus",
                                                               "group_add",
                                                               "healthcheck",
                                                               "hostname",
                                                               "image",
                                                               "init",
                                                               "ipc",
                                                               "isolation",
                                                               "label_file",
                                                               "labels",
                                                               "links",
                                                               "logging",
                                                               "mac_address",
                                                               "mem_limit",
                                                               "mem_reservation",
                                                               "mem_swappiness",
                                                               "memswap_limit",
                                                               "models",
                                                               "network_mode",
                                                               "networks",
                                                               "oom_kill_disable",
                                                               "oom_score_adj",
                                                               "pid",
                                                               "pids_limit",
                                                               "platform",
                                                               "ports",
                                                               "post_start",
                                                               "pre_start",
                                                               "pre_stop",
                                                               "privileged",
                                                               "profiles",
                                                               "provider",
                                                               "pull_policy",
                                                               "pull_refresh_after",
                                                               "read_only",
                                                               "restart",
                                                               "runtime",
                                                               "scale",
                                                               "secrets",
                                                               "security_opt",
                                                               "shm_size",
                                                               "stdin_open",
                                                               "stop_grace_period",
                                                               "stop_signal",
                                                               "storage_opt",
                                                               "sysctls",
                                                               "tmpfs",
                                                               "tty",
                                                               "ulimits",
                                                               "use_api_socket",
                                                               "user",
                                                               "userns_mode",
                                                               "uts",
                                                               "volume_driver",
                                                               "volumes",
                                                               "volumes_from",
                                                               "working_dir"});

template <std::size_t N>
bool knows(const std::array<std::string_view, N>& keys, std::string_view key) {
  return key.starts_with("x-") || std::find(keys.begin(), keys.end(), key) != keys.end();
}

Warning unknown_key(const std::string& service, const std::string& key, const Value& value) {
  return Warning{"unknown-key",
                 service,
                 value.location(),
                 fmt::format("`{}` is not a key of the compose specification", key),
                 "compose refuses files with keys that it does not know",
                 "correct the spelling, or let the name start with `x-`"};
}

void collect_open_variables(const Value& value, std::map<std::string, Location>& variables) {
  for (const auto& name : value.text.unknown) {
    variables.try_emplace(name, value.location());
  }
  for (const auto& item : value.items) {
    collect_open_variables(item, variables);
  }
  for (const auto& member : value.members) {
    collect_open_variables(member.value, variables);
  }
}

void warn_about_variables(Model& model, const Value& document,
                          const std::vector<RequiredVariable>& required) {
  std::map<std::string, Location> open;
  collect_open_variables(document, open);
  for (const auto& variable : required) {
    open.erase(variable.name);
    model.warnings.push_back(
        Warning{"required-variable", "", variable.location,
                fmt::format("`{}` is required and no committed .env sets it{}{}", variable.name,
                            variable.message.empty() ? "" : ": ", variable.message),
                "compose refuses to start if the host does not set it",
                "set it in a .env file beside the compose file, or in one that ENV_FILES names"});
  }
  open.erase("HOME");  // every shell on the host sets these
  open.erase("PWD");
  std::map<std::string, std::vector<std::pair<std::string, Location>>> by_file;
  for (const auto& [name, location] : open) {
    by_file[location.file].emplace_back(name, location);
  }
  for (auto& [file, variables] : by_file) {
    std::stable_sort(variables.begin(), variables.end(), [](const auto& left, const auto& right) {
      return left.second.line < right.second.line;
    });
    std::vector<std::string> names;
    for (const auto& [name, location] : variables) {
      names.push_back(fmt::format("`{}`", name));
    }
    model.warnings.push_back(Warning{
        "unknown-variable", "", variables.front().second,
        fmt::format("no committed .env sets {}", fmt::join(names, ", ")),
        "what depends on it cannot be planned",
        fmt::format("give it a default, `${{{}:-…}}`, or name a file that sets it in ENV_FILES; a .env that "
                    "has no secrets can be committed beside the compose file",
                    variables.front().first)});
  }
}

void warn_about_service(Model& model, const Service& service) {
  const auto warn = [&](const char* name, const Location& location, std::string message, std::string cost,
                        std::string fix) {
    model.warnings.push_back(
        Warning{name, service.name, location, std::move(message), std::move(cost), std::move(fix)});
  };
  for (const auto& file : service.environment_files) {
    if (file.required && file.path.content != Content::file) {
      warn("env-file-not-in-tree", file.location,
           fmt::format("`{}` is not part of the deployed tree", file.path.text.value),
           "compose refuses to start if the host has none, and changes to it cannot be seen",
           "name it in ENV_FILES, or mark it `required: false`");
    }
  }
  if (service.health_check && !service.health_check->can_fail) {
    warn("health-check-cannot-fail", service.health_check->location,
         fmt::format("the health check never fails: {}", service.health_check->why),
         "a release that does not work is taken for healthy, and nothing puts the old one back",
         "test what the service is for, such as an answer on its port");
  }
}

}  // namespace

void add_warnings(Model& model, const Value& document, const std::vector<RequiredVariable>& required) {
  for (const auto& member : document.members) {
    if (!knows(project_keys, member.name)) {
      model.warnings.push_back(unknown_key("", member.name, member.value));
    }
  }
  if (const Value* services = document.find_set("services")) {
    for (const auto& service : services->members) {
      for (const auto& member : service.value.members) {
        if (!knows(service_keys, member.name)) {
          model.warnings.push_back(unknown_key(service.name, member.name, member.value));
        }
      }
    }
  }
  warn_about_variables(model, document, required);
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      warn_about_service(model, service);
    }
  }
  std::stable_sort(model.warnings.begin(), model.warnings.end(),
                   [](const Warning& left, const Warning& right) {
                     return std::tie(left.location.file, left.location.line, left.name) <
                            std::tie(right.location.file, right.location.line, right.name);
                   });
}

}  // namespace slipway::compose
