#include "cli/wrapped.hpp"

#include "util/columns.hpp"
#include "util/command_lines.hpp"
#include "util/text.hpp"

#include <algorithm>
#include <optional>

namespace slipway::cli {
namespace {

/// Where a fix begins in a line, behind its name. Nothing in other lines.
std::optional<std::size_t> start_of_fix(std::string_view line) {
  const std::size_t label = std::min(line.find_first_not_of(' '), line.size());
  for (const std::string_view name : {"fix: ", "fix ", "next: "}) {
    if (line.substr(label).starts_with(name)) {
      return std::min(line.find_first_not_of(' ', label + name.size()), line.size());
    }
  }
  return {};
}

std::string wrapped_line(std::string_view line, std::size_t columns, std::size_t hang) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string next_line = "\n" + std::string(hang, ' ');
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

std::string wrapped_line(std::string_view line, std::size_t columns) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  return wrapped_line(line, columns, std::min(indent + 2, columns / 3));
}

/// A line of a fix, which begins in the column `start`: a command can be pasted from several lines.
std::string wrapped_fix(std::string_view line, std::size_t start, std::size_t columns) {
  const std::string_view fix = line.substr(start);
  if (!is_command(fix)) {
    return wrapped_line(line, columns, std::min(start, columns / 3));
  }
  std::string text(line.substr(0, start));
  bool is_first = true;
  for (const std::string& piece : command_lines(fix, columns - std::min(start, columns / 2))) {
    text += is_first ? std::string{} : "\n" + std::string(start, ' ');
    text += piece;
    is_first = false;
  }
  return text;
}

/// In which column CLI11 begins what is said of a name.
constexpr std::size_t help_column = 30;

}  // namespace

std::string wrapped(std::string_view text, std::size_t columns) {
  if (columns == 0) {
    return std::string(text);
  }
  std::string result;
  std::optional<std::size_t> fix;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    // The further lines of a fix are set under its first, and a command that is in several lines already is
    // set in.
    if (const auto start = start_of_fix(line); start || !fix || indent < *fix) {
      fix = start;
    }
    if (display_width(line) <= columns || (fix && indent > *fix)) {
      result += line;
    } else {
      result += fix ? wrapped_fix(line, *fix, columns) : wrapped_line(line, columns);
    }
    result += end == text.size() ? "" : "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::string wrapped_help(std::string_view text, std::size_t columns) {
  if (columns == 0) {
    return std::string(text);
  }
  std::string result;
  for (const std::string& line : split(text, '\n')) {
    const bool has_column = line.size() > help_column && line.starts_with("  ") &&
                            line[help_column - 1] == ' ' && line[help_column] != ' ';
    if (!has_column) {
      result += wrapped(line, columns);
    } else if (columns >= 2 * help_column) {
      // No word reaches into the first column.
      const std::string name = line.substr(0, help_column);
      const std::string said = std::string(help_column, ' ') + line.substr(help_column);
      result += name + wrapped_line(said, columns, help_column).substr(help_column);
    } else {
      const std::string_view name = trim(std::string_view(line).substr(0, help_column));
      result += name.empty() ? std::string{} : wrapped_line("  " + std::string(name), columns, 4) + "\n";
      result += wrapped_line("      " + line.substr(help_column), columns, 6);
    }
    result += '\n';
  }
  if (!text.ends_with('\n')) {
    result.pop_back();
  }
  return result;
}

}  // namespace slipway::cli
