#include "init/survey.hpp"

#include "compose/model.hpp"
#include "image/dockerfile/dockerfile_parser.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace slipway::init {
namespace {

/// A single port, not a range and not a variable.
std::optional<unsigned> port_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0 || number > 65535) {
    return {};
  }
  return number;
}

/// Ports of services that speak something else than HTTP, whatever the host calls them.
bool speaks_no_http(unsigned container_port) {
  constexpr std::array<unsigned, 15> others{22,   25,   53,   139,  445,  1433,  1883, 3306,
                                            5432, 5672, 6379, 8883, 9092, 11211, 27017};
  return std::find(others.begin(), others.end(), container_port) != others.end();
}

bool only_for_the_host(std::string_view address) {
  return address.starts_with("127.") || address == "localhost" || address == "::1" || address == "[::1]";
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

/// What the HEALTHCHECK of the service's own Dockerfile runs; nothing where there is none.
std::optional<std::string> dockerfile_health_check(const classify::Tree& tree, const compose::Build& build) {
  if (!build.dockerfile_path || !build.dockerfile_path->is_inside()) {
    return {};
  }
  const auto text = tree.read(build.dockerfile_path->resolved);
  const auto parsed = image::parse_dockerfile(text ? *text : std::string{});
  if (!parsed) {
    return {};
  }
  std::optional<std::string> found;
  for (const image::DockerfileNode& node : parsed->nodes) {
    const std::string keyword = lower(node.keyword);
    if (keyword == "from") {
      found.reset();
    } else if (keyword == "healthcheck") {
      found = node.original;
      if (!node.arguments.empty() && lower(node.arguments.front()) == "none") {
        found.reset();
      }
    }
  }
  return found;
}

ServiceFacts facts_of(const classify::Tree& tree, const compose::Service& service) {
  ServiceFacts facts;
  facts.name = service.name;
  facts.builds = service.build.has_value();
  std::string asks;
  if (service.health_check && !service.health_check->test.empty()) {
    facts.has_health_check = !service.health_check->disabled;
    asks = join(service.health_check->test, " ");
    facts.vain_health_check = service.health_check->can_fail ? std::string{} : service.health_check->why;
  } else if (service.build && !(service.health_check && service.health_check->disabled)) {
    if (const auto check = dockerfile_health_check(tree, *service.build)) {
      facts.has_health_check = true;
      asks = *check;
    }
  }
  for (const compose::Port& port : service.ports) {
    facts.ports.push_back(port.published.empty()
                              ? port.target.value
                              : fmt::format("{}:{}", port.published.value, port.target.value));
    const auto published = port_number(port.published.value);
    const auto target = port_number(port.target.value);
    const bool reachable = !only_for_the_host(port.host_ip.value) && lower(port.protocol) != "udp";
    if (!facts.web && reachable && published && target && !speaks_no_http(*target)) {
      const auto path = local_http_path(asks, *target);
      facts.web = WebPort{*published, path.value_or("/"), path.has_value()};
    }
  }
  return facts;
}

}  // namespace

std::optional<std::string> local_http_path(std::string_view text, unsigned port) {
  constexpr std::string_view scheme = "http://";
  for (std::size_t at = text.find(scheme); at != std::string_view::npos; at = text.find(scheme, at + 1)) {
    std::string_view rest = text.substr(at + scheme.size());
    for (const std::string_view name : {"localhost", "127.0.0.1", "0.0.0.0", "[::1]"}) {
      if (!rest.starts_with(name)) {
        continue;
      }
      rest.remove_prefix(name.size());
      unsigned asked = 80;
      if (rest.starts_with(":")) {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        asked = port_number(rest.substr(1, end - 1)).value_or(0);
        rest.remove_prefix(end);
      }
      // Only what needs no thought in an address, in JSON or in CMake.
      constexpr std::string_view plain =
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~-?=&%";
      const std::string_view path = rest.substr(0, std::min(rest.find_first_not_of(plain), rest.size()));
      if (asked == port) {
        return path.starts_with("/") ? std::string(path) : std::string("/");
      }
    }
  }
  return {};
}

Result<Survey> survey(const classify::Tree& tree, const std::vector<std::string>& files,
                      const std::string& host_directory) {
  compose::LoadOptions options;
  options.files = files;
  options.host_directory = host_directory;
  SLIPWAY_TRY_ASSIGN(const compose::Model model, compose::load(tree, options));
  Survey found;
  found.compose_files = model.files;
  found.default_files = files.empty();
  found.project = model.project_v2;
  for (const auto& [name, service] : model.services) {
    if (service.active) {
      found.services.push_back(facts_of(tree, service));
    }
  }
  return found;
}

}  // namespace slipway::init
