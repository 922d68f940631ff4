#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace slipway::cli {

/// A text whose lines are broken at blanks where they are wider than `columns`; what follows is indented by
/// two more than the line. A line with a command to paste, after `fix` or `next:`, stays whole: a terminal
/// breaks it itself, and puts it together again when it is copied. 0 columns break nothing.
std::string wrapped(std::string_view text, std::size_t columns);

}  // namespace slipway::cli
