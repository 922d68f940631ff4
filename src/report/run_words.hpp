#pragma once

#include "deploy/run/listener.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::report {

/// What a step of a run means to the person who waits for it.
std::string_view step_meaning(std::string_view step);

/// Whether there are runs that have the step in name only, such as a build of no image. It is worth a line if
/// something came of it, or if it took least_seconds.
bool may_do_nothing(std::string_view step);
inline constexpr double least_seconds = 0.5;

/// The services that a verdict on health speaks of, each with what is said of it: "waiting web (created) db
/// (health check: starting)" names web and db.
std::vector<std::pair<std::string, std::string>> services_in(std::string_view verdict);

/// A line that a program printed, fit for one line of a terminal: without sequences that move the cursor or
/// colour it. If the program drew over its own line, the last text.
std::string output_line(std::string_view line);

/// "files of the release: 45 %, 1.2 MB"
std::string transfer_text(const deploy::Transfer& transfer);
/// Above the last lines of a service that failed, and in their place if there are none.
std::string log_heading(std::string_view service);
std::string no_log_text(std::string_view service);

}  // namespace slipway::report
