#include "image/dockerfile/dockerfile_lines.hpp"

#include "image/go/code_points.hpp"
#include "image/go/json_array.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace slipway::image {

namespace {

constexpr std::string_view argument_space = "\t\v\f\r ";
// Nesting is refused when the instruction is read; a few levels are enough to get there.
constexpr int deepest_onbuild = 8;
constexpr std::string_view chained_onbuild = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";

using Nothing = tl::expected<void, std::string>;

/// Splits at runs of white space, into at most `limit` parts where it is not 0.
std::vector<std::string> split_space(std::string_view text, std::size_t limit) {
  std::vector<std::string> parts;
  while (limit == 0 || parts.size() + 1 < limit) {
    const std::size_t end = text.find_first_of(argument_space);
    if (end == std::string_view::npos) {
      break;
    }
    parts.emplace_back(text.substr(0, end));
    const std::size_t next = text.find_first_not_of(argument_space, end);
    text.remove_prefix(next == std::string_view::npos ? text.size() : next);
  }
  parts.emplace_back(text);
  return parts;
}

/// Upstream takes the bytes of flags for code points: anything beyond ASCII arrives as Latin-1.
char32_t byte_as_code_point(char letter) {
  return static_cast<unsigned char>(letter);
}

struct Flags {
  std::vector<std::string> words;
  std::string_view rest;
};

/// Takes `--word`s off the front of a line; quotes and backslashes in them are resolved.
Flags take_flags(std::string_view line) {
  Flags flags;
  std::size_t position = 0;
  while (true) {
    while (position < line.size() && is_space(byte_as_code_point(line[position]))) {
      ++position;
    }
    if (line.substr(position, 2) != "--") {
      flags.rest = line.substr(position);
      return flags;
    }
    std::string word;
    bool blank_is_word = false;
    char quote = 0;
    for (; position < line.size(); ++position) {
      char letter = line[position];
      if (quote == 0 && is_space(byte_as_code_point(letter))) {
        break;
      }
      if (quote == 0 ? (letter == '\'' || letter == '"') : letter == quote) {
        quote = quote == 0 ? letter : '\0';
        blank_is_word = true;
        continue;
      }
      if (letter == '\\') {
        if (position + 1 == line.size()) {
          continue;
        }
        letter = line[++position];
      }
      append_code_point(word, byte_as_code_point(letter));
    }
    if (word == "--") {
      flags.rest = line.substr(position);
      return flags;
    }
    if (blank_is_word || !word.empty()) {
      flags.words.push_back(std::move(word));
    }
  }
}

Nothing read_string(DockerfileNode& node, std::string_view rest) {
  if (!rest.empty()) {
    node.arguments.emplace_back(rest);
  }
  return {};
}

Nothing read_strings(DockerfileNode& node, std::string_view rest) {
  if (!rest.empty()) {
    auto words = split_space(rest, 0);
    node.arguments.insert(node.arguments.end(), words.begin(), words.end());
  }
  return {};
}

/// The JSON form; false where the shell form is meant.
tl::expected<bool, std::string> read_json(DockerfileNode& node, std::string_view rest) {
  JsonArray array = parse_json_array(rest);
  switch (array.outcome) {
    case JsonArray::Outcome::not_an_array:
      return false;
    case JsonArray::Outcome::other_elements:
      return tl::unexpected(
          std::string("when using JSON array syntax, arrays must be comprised of strings only"));
    case JsonArray::Outcome::array_of_strings:
      break;
  }
  node.arguments.insert(node.arguments.end(), array.strings.begin(), array.strings.end());
  node.json = true;
  return true;
}

Nothing read_json_or_string(DockerfileNode& node, std::string_view rest) {
  if (rest.empty()) {
    return {};
  }
  const auto json = read_json(node, rest);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return *json ? Nothing() : read_string(node, rest);
}

Nothing read_json_or_strings(DockerfileNode& node, std::string_view rest) {
  const auto json = read_json(node, rest);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return *json ? Nothing() : read_strings(node, rest);
}

/// `NAME value …` in the old form, `NAME=value …` in the new one: the first word decides.
Nothing read_pairs(DockerfileNode& node, std::string_view rest, std::string_view keyword, char escape) {
  const std::vector<std::string> words = parse_words(rest, escape);
  if (words.empty()) {
    return {};
  }
  if (words[0].find('=') == std::string::npos) {
    const std::vector<std::string> parts = split_space(rest, 2);
    if (parts.size() < 2) {
      return tl::unexpected(fmt::format("{} must have two arguments", keyword));
    }
    node.arguments = {parts[0], parts[1], ""};
    return {};
  }
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
      return tl::unexpected(
          fmt::format("Syntax error - can't find = in \"{}\". Must be of the form: name=value", word));
    }
    node.arguments.push_back(word.substr(0, equals));
    node.arguments.push_back(word.substr(equals + 1));
    node.arguments.emplace_back("=");
  }
  return {};
}

