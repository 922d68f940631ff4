#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::cli {

/// A text whose lines are broken at blanks where they are wider than `columns`; what follows is indented by
/// two more than the line. A line with a command to paste, after `fix` or `next:`, stays whole: a terminal
/// breaks it itself, and puts it together again when it is copied. 0 columns break nothing.
std::string wrapped(std::string_view text, std::size_t columns);

/// The same of a help page: what is said of a name stands in a column of its own, or below the name if there
/// are less than 60 columns.
std::string wrapped_help(std::string_view text, std::size_t columns);

}  // namespace slipway::cli
