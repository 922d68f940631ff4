#include "classify/path_pattern.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

// The first line is a path, the others are patterns in gitignore syntax. A match names one of the patterns;
// what lies below a matched path is matched with it, unless a pattern takes back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (lines.empty()) {
    return 0;
  }
  const std::string path = lines.front();
  lines.erase(lines.begin());
  const slipway::classify::PathPatterns patterns(lines);
  const auto match = patterns.match(path);
  if (!match) {
    return 0;
  }
  bool written = false;
  bool takes_back = false;
  for (const std::string& line : lines) {
    written = written || line == *match;
    takes_back = takes_back || line.find('!') == 0;
  }
  if (!written || (!takes_back && !patterns.match(path + "/x"))) {
    std::abort();
  }
  return 0;
}
