#include "report/release_report.hpp"
#include "report/status_report.hpp"
#include "util/json.hpp"

#include <array>
#include <string_view>

namespace slipway::report {
namespace {

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json release_json(const deploy::Inspection& inspection) {
  const deploy::Release* deployed = inspection.journal.deployed_release();
  if (deployed == nullptr) {
    return nullptr;
  }
  Json release{{"number", deployed->number},     {"commit", deployed->source_commit},
               {"by", deployed->deployed_by},    {"finished", deployed->finished},
               {"strategy", deployed->strategy}, {"last_deploy_commit", inspection.host.last_deploy_commit}};
  put_bytes(release, "subject", deployed->source_subject);
  put_artifacts(release, *deployed);
  return release;
}

Json ahead_json(const classify::Plan& plan) {
  Json ahead{{"files", plan.changes.size()}, {"strategy", classify::name_of(plan.computed)}};
  std::vector<std::string> paths;
  for (const classify::PathVerdict& path : plan.changes) {
    paths.push_back(path.change.path);
  }
  put_bytes(ahead, "paths", paths);
  return ahead;
}

Json failure_json(const deploy::Journal& journal) {
  const deploy::Release* failure = last_failure(journal);
  if (failure == nullptr) {
    return nullptr;
  }
  Json entry{{"number", failure->number}, {"outcome", failure->outcome}, {"finished", failure->finished}};
  put_bytes(entry, "reason", failure->reason);
  return entry;
}

Json changed_services_json(const host::HostState& host) {
  static constexpr std::array<std::string_view, 6> words{"replicas", "image", "definition",
                                                         "rest",     "gone",  "unknown"};
  Json services = Json::array();
  for (const host::ChangedService& changed : host.changed_services) {
    Json service{{"what", words.at(static_cast<std::size_t>(changed.what))}};
    put_bytes(service, "service", changed.service);
    services.push_back(std::move(service));
  }
  return services;
}

Json waiting_services_json(const host::HostState& host) {
  static constexpr std::array<std::string_view, 3> words{"down", "drain", "pause"};
  Json services = Json::array();
  for (const host::WaitingService& waiting : host.waiting_services) {
    Json service{{"nodes", Json::array()}};
    put_bytes(service, "service", waiting.service);
    for (const host::WaitingService::Node& node : waiting.nodes) {
      Json entry{{"state", words.at(static_cast<std::size_t>(node.away))}};
      put_bytes(entry, "name", node.name);
      service["nodes"].push_back(std::move(entry));
    }
    services.push_back(std::move(service));
  }
  return services;
}

Json services_json(const deploy::Inspection& inspection) {
  Json services = Json::array();
  for (const ContainerStatus& status : containers_of(inspection)) {
    const host::Container& container = *status.container;
    Json service{{"service", container.service},     {"state", container.state},
                 {"health", container.health},       {"restarts", container.restarts},
                 {"exit_code", container.exit_code}, {"image", container.image_id}};
    put_bytes(service, "directory", container.directory);
    service["id"] = container.id;
    if (!container.node.empty()) {
      put_bytes(service, "node", container.node);
    }
    service["container"] = status.usage == nullptr ? Json(nullptr) : Json(status.usage->name);
    service["started"] =
        status.usage == nullptr || status.usage->started == "-" ? Json(nullptr) : Json(status.usage->started);
    service["memory_bytes"] = status.usage == nullptr ? Json(nullptr) : or_null(status.usage->memory_bytes);
    service["memory_limit_bytes"] = status.usage == nullptr || status.usage->memory_limit_bytes == 0
                                        ? Json(nullptr)
                                        : Json(status.usage->memory_limit_bytes);
    service["ports"] = status.usage == nullptr ? Json::array() : Json(status.usage->ports);
    services.push_back(std::move(service));
  }
  return services;
}

Json docker_disk_json(const host::HostHealth& host_health) {
  if (host_health.docker_disk.empty()) {
    return nullptr;
  }
  Json rows = Json::array();
  for (const host::DockerDisk& use : host_health.docker_disk) {
    rows.push_back({{"type", use.type},
                    {"count", use.count},
                    {"active", use.active},
                    {"bytes", use.bytes},
                    {"reclaimable_bytes", use.reclaimable_bytes}});
  }
  return rows;
}

Json throttling_json(const std::optional<host::Throttling>& throttling) {
  if (!throttling) {
    return nullptr;
  }
  return {{"under_voltage", throttling->under_voltage},
          {"slowed", throttling->slowed},
          {"under_voltage_before", throttling->under_voltage_before},
          {"slowed_before", throttling->slowed_before}};
}

}  // namespace

std::string status_json(const deploy::Inspection& inspection) {
  const host::HostState& host = inspection.host;
  const host::HostHealth& host_health = inspection.host_health;
  Json document;
  document["schema"] = 1;
  document["deployment"] = inspection.plan.deployment;
  document["environment"] = inspection.plan.environment;
  document["host"] = inspection.plan.host;
  put_bytes(document, "directory", host.directory);
  document["release"] = release_json(inspection);
  document["ahead"] = ahead_json(inspection.plan);
  document["last_failure"] = failure_json(inspection.journal);
  document["services"] = services_json(inspection);
  put_bytes(document, "drift", host.drift);
  document["changed_services"] = changed_services_json(host);
  document["waiting_services"] = waiting_services_json(host);
  document["interrupted"] = !host.unfinished.empty();
  document["probation"] = nullptr;
  if (host.probation) {
    document["probation"] = {{"release", host.probation->release},
                             {"seconds_left", host.probation->seconds_left},
                             {"state", host::name_of(host.probation->state)}};
  }
  document["locked_by"] = or_null(host.locked);
  document["run"] = {{"name", host.run},
                     {"state", host::name_of(host.run_state)},
                     {"step", host.run_step},
                     {"end", host.run_end}};
  document["disk_free_bytes"] = or_null(host.free_bytes);
  document["disk_bytes"] = or_null(host_health.disk_bytes);
  document["docker_free_bytes"] = or_null(host.docker_free_bytes);
  document["docker_disk_bytes"] = or_null(host_health.docker_disk_bytes);
  document["docker_disk_use"] = docker_disk_json(host_health);
  document["memory_bytes"] = or_null(host.memory_bytes);
  document["memory_available_bytes"] = or_null(host.memory_available_bytes);
  document["swap_bytes"] = or_null(host_health.swap_bytes);
  document["swap_free_bytes"] = or_null(host_health.swap_free_bytes);
  document["load"] = host_health.load;
  document["processors"] = or_null(host_health.processors);
  document["uptime_seconds"] = or_null(host_health.uptime_seconds);
  document["celsius"] = or_null(host_health.celsius);
  document["throttling"] = throttling_json(host_health.throttling);
  document["time"] = or_null(host_health.time);
  document["engine"] = {{"version", host.engine_version},
                        {"architecture", host.engine_architecture},
                        {"compose_plugin", host.compose_v2},
                        {"compose_program", host.compose_v1},
                        {"buildx", host.buildx}};
  return json_text(document);
}

}  // namespace slipway::report
