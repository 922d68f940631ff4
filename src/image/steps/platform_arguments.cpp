#include "image/steps/platform_arguments.hpp"

#include <array>
#include <string>
#include <utility>

namespace slipway::image {
namespace {

struct Platform {
  std::string os;
  std::string architecture;
  std::string variant;
};

Platform parse_platform(std::string_view text) {
  Platform platform;
  const std::size_t first = text.find('/');
  platform.os = text.substr(0, first);
  if (first != std::string_view::npos) {
    const std::size_t second = text.find('/', first + 1);
    platform.architecture =
        text.substr(first + 1, second == std::string_view::npos ? second : second - first - 1);
    platform.variant = second == std::string_view::npos ? std::string_view() : text.substr(second + 1);
  }
  return platform;
}

}  // namespace

Environment platform_arguments(const BuildOptions& options, std::string_view target_name) {
  const std::string& build = options.build_platform.empty() ? options.platform : options.build_platform;
  const Platform builder = parse_platform(build);
  const Platform target = parse_platform(options.platform);
  const std::array<std::pair<const char*, std::string>, 9> values = {{
      {"BUILDPLATFORM", build},
      {"BUILDOS", builder.os},
      {"BUILDARCH", builder.architecture},
      {"BUILDVARIANT", builder.variant},
      {"TARGETPLATFORM", options.platform},
      {"TARGETOS", target.os},
      {"TARGETARCH", target.architecture},
      {"TARGETVARIANT", target.variant},
      {"TARGETSTAGE", std::string(target_name.empty() ? "default" : target_name)},
  }};
  Environment environment;
  for (const auto& [name, value] : values) {
    const auto given = options.arguments.find(name);
    environment.set(name, given == options.arguments.end() ? value : given->second);
  }
  return environment;
}

}  // namespace slipway::image
