#pragma once

#include <cstddef>
#include <cstdio>

namespace slipway::cli {

/// Whether a stream is a terminal.
bool is_terminal(std::FILE* stream);

/// How many columns the terminal behind a stream has now; 0 if there is no terminal, or if it does not say.
std::size_t terminal_columns(std::FILE* stream);
/// The same for its rows.
std::size_t terminal_rows(std::FILE* stream);

}  // namespace slipway::cli
