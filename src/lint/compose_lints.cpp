#include "lint/compose_lints.hpp"

#include "image/dockerfile/image_reference.hpp"
#include "lint/layer_lints.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::lint {

std::vector<std::string> own_images(const compose::Model& model) {
  std::vector<std::string> references;
  for (const auto& [name, service] : model.services) {
    for (const std::string& built : compose::built_image_names(service)) {
      if (const auto reference = image::normal_image_reference(built)) {
        references.push_back(*reference);
      }
    }
  }
  return references;
}

namespace {

using classify::Finding;

/// A file that is mounted, and that the commit has not: docker makes a directory in its place if the host has
/// none either. What has no ending in its name may be a directory of data.
void add_missing_sources(std::vector<Finding>& findings, const compose::Service& service,
                         const std::set<std::string>& brought) {
  for (const compose::Mount& mount : service.mounts) {
    const compose::SourcePath& source = mount.source;
    const std::string name = source.path.substr(source.path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    const bool has_ending =
        dot != std::string::npos && dot > 0 && dot + 1 < name.size() && !name.ends_with(".d");
    if (mount.kind != compose::Mount::Kind::bind || mount.must_exist || !source.is_inside() ||
        source.content != compose::Content::nothing || !has_ending || brought.contains(source.path)) {
      continue;
    }
    findings.push_back(
        {"bind-source-missing",
         service.name,
         mount.location.file,
         mount.location.line,
         fmt::format("`{}` is mounted, and is no part of the commit", source.path),
         "if the host has no such file, docker makes a directory of that name, and the container "
         "finds that in the place of the file",
         mount.read_only
             ? "commit the file, name it in SECRET_FILES, or correct the path"
             : "copy the file to the host, or correct the path; if nothing is to write to it, mount "
               "it read-only (:ro), and commit it or name it in SECRET_FILES",
         {},
         classify::Severity::warning,
         source.path});
  }
}

bool is_any_address(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

void add_ports_published_twice(std::vector<Finding>& findings, const compose::Model& model) {
  struct Published {
    const compose::Service* service;
    const compose::Port* port;
  };
  std::vector<Published> seen;
  for (const auto& [name, service] : model.services) {
    if (!service.active || service.containers == std::optional<std::uint64_t>(0)) {
      continue;
    }
    for (const compose::Port& port : service.ports) {
      const bool is_one = port.published.known() && port.host_ip.known() && !port.published.empty() &&
                          port.published.value != "0" &&
                          port.published.value.find_first_not_of("0123456789") == std::string::npos;
      if (!is_one) {
        continue;
      }
      const auto other = std::find_if(seen.begin(), seen.end(), [&](const Published& one) {
        return one.port->published.value == port.published.value && one.port->protocol == port.protocol &&
               (is_any_address(one.port->host_ip.value) || is_any_address(port.host_ip.value) ||
                one.port->host_ip.value == port.host_ip.value);
      });
      if (other == seen.end()) {
        seen.push_back({&service, &port});
      } else if (other->service != &service || other->port->target.value != port.target.value) {
        findings.push_back({"port-published-twice",
                            name,
                            service.location.file,
                            service.location.line,
                            fmt::format("`{}` and `{}` both publish port {}", other->service->name, name,
                                        port.published.value),
                            "the second of them does not start, and the release is put back",
                            "give one of them another port",
                            {}});
      }
    }
  }
}

/// "arm64" of "linux/arm64/v8".
std::string architecture_of(const std::string& platform) {
  const std::size_t slash = platform.find('/');
  return slash == std::string::npos ? platform
                                    : platform.substr(slash + 1, platform.find('/', slash + 1) - slash - 1);
}

void add_platform(std::vector<Finding>& findings, const compose::Service& service,
                  const std::string& platform) {
  if (platform.empty() || service.platform.empty() || !service.platform.known() ||
      architecture_of(platform) == architecture_of(service.platform.value)) {
    return;
  }
  findings.push_back(
      {"platform-differs",
       service.name,
       service.location.file,
       service.location.line,
       fmt::format("PLATFORM is {}, and the service's platform is {}", platform, service.platform.value),
       "the image is built for one, and compose starts containers for the other: \"exec format error\"",
       "leave one of the two out",
       {}});
}

void add_short_patience(std::vector<Finding>& findings, const compose::Service& service,
                        unsigned health_timeout) {
  const auto& check = service.health_check;
  if (health_timeout == 0 || !check || check->disabled || check->start_seconds == 0 ||
      check->start_seconds < health_timeout) {
    return;
  }
  findings.push_back(
      {"health-timeout-short",
       service.name,
       check->location.file,
       check->location.line,
       fmt::format("`start_period` lets `{}` take {} s to become healthy, and HEALTH_TIMEOUT is {} s",
                   service.name, check->start_seconds, health_timeout),
       "a release that is as slow as it may be is put back",
       fmt::format("raise HEALTH_TIMEOUT above {}, or shorten `start_period`", check->start_seconds),
       {}});
}

}  // namespace

std::vector<classify::Finding> compose_lints(const compose::Model& model,
                                             const ComposeSurroundings& surroundings) {
  std::vector<classify::Finding> findings;
  for (const compose::Warning& warning : model.warnings) {
    findings.push_back({warning.name,
                        warning.service,
                        warning.location.file,
                        warning.location.line,
                        warning.message,
                        warning.cost,
                        warning.fix,
                        {}});
  }
  add_ports_published_twice(findings, model);
  const std::vector<std::string> own = own_images(model);
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      add_missing_sources(findings, service, surroundings.brought);
      add_platform(findings, service, surroundings.platform);
      add_short_patience(findings, service, surroundings.health_timeout);
    }
    // What is built here is named by release.
    if (!service.active || service.build || !service.image || !service.image->known()) {
      continue;
    }
    const auto reference = image::normal_image_reference(service.image->value);
    const bool is_own = reference && std::find(own.begin(), own.end(), *reference) != own.end();
    if (reference && means_latest(*reference) && !is_own) {
      findings.push_back({"latest-tag",
                          name,
                          service.location.file,
                          service.location.line,
                          fmt::format("`{}` runs {}", name, *reference),
                          "what it means changes without a commit: a pull can bring another version, and "
                          "nothing tells which one runs",
                          "name a version, such as redis:7.2, or pin a digest (@sha256:…)",
                          {}});
    }
  }
  return findings;
}

