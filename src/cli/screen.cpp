#include "cli/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace slipway::cli {
namespace {

winsize size_of(std::FILE* stream) {
  winsize size = {};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) != 0) {
    return {};
  }
  return size;
}

}  // namespace

bool is_terminal(std::FILE* stream) {
  return ::isatty(::fileno(stream)) == 1;
}

std::size_t terminal_columns(std::FILE* stream) {
  return size_of(stream).ws_col;
}

std::size_t terminal_rows(std::FILE* stream) {
  return size_of(stream).ws_row;
}

}  // namespace slipway::cli
