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

std::vector<classify::Finding> compose_lints(const compose::Model& model) {
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
  const std::vector<std::string> own = own_images(model);
  for (const auto& [name, service] : model.services) {
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

std::vector<classify::Finding> unchecked_services(const compose::Model& model,
                                                  const std::set<std::string>& checked) {
  std::set<std::string> jobs;
  for (const auto& [name, service] : model.services) {
    for (const auto& [other, dependency] : service.depends_on) {
      if (dependency.condition == "service_completed_successfully") {
        jobs.insert(other);
      }
    }
  }
  std::vector<classify::Finding> findings;
  for (const auto& [name, service] : model.services) {
    const auto& check = service.health_check;
    const bool has_one =
        check ? !check->disabled && (!check->test.empty() || checked.contains(name)) : checked.contains(name);
    if (!service.active || service.containers == 0U || jobs.contains(name) || has_one) {
      continue;
    }
    findings.push_back(
        {"no-health-check",
         name,
         service.location.file,
         service.location.line,
         service.build
             ? fmt::format("neither the compose file nor the Dockerfile checks the health of `{}`", name)
             : fmt::format("the compose file does not check the health of `{}`", name),
         "it counts as healthy once it has run for SETTLE seconds, whether it answers or not; what fails "
         "later is not put back",
         "add a healthcheck: that asks it for an answer; or raise SETTLE, or set PROBATION",
         {}});
  }
  return findings;
}

}  // namespace slipway::lint
