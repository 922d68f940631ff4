#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::cli {

/// A text whose lines are broken at blanks if they are wider than `columns`. The continuation is indented by
/// two more than the line. A command, after `fix` or `next:`, can be pasted from several lines as from one
/// (util/command_lines.hpp). 0 columns: no line is broken.
std::string wrapped(std::string_view text, std::size_t columns);

/// The same for a help page: the text about a name is in a column of its own, or below the name if there
/// are less than 60 columns.
std::string wrapped_help(std::string_view text, std::size_t columns);

}  // namespace slipway::cli
