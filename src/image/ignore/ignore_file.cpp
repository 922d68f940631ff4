#include "image/ignore/ignore_file.hpp"

#include "image/go/clean_path.hpp"
#include "image/go/code_points.hpp"

#include <fmt/format.h>

#include <utility>

namespace slipway::image {
namespace {

/// Go's bufio.MaxScanTokenSize: the line and its end have to fit into one buffer of this size.
constexpr std::size_t line_limit = 65'536;

std::string clean_pattern(std::string_view line) {
  std::string pattern;
  if (line.starts_with('!')) {
    pattern = "!";
    line = trim_space(line.substr(1));
  }
  if (line.empty()) {
    return pattern;
  }
  const std::string path = clean_path(line);
  return pattern + (path.size() > 1 && path.starts_with('/') ? path.substr(1) : path);
}

}  // namespace

Result<IgnoreFile> read_ignore_file(std::string_view bytes, std::string name) {
  IgnoreFile file;
  file.name = std::move(name);
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::size_t end = bytes.find('\n');
    std::string_view line = bytes.substr(0, end);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (line.size() >= line_limit) {
      return fail(
          ExitCode::refused, fmt::format("Docker cannot read the ignore file {}", file.name),
          fmt::format("line {} has {} bytes (Docker: bufio.Scanner: token too long)", number, line.size()),
          fmt::format("shorten the line to less than {} bytes", line_limit));
    }
    if (number == 1 && line.starts_with(byte_order_mark)) {
      line.remove_prefix(byte_order_mark.size());
    }
    if (line.starts_with('#')) {
      continue;
    }
    line = trim_space(line);
    if (!line.empty()) {
      file.lines.push_back({clean_pattern(line), number});
    }
  }
  return file;
}

}  // namespace slipway::image
