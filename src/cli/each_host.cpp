#include "cli/each_host.hpp"

#include "cli/print.hpp"
#include "deploy/fleet/fleet_plan.hpp"
#include "deploy/fleet/side_by_side.hpp"
#include "util/text.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace slipway::cli {

void print_host_heading(const deploy::Settings& host) {
  std::fflush(stderr);
  print(fmt::format("== {}\n", printable(host.place.host)));
  std::fflush(stdout);
}

void print_host_heading_on_both(const deploy::Settings& host) {
  print_host_heading(host);
  struct stat out = {};
  struct stat err = {};
  const bool same = ::fstat(STDOUT_FILENO, &out) == 0 && ::fstat(STDERR_FILENO, &err) == 0 &&
                    out.st_dev == err.st_dev && out.st_ino == err.st_ino;
  if (!same) {
    say(fmt::format("== {}", printable(host.place.host)));
  }
}

ExitCode print_error_of_host(const deploy::Settings& host, const Error& error) {
  Error of_host = for_host(error, host.place.host);
  of_host.what = fmt::format("{}: {}", printable(host.place.host), of_host.what);
  print_error(of_host);
  return error.code;
}

void ask_side_by_side(const deploy::Settings& fleet, const std::function<void(std::size_t)>& ask) {
  deploy::side_by_side(fleet.fleet.hosts.size(), deploy::looks_at_once(fleet.fleet.parallel), ask);
}

}  // namespace slipway::cli
