#include "image/steps/target_base.hpp"

#include "image/dockerfile/dockerfile_parser.hpp"
#include "image/dockerfile/image_reference.hpp"
#include "image/dockerfile/instructions.hpp"
#include "image/steps/stage_graph.hpp"

namespace slipway::image {

std::string target_base(std::string_view dockerfile, const BuildOptions& options) {
  const auto parsed = parse_dockerfile(dockerfile);
  if (!parsed) {
    return {};
  }
  const auto instructions = read_instructions(parsed->nodes);
  if (!instructions) {
    return {};
  }
  const auto graph = build_stage_graph(*instructions, parsed->escape, options);
  if (!graph) {
    return {};
  }
  const GraphStage* stage = &graph->stages[graph->target];
  while (stage->base) {
    stage = &graph->stages[*stage->base];
  }
  std::string name = stage->base_name;
  if (stage->named_context) {
    const auto context = options.contexts.find(*stage->named_context);
    name = context == options.contexts.end() ? std::string{} : context->second.elsewhere;
    constexpr std::string_view image = "docker-image://";
    if (!name.starts_with(image)) {
      return name;
    }
    name.erase(0, image.size());
  }
  return name == "scratch" ? name : normal_image_reference(name).value_or(std::string{});
}

std::string library_name(std::string_view reference) {
  std::string_view name = reference.substr(0, reference.find('@'));
  if (const std::size_t colon = name.rfind(':');
      colon != std::string_view::npos && name.find('/', colon) == std::string_view::npos) {
    name = name.substr(0, colon);
  }
  const std::size_t slash = name.rfind('/');
  if (slash == std::string_view::npos) {
    return std::string(name);
  }
  const std::string_view place = name.substr(0, slash);
  // Mirrors have it as `mirror.example.org/node` or `…/library/node`; `prom/node` is somebody's own.
  const bool is_host = place.find('/') == std::string_view::npos && place != "docker.io" &&
                       (place.find_first_of(".:") != std::string_view::npos || place == "localhost");
  return is_host || place == "library" || place.ends_with("/library") ? std::string(name.substr(slash + 1))
                                                                      : std::string{};
}

}  // namespace slipway::image
