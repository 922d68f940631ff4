#include "image/dockerfile/dockerfile_directives.hpp"

#include "image/go/code_points.hpp"
#include "image/go/json_array.hpp"

namespace slipway::image {

namespace {

// `\s` of Go's regular expressions, which has no vertical tab.
constexpr std::string_view regex_space = "\t\n\f\r ";

bool is_known(std::string_view name) {
  return name == "syntax" || name == "escape" || name == "check";
}

bool is_ascii_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}
bool is_ascii_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// `^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$`
std::optional<std::pair<std::string, std::string>> match_assignment(std::string_view line) {
  std::size_t end = 0;
  if (line.empty() || !is_ascii_letter(line[0])) {
    return std::nullopt;
  }
  while (end < line.size() && (is_ascii_letter(line[end]) || is_ascii_digit(line[end]))) {
    ++end;
  }
  const std::string name = to_lower(line.substr(0, end));
  const std::size_t equals = line.find_first_not_of(regex_space, end);
  if (equals == std::string_view::npos || line[equals] != '=') {
    return std::nullopt;
  }
  const std::size_t start = line.find_first_not_of(regex_space, equals + 1);
  if (start == std::string_view::npos) {
    // Nothing but white space: the expression gives one of it back to the value.
    if (equals + 1 == line.size() || line.back() == '\n') {
      return std::nullopt;
    }
    return std::pair(name, std::string(1, line.back()));
  }
  const std::size_t last = line.find_last_not_of(regex_space);
  return std::pair(name, std::string(line.substr(start, last - start + 1)));
}

/// Takes the next line off `text`, without its line end.
std::optional<std::string_view> take_line(std::string_view& text) {
  if (text.empty()) {
    return std::nullopt;
  }
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  }
  return line;
}

std::optional<DirectiveValue> find_with(DirectiveReader reader, std::string_view text,
                                        std::string_view name) {
  std::optional<DirectiveValue> found;
  while (!reader.done()) {
    const auto line = take_line(text);
    if (!line) {
      break;
    }
    const auto directive = reader.read(*line);
    if (!directive) {
      break;  // A repeated directive ends the search; the first one stays valid.
    }
    if (*directive && (*directive)->name == name && !found) {
      const std::string& value = (*directive)->value;
      found = DirectiveValue{value.substr(0, value.find(' ')), value, (*directive)->line};
    }
  }
  return found;
}

struct Body {
  std::string_view text;
  int lines_before = 0;
};

Body without_mark_and_shebang(std::string_view text) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
    text.remove_prefix(byte_order_mark.size());
  }
  if (text.substr(0, 2) != "#!") {
    return {text, 0};
  }
  const std::size_t end = text.find('\n');
  return {end == std::string_view::npos ? std::string_view() : text.substr(end + 1), 1};
}

}  // namespace

tl::expected<std::optional<Directive>, std::string> DirectiveReader::read(std::string_view line) {
  ++line_;
  if (done_) {
    return std::nullopt;
  }
  done_ = true;
  if (line.substr(0, prefix_.size()) != prefix_) {
    return std::nullopt;
  }
  const auto assignment = match_assignment(trim_left_space(line.substr(prefix_.size())));
  if (!assignment || !is_known(assignment->first)) {
    return std::nullopt;
  }
  done_ = false;
  if (!seen_.insert(assignment->first).second) {
    return tl::unexpected("only one " + assignment->first + " parser directive can be used");
  }
  return Directive{assignment->first, assignment->second, line_};
}

std::optional<DirectiveValue> find_directive(std::string_view text, std::string_view name) {
  const Body body = without_mark_and_shebang(text);
  return find_with(DirectiveReader("#", body.lines_before), body.text, name);
}

std::optional<DirectiveValue> detect_syntax(std::string_view text) {
  const Body body = without_mark_and_shebang(text);
  for (const std::string_view prefix : {"#", "//"}) {
    if (auto found = find_with(DirectiveReader(prefix, body.lines_before), body.text, "syntax")) {
      return found;
    }
  }
  if (const auto value = json_object_string(body.text, "syntax")) {
    return DirectiveValue{*value, *value, body.lines_before};
  }
  return std::nullopt;
}

}  // namespace slipway::image