std::set<std::string> jobs_of(const compose::Model& model, const std::vector<std::string>& before_switch) {
  std::set<std::string> jobs(before_switch.begin(), before_switch.end());
  for (const auto& [name, service] : model.services) {
    for (const auto& [other, dependency] : service.depends_on) {
      if (dependency.condition == "service_completed_successfully") {
        jobs.insert(other);
      }
    }
  }
  return jobs;
}

bool is_interactive(const compose::Service& service) {
  const auto is_on = [&](const char* key) {
    const auto found = service.definition.find(key);
    return found != service.definition.end() && found->second == "\"true\"";
  };
  return is_on("stdin_open") && is_on("tty");
}

std::vector<classify::Finding> unchecked_services(const compose::Model& model,
                                                  const std::set<std::string>& checked,
                                                  const std::vector<std::string>& before_switch) {
  const std::set<std::string> jobs = jobs_of(model, before_switch);
  std::vector<classify::Finding> findings;
  for (const auto& [name, service] : model.services) {
    const auto& check = service.health_check;
    const bool is_off = check && check->disabled;
    const bool has_one = !is_off && ((check && !check->test.empty()) || checked.contains(name));
    // What an image from elsewhere checks itself is not known here.
    if (!service.build || !service.active || is_interactive(service) || service.containers == 0U ||
        jobs.contains(name) || has_one) {
      continue;
    }
    findings.push_back(
        {"no-health-check",
         name,
         service.location.file,
         service.location.line,
         is_off ? fmt::format("the compose file turns the health check of `{}` off", name)
                : fmt::format("neither the compose file nor the Dockerfile checks the health of `{}`", name),
         is_off
             ? "it counts as healthy once it has run for SETTLE seconds, whether it answers or not; what "
               "fails "
               "later is not put back"
             : "unless its base image has a check, it counts as healthy once it has run for SETTLE seconds, "
               "whether it answers or not; what fails later is not put back",
         "add a healthcheck: that fails if it does not do its work; or raise SETTLE, or set PROBATION",
         {}});
  }
  return findings;
}

}  // namespace slipway::lint
