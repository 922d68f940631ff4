#pragma once

#include "compose/environment.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>

namespace slipway::compose {

/// Reads a `.env` or `env_file`, as compose-go's `dotenv` package does: `export`, `NAME=value` and `NAME:
/// value`, comments, single quotes (literal), double quotes (escapes and variables, several lines), values
/// without quotes (variables, ` #` starts a comment), and a name alone for a variable that is passed on.
/// Variables are looked up in `surroundings` first, then among those the file has set so far.
/// `file` is the name for messages.
Result<Environment> read_dotenv(std::string_view text, const Environment& surroundings,
                                const std::string& file);

}  // namespace slipway::compose
