#pragma once

#include "report/page.hpp"

#include <cstdio>

namespace slipway::cli {

/// How reports look best on a stream: wrapped to COLUMNS if that is set, else to the terminal's width;
/// coloured on a terminal, unless NO_COLOR is set or TERM is `dumb`. In a pipe or a file lines stay whole.
report::PageStyle style_for(std::FILE* stream);

}  // namespace slipway::cli
