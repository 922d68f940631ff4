#include "cli/drawing.hpp"

#include "cli/screen.hpp"
#include "cli/terminal.hpp"
#include "cli/wrapped.hpp"
#include "util/columns.hpp"
#include "util/log.hpp"
#include "util/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace slipway::cli {

bool can_draw() {
  const std::string_view kind = environment_variable("TERM");
  return is_terminal(stderr) && !kind.empty() && kind != "dumb" && environment_variable("NO_COLOR").empty() &&
         !debug_log_enabled();
}

Drawing::Size Drawing::size() {
  constexpr std::size_t usual_columns = 80;
  constexpr std::size_t usual_rows = 24;
  const std::size_t columns = terminal_columns(stderr);
  const std::size_t rows = terminal_rows(stderr);
  return {columns == 0 ? usual_columns : columns, rows == 0 ? usual_rows : rows};
}

/// Where the window has become narrower, terminals break the lines that are on it, and they take more rows.
std::string Drawing::erase_drawn(std::size_t columns) {
  std::size_t rows = 0;
  for (const std::size_t width : drawn_widths_) {
    rows += std::max<std::size_t>(1, (width + columns - 1) / columns);
  }
  drawn_widths_.clear();
  return rows == 0 ? std::string("\r\x1b[J") : fmt::format("\r\x1b[{}A\x1b[J", rows);
}

void Drawing::show(const std::vector<std::string>& lasting, const std::vector<std::string>& lines) {
  if (lasting.empty() && lines.empty() && drawn_widths_.empty()) {
    return;
  }
  const std::size_t columns = size().columns;
  std::string bytes = erase_drawn(columns);
  for (const std::string& line : lasting) {
    bytes += wrapped(line, columns - 1) + "\n";
  }
  for (const std::string& line : lines) {
    bytes += line + "\n";
    drawn_widths_.push_back(display_width(line));
  }
  std::fwrite(bytes.data(), 1, bytes.size(), stderr);
  std::fflush(stderr);
}

}  // namespace slipway::cli
