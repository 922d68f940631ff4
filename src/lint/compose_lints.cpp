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

}  // namespace slipway::lint
