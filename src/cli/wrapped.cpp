#include "cli/wrapped.hpp"

#include "util/columns.hpp"
#include "util/text.hpp"

#include <algorithm>

namespace slipway::cli {
namespace {

bool holds_a_command(std::string_view line) {
  const std::string_view text = trim(line);
  return text.starts_with("fix") || text.starts_with("next:");
}

std::string wrapped_line(std::string_view line, std::size_t columns) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string next_line = "\n" + std::string(std::min(indent + 2, columns / 3), ' ');
  std::string text(line.substr(0, indent));
  std::size_t width = indent;
  bool is_first = true;
  for (std::size_t at = indent; at < line.size();) {
    // A word with the blanks behind it, which stay if another word follows on the line.
    const std::size_t end = std::min(line.find(' ', at), line.size());
    const std::size_t next = std::min(line.find_first_not_of(' ', end), line.size());
    const std::string_view word = line.substr(at, end - at);
    const std::size_t word_width = display_width(word);
    if (!is_first && width + word_width > columns) {
      text.erase(text.find_last_not_of(' ') + 1);
      text += next_line;
      width = next_line.size() - 1;
    }
    text += word;
    text.append(next - end, ' ');
    width += word_width + (next - end);
    is_first = false;
    at = next;
  }
  return text;
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns) {
  if (columns == 0) {
    return std::string(text);
  }
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    result += display_width(line) <= columns || holds_a_command(line) ? std::string(line)
                                                                      : wrapped_line(line, columns);
    result += end == text.size() ? "" : "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace slipway::cli
