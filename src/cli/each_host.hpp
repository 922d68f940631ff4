#pragma once

#include "deploy/plan/settings.hpp"
#include "util/error.hpp"

#include <functional>
#include <vector>

namespace slipway::cli {

/// Asks each host of a fleet with `ask`, side by side, and then has `show` print the answers in order, under
/// the host's name. An error is printed in the place of an answer, and the others go on. Returns the code of
/// the first that is not a success.
template <class Answer>
ExitCode for_each_host(
    const deploy::Settings& fleet, const std::function<Result<Answer>(const deploy::Settings& host)>& ask,
    const std::function<Result<ExitCode>(const deploy::Settings& host, const Answer& answer)>& show);

/// Prints the name of a host, above what is said of it.
void print_host_heading(const deploy::Settings& host);
/// The same for a program whose output goes to our own streams: also on standard error, if that goes
/// elsewhere.
void print_host_heading_on_both(const deploy::Settings& host);
/// Prints an error of one host, with its name ahead of it and in the commands of the fix; returns its code.
ExitCode print_error_of_host(const deploy::Settings& host, const Error& error);
/// Calls `ask` with the place of each host.
void ask_side_by_side(const deploy::Settings& fleet, const std::function<void(std::size_t)>& ask);

template <class Answer>
ExitCode for_each_host(
    const deploy::Settings& fleet, const std::function<Result<Answer>(const deploy::Settings& host)>& ask,
    const std::function<Result<ExitCode>(const deploy::Settings& host, const Answer& answer)>& show) {
  const std::vector<deploy::Settings> hosts = deploy::settings_of_hosts(fleet);
  std::vector<Result<Answer>> answers(hosts.size());
  ask_side_by_side(fleet, [&](std::size_t i) { answers[i] = ask(hosts[i]); });
  ExitCode first = ExitCode::success;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    print_host_heading(hosts[i]);
    ExitCode code = ExitCode::success;
    if (answers[i]) {
      const auto shown = show(hosts[i], *answers[i]);
      code = shown ? *shown : print_error_of_host(hosts[i], shown.error());
    } else {
      code = print_error_of_host(hosts[i], answers[i].error());
    }
    first = first == ExitCode::success ? code : first;
  }
  return first;
}

}  // namespace slipway::cli
