#include "report/service_words.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <array>

namespace slipway::report {

std::string cause_text(const classify::ServiceCause& cause) {
  using Kind = classify::ServiceCause::Kind;
  const std::string first = cause.names.empty() ? std::string{} : printable(cause.names.front());
  switch (cause.kind) {
    case Kind::none:
      return {};
    case Kind::first_deployment:
      return "first deployment";
    case Kind::new_image:
      return "new image";
    case Kind::base_image:
      return fmt::format("its image is built on that of {}", first);
    case Kind::new_service:
      return "new in the compose file";
    case Kind::definition:
      return fmt::format("{} changed in the compose file", join(cause.names, ", "));
    case Kind::mounted:
      return cause.names.size() > 1
                 ? fmt::format("mounted {} and {} more changed", first, cause.names.size() - 1)
                 : fmt::format("mounted {} changed", first);
    case Kind::variables:
      return fmt::format("variables of {} changed", first);
    case Kind::restarts_with:
      return fmt::format("restarts with {}", first);
    case Kind::shares_namespace:
      return fmt::format("shares a namespace with {}", first);
    case Kind::awaited:
      return fmt::format("it runs again: {} {} for its end", join(cause.names, ", "),
                         cause.names.size() == 1 ? "waits" : "wait");
    case Kind::shared_image:
      return fmt::format("new image, which {} builds", first);
    case Kind::image_mounted:
      return fmt::format("it mounts the image that {} builds", first);
    case Kind::shares_volumes:
      return fmt::format("it has the volumes of {}, which is made anew", first);
    case Kind::written:
      return fmt::format("{} changed, which compose writes into a container when it makes it",
                         join(cause.names, ", "));
    case Kind::unhealthy:
      return "unhealthy on the host";
    case Kind::gone:
      return "nothing of it is there any more";
    case Kind::changed_by_hand:
      return "changed by hand on the swarm";
  }
  return {};
}

std::string_view cause_code(const classify::ServiceCause& cause) {
  static constexpr std::array<std::string_view, 18> codes{"",
                                                          "FIRST_DEPLOYMENT",
                                                          "NEW_IMAGE",
                                                          "BASE_IMAGE",
                                                          "NEW_SERVICE",
                                                          "DEFINITION",
                                                          "MOUNTED",
                                                          "VARIABLES",
                                                          "RESTARTS_WITH",
                                                          "SHARES_NAMESPACE",
                                                          "AWAITED",
                                                          "SHARED_IMAGE",
                                                          "IMAGE_MOUNTED",
                                                          "SHARES_VOLUMES",
                                                          "WRITTEN",
                                                          "UNHEALTHY",
                                                          "GONE",
                                                          "CHANGED_BY_HAND"};
  return codes.at(static_cast<std::size_t>(cause.kind));
}

std::string order_text(const classify::StartOrder& order) {
  using Why = classify::StartOrder::Why;
  const std::string name = printable(order.name);
  const auto stop = [](std::string why) { return "stop first: " + std::move(why); };
  switch (order.why) {
    case Why::none:
      return {};
    case Why::nothing_exclusive:
      return "start first";
    case Why::asked:
      return stop(name + " says so");
    case Why::published_port:
      return stop(fmt::format("port {} is published", name));
    case Why::device:
      return stop(fmt::format("it has the device {}", name));
    case Why::privileged:
      return stop("it is privileged");
    case Why::container_name:
      return stop("it has a container_name");
    case Why::host_namespace:
      return stop(fmt::format("its {} is the host's or another container's", name));
    case Why::shared_namespace:
      return stop(fmt::format("it shares with {}", name));
    case Why::writable:
      return stop(fmt::format("it may write to {}", name));
    case Why::address:
      return stop("it has a fixed address");
    case Why::hook:
      return stop("it has pre_stop");
    case Why::awaited:
      return stop(fmt::format("{} waits for its end", name));
    case Why::restarts_others:
      return stop(fmt::format("{} restarts with others", name));
    case Why::count_unknown:
      return stop("only the host knows how many containers it has");
    case Why::not_reached:
      return stop("nothing says that others connect to it");
  }
  return {};
}

std::string_view order_code(const classify::StartOrder& order) {
  static constexpr std::array<std::string_view, 16> codes{"",
                                                          "NOTHING_EXCLUSIVE",
                                                          "ASKED",
                                                          "PUBLISHED_PORT",
                                                          "DEVICE",
                                                          "PRIVILEGED",
                                                          "CONTAINER_NAME",
                                                          "HOST_NAMESPACE",
                                                          "SHARED_NAMESPACE",
                                                          "WRITABLE",
                                                          "ADDRESS",
                                                          "HOOK",
                                                          "AWAITED",
                                                          "RESTARTS_OTHERS",
                                                          "COUNT_UNKNOWN",
                                                          "NOT_REACHED"};
  return codes.at(static_cast<std::size_t>(order.why));
}

}  // namespace slipway::report
