#include "report/status_report.hpp"

#include "util/json.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway::report {
namespace {

std::string container_text(const host::Container& container) {
  std::string text = printable(container.state);
  if (!container.health.empty()) {
    text += ", " + printable(container.health);
  }
  if (container.state == "exited") {
    text += fmt::format(" with status {}", container.exit_code);
  }
  if (container.restarts > 0) {
    text += fmt::format(", restarted {}", count_of(static_cast<std::size_t>(container.restarts), "time"));
  }
  return text;
}

std::string release_text(const deploy::Release& release) {
  return fmt::format(
      "release {} of {}: {} {}\n  by       {}, {}{}\n", release.number, printable(release.finished),
      printable(release.source_commit.substr(0, 12)), printable(release.source_subject),
      printable(release.deployed_by), printable(release.strategy),
      release.restores ? fmt::format(" (release {} again)", *release.restores) : std::string{});
}

std::string space_text(const std::optional<std::uint64_t>& bytes) {
  return bytes ? bytes_text(*bytes) : std::string("unknown");
}

std::string ahead_text(const classify::Plan& plan) {
  if (plan.computed == classify::Strategy::none) {
    return "  ahead    no: the host runs this checkout's tree\n";
  }
  return fmt::format("  ahead    yes, by {}; a deployment would be {}\n",
                     count_of(plan.changes.size(), "file"), classify::name_of(plan.computed));
}

}  // namespace

std::string status_text(const host::HostState& host, const deploy::Journal& journal,
                        const classify::Plan& plan) {
  std::string text = fmt::format("{} on {} ({}:{})\n", plan.deployment, plan.environment,
                                 printable(plan.host), printable(host.directory));
  const deploy::Release* deployed = journal.deployed_release();
  text += deployed == nullptr ? std::string("  running  nothing that Slipway deployed\n")
                              : "  running  " + release_text(*deployed);
  if (!journal.entries.empty() && journal.entries.front().entry != journal.deployed) {
    const deploy::Release& last = journal.entries.front();
    text += fmt::format("  last try release {}: {}, {}\n", last.number, printable(last.outcome),
                        printable(last.reason));
  }
  text += ahead_text(plan);
  if (host.containers) {
    for (const host::Container& container : *host.containers) {
      text += fmt::format("  service  {}: {}\n", printable(container.service), container_text(container));
    }
  } else {
    text += fmt::format("  docker   does not answer: {}\n", printable(trim(host.docker_error)));
  }
  if (!host.drift.empty()) {
    text += "  drift    files edited on the host:\n";
    for (const std::string& line : split(host.drift, '\n')) {
      text += fmt::format("             {}\n", printable(line.substr(line.find('\t') + 1)));
    }
  }
  if (!host.unfinished.empty()) {
    text += "  stopped  a deployment was interrupted in its switch; the next one puts that right first\n";
  }
  if (host.run_state == "stopped" && host.unfinished.empty()) {
    text += fmt::format("  stopped  the last run ({}) was killed in the step {}; it had switched nothing\n",
                        printable(host.run), printable(host.run_step));
  }
  if (host.locked) {
    const auto lines = split(*host.locked, '\n');
    text += fmt::format("  busy     {}, at release {}; slipway attach follows it, slipway cancel stops it\n",
                        printable(lines.front()), printable(lines.back()));
  }
  text +=
      fmt::format("  disk     {} free in {}, {} free in {}\n", space_text(host.free_bytes),
                  printable(host.directory), space_text(host.docker_free_bytes), printable(host.docker_root));
  text += fmt::format("  memory   {} of {} available\n", space_text(host.memory_available_bytes),
                      space_text(host.memory_bytes));
  text += fmt::format("  engine   docker {} ({}), compose {}, {}\n", printable(host.engine_version),
                      printable(host.engine_architecture),
                      printable(host.compose_v2.empty() ? host.compose_v1 : host.compose_v2),
                      host.buildx ? "buildx" : "no buildx");
  return text;
}

std::string status_json(const host::HostState& host, const deploy::Journal& journal,
                        const classify::Plan& plan) {
  Json document;
  document["schema"] = 1;
  document["deployment"] = plan.deployment;
  document["environment"] = plan.environment;
  document["host"] = plan.host;
  put_bytes(document, "directory", host.directory);
  const deploy::Release* deployed = journal.deployed_release();
  document["release"] = nullptr;
  if (deployed != nullptr) {
    document["release"] = {{"number", deployed->number},     {"commit", deployed->source_commit},
                           {"by", deployed->deployed_by},    {"finished", deployed->finished},
                           {"strategy", deployed->strategy}, {"last_deploy_commit", host.last_deploy_commit}};
    put_bytes(document["release"], "subject", deployed->source_subject);
  }
  document["ahead"] = {{"files", plan.changes.size()}, {"strategy", classify::name_of(plan.computed)}};
  document["services"] = Json::array();
  for (const host::Container& container : host.containers.value_or(std::vector<host::Container>{})) {
    document["services"].push_back({{"service", container.service},
                                    {"state", container.state},
                                    {"health", container.health},
                                    {"restarts", container.restarts},
                                    {"exit_code", container.exit_code},
                                    {"image", container.image_id}});
  }
  put_bytes(document, "drift", host.drift);
  document["interrupted"] = !host.unfinished.empty();
  document["locked_by"] = host.locked ? Json(*host.locked) : Json(nullptr);
  document["run"] = {
      {"name", host.run}, {"state", host.run_state}, {"step", host.run_step}, {"end", host.run_end}};
  const auto number = [](const std::optional<std::uint64_t>& value) {
    return value ? Json(*value) : Json(nullptr);
  };
  document["disk_free_bytes"] = number(host.free_bytes);
  document["docker_free_bytes"] = number(host.docker_free_bytes);
  document["memory_bytes"] = number(host.memory_bytes);
  document["memory_available_bytes"] = number(host.memory_available_bytes);
  document["engine"] = {{"version", host.engine_version},
                        {"architecture", host.engine_architecture},
                        {"compose_plugin", host.compose_v2},
                        {"compose_program", host.compose_v1},
                        {"buildx", host.buildx}};
  return json_text(document);
}

}  // namespace slipway::report