Nothing read_healthcheck(DockerfileNode& node, std::string_view rest) {
  const auto space_at = [rest](std::size_t position) { return is_space(byte_as_code_point(rest[position])); };
  std::size_t end = 0;
  while (end < rest.size() && !space_at(end)) {
    ++end;
  }
  std::size_t next = end;
  while (next < rest.size() && space_at(next)) {
    ++next;
  }
  if (end == 0) {
    return {};
  }
  node.arguments.emplace_back(rest.substr(0, end));
  return read_json_or_string(node, rest.substr(next));
}

tl::expected<DockerfileNode, std::string> parse_line(std::string_view line, char escape, int depth);

Nothing read_trigger(DockerfileNode& node, std::string_view rest, char escape, int depth) {
  if (rest.empty()) {
    return {};
  }
  if (depth == deepest_onbuild) {
    return tl::unexpected(std::string(chained_onbuild));
  }
  auto trigger = parse_line(rest, escape, depth + 1);
  if (!trigger) {
    return tl::unexpected(trigger.error());
  }
  node.trigger = std::make_unique<DockerfileNode>(std::move(*trigger));
  return {};
}

Nothing read_arguments(DockerfileNode& node, std::string_view rest, char escape, int depth) {
  const std::string keyword = to_lower(node.keyword);
  if (keyword == "add" || keyword == "copy" || keyword == "volume") {
    return read_json_or_strings(node, rest);
  }
  if (keyword == "run" || keyword == "cmd" || keyword == "entrypoint" || keyword == "shell") {
    return read_json_or_string(node, rest);
  }
  if (keyword == "env" || keyword == "label") {
    return read_pairs(node, rest, keyword == "env" ? "ENV" : "LABEL", escape);
  }
  if (keyword == "arg") {
    node.arguments = parse_words(rest, escape);
    return {};
  }
  if (keyword == "expose" || keyword == "from") {
    return read_strings(node, rest);
  }
  if (keyword == "maintainer" || keyword == "stopsignal" || keyword == "user" || keyword == "workdir") {
    return read_string(node, rest);
  }
  if (keyword == "healthcheck") {
    return read_healthcheck(node, rest);
  }
  if (keyword == "onbuild") {
    return read_trigger(node, rest, escape, depth);
  }
  node.arguments = {""};  // An unknown instruction keeps its place in the tree and loses its arguments.
  return {};
}

tl::expected<DockerfileNode, std::string> parse_line(std::string_view line, char escape, int depth) {
  DockerfileNode node;
  node.original = line;
  std::vector<std::string> parts = split_space(trim_space(line), 2);
  node.keyword = std::move(parts[0]);
  std::string_view rest;
  if (parts.size() == 2) {
    Flags flags = take_flags(parts[1]);
    node.flags = std::move(flags.words);
    rest = trim_space(flags.rest);
  }
  if (const Nothing read = read_arguments(node, rest, escape, depth); !read) {
    return tl::unexpected(read.error());
  }
  return node;
}

}  // namespace

std::vector<std::string> parse_words(std::string_view text, char escape) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  bool blank_is_word = false;
  char32_t quote = 0;
  const auto escape_point = static_cast<char32_t>(escape);
  const auto finish = [&] {
    if (blank_is_word || !word.empty()) {
      words.push_back(std::move(word));
    }
    word.clear();
    blank_is_word = false;
    in_word = false;
  };
  for (std::size_t position = 0; position < text.size();) {
    CodePoint point = decode_code_point(text, position);
    position += point.width;
    if (quote == 0 && is_space(point.value)) {
      if (in_word) {
        finish();
      }
      continue;
    }
    in_word = true;
    if (quote == 0 && (point.value == '\'' || point.value == '"')) {
      quote = point.value;
      blank_is_word = true;
      append_code_point(word, point.value);
      continue;
    }
    if (point.value == quote) {
      quote = 0;
    }
    // Nothing can be escaped between single quotes.
    if (point.value == escape_point && quote != '\'') {
      if (position == text.size()) {
        break;  // An escape at the end of the line is dropped.
      }
      append_code_point(word, point.value);
      point = decode_code_point(text, position);
      position += point.width;
    }
    append_code_point(word, point.value);
  }
  if (in_word) {
    finish();
  }
  return words;
}

tl::expected<DockerfileNode, std::string> parse_logical_line(std::string_view line, char escape) {
  return parse_line(line, escape, 0);
}

}  // namespace slipway::image
