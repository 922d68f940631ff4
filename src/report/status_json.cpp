#include "report/status_report.hpp"
#include "util/json.hpp"

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

Json services_json(const deploy::Inspection& inspection) {
  Json services = Json::array();
  for (const ContainerStatus& status : containers_of(inspection)) {
    const host::Container& container = *status.container;
    Json service{{"service", container.service},     {"state", container.state},
                 {"health", container.health},       {"restarts", container.restarts},
                 {"exit_code", container.exit_code}, {"image", container.image_id}};
    put_bytes(service, "directory", container.directory);
    service["id"] = container.id;
    service["container"] = status.vitals == nullptr ? Json(nullptr) : Json(status.vitals->name);
    service["started"] = status.vitals == nullptr ? Json(nullptr) : Json(status.vitals->started);
    service["memory_bytes"] = status.vitals == nullptr ? Json(nullptr) : or_null(status.vitals->memory_bytes);
    service["memory_limit_bytes"] = status.vitals == nullptr || status.vitals->memory_limit_bytes == 0
                                        ? Json(nullptr)
                                        : Json(status.vitals->memory_limit_bytes);
    service["ports"] = status.vitals == nullptr ? Json::array() : Json(status.vitals->ports);
    services.push_back(std::move(service));
  }
  return services;
}

Json docker_disk_json(const host::Vitals& vitals) {
  if (vitals.docker_disk.empty()) {
    return nullptr;
  }
  Json rows = Json::array();
  for (const host::DockerDisk& use : vitals.docker_disk) {
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
  const host::Vitals& vitals = inspection.vitals;
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
  document["disk_bytes"] = or_null(vitals.disk_bytes);
  document["docker_free_bytes"] = or_null(host.docker_free_bytes);
  document["docker_disk_bytes"] = or_null(vitals.docker_disk_bytes);
  document["docker_disk_use"] = docker_disk_json(vitals);
  document["memory_bytes"] = or_null(host.memory_bytes);
  document["memory_available_bytes"] = or_null(host.memory_available_bytes);
  document["swap_bytes"] = or_null(vitals.swap_bytes);
  document["swap_free_bytes"] = or_null(vitals.swap_free_bytes);
  document["load"] = vitals.load;
  document["processors"] = or_null(vitals.processors);
  document["uptime_seconds"] = or_null(vitals.uptime_seconds);
  document["celsius"] = or_null(vitals.celsius);
  document["throttling"] = throttling_json(vitals.throttling);
  document["time"] = or_null(vitals.time);
  document["engine"] = {{"version", host.engine_version},
                        {"architecture", host.engine_architecture},
                        {"compose_plugin", host.compose_v2},
                        {"compose_program", host.compose_v1},
                        {"buildx", host.buildx}};
  return json_text(document);
}

}  // namespace slipway::report
