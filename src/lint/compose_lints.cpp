#include "lint/compose_lints.hpp"

#include "image/dockerfile/image_reference.hpp"
#include "lint/layer_lints.hpp"

#include <fmt/format.h>

namespace slipway::lint {

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
  for (const auto& [name, service] : model.services) {
    // What is built here is named by release.
    if (!service.active || service.build || !service.image || !service.image->known()) {
      continue;
    }
    const auto reference = image::normal_image_reference(service.image->value);
    if (reference && means_latest(*reference)) {
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

}  // namespace slipway::lint
