#pragma once

#include "util/error.hpp"

#include <string>
#include <string_view>

namespace slipway::cli {

/// From here on every line on either stream starts with `[text] `: for commands that run side by side.
void label_lines(std::string_view text);
/// From here on the commands in the fix of an error name this host of the fleet (for_host()).
void name_host_in_fixes(std::string_view host);
/// The error with `--host <host>` in each line of its fix that is a command of slipway with a deployment.
Error for_host(Error error, std::string_view host);
/// For the output of other programs, and output for programs: no line is broken, whatever the width of the
/// terminal.
void print_as_is(std::string_view text);
/// Results go to standard output, with lines that a terminal has room for …
void print(std::string_view text);
/// … and everything else that is said goes to standard error.
void say(std::string_view line);
/// The same for what is not broken: lines of a log, and questions that are answered on their line.
void say_as_is(std::string_view line);
/// The three parts of an error, each on lines of its own.
std::string error_text(const Error& error);
void print_error(const Error& error);

}  // namespace slipway::cli
