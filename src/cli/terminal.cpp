#include "cli/terminal.hpp"

#include "util/process.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace slipway::cli {
namespace {

constexpr std::size_t narrowest = 20;

std::size_t asked_for_columns() {
  const std::string_view text = environment_variable("COLUMNS");
  std::size_t columns = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), columns);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? columns : 0;
}

std::size_t terminal_columns(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

report::PageStyle style_for(std::FILE* stream) {
  report::PageStyle style;
  const int descriptor = ::fileno(stream);
  const bool is_terminal = ::isatty(descriptor) == 1;
  style.width = asked_for_columns();
  if (style.width == 0 && is_terminal) {
    style.width = terminal_columns(descriptor);
  }
  if (style.width > 0) {
    style.width = std::max(style.width, narrowest);
  }
  style.colour =
      is_terminal && environment_variable("NO_COLOR").empty() && environment_variable("TERM") != "dumb";
  return style;
}

}  // namespace slipway::cli
