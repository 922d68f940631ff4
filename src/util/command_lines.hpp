#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// Whether a line of a `fix` is a command, by its first word, or a sentence.
bool is_command(std::string_view line);

/// A command in lines of at most `room` columns that can be pasted together: all but the last of them end in
/// a backslash. Only a word of the shell that is longer makes a line longer. What stands in brackets behind
/// the command, after three blanks, explains it, and has lines of its own if there is no room.
std::vector<std::string> command_lines(std::string_view line, std::size_t room);

}  // namespace slipway
