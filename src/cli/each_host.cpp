#include "cli/each_host.hpp"

#include "cli/print.hpp"
#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/side_by_side.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace slipway::cli {

void print_host_heading(const deploy::Settings& host) {
  std::fflush(stderr);
  print(fmt::format("== {}\n", printable(host.place.host)));
  std::fflush(stdout);
}

ExitCode print_error_of_host(const deploy::Settings& host, const Error& error) {
  print_error(for_host(error, host.place.host));
  return error.code;
}

void ask_side_by_side(const deploy::Settings& fleet, const std::function<void(std::size_t)>& ask) {
  deploy::side_by_side(fleet.fleet.hosts.size(), deploy::looks_at_once(fleet.fleet.parallel), ask);
}

}  // namespace slipway::cli
