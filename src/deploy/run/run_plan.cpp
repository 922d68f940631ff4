#include "deploy/run/run_plan.hpp"

#include "util/digest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

std::string repository_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.rfind(':');
  return colon != std::string::npos && (slash == std::string::npos || colon > slash) ? name.substr(0, colon)
                                                                                     : name;
}

}  // namespace

std::string compose_name(const ImageBuild& image, const HostTools& tools) {
  return tools.compose_v2 ? image.name_v2 : image.name_v1;
}

std::string project_name(const ReleaseSpec& spec, const HostTools& tools) {
  return tools.compose_v2 ? spec.project_v2 : spec.project_v1;
}

std::string tag_digest(const std::string& directory) {
  return sha256_hex(directory).substr(0, 8);
}

std::string release_tags(const RunPlan& run) {
  return fmt::format("slipway-{}-{}", project_name(*run.spec, run.tools), tag_digest(run.directory));
}

std::string release_tag(const ImageBuild& image, const RunPlan& run) {
  return fmt::format("{}:{}-{}", repository_of(compose_name(image, run.tools)), release_tags(run),
                     run.release);
}

const classify::ImagePlan* image_plan(const RunPlan& run, const std::string& service) {
  const auto found = std::find_if(run.plan->images.begin(), run.plan->images.end(),
                                  [&](const classify::ImagePlan& image) { return image.service == service; });
  return found == run.plan->images.end() ? nullptr : &*found;
}

bool builds_images(const RunPlan& run) {
  return run.delivered.empty() && std::any_of(run.plan->images.begin(), run.plan->images.end(),
                                              [](const classify::ImagePlan& image) { return image.build; });
}

}  // namespace slipway::deploy
