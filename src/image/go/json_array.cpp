#include "image/go/json_array.hpp"

#include "image/go/code_points.hpp"
#include "util/json.hpp"

#include <charconv>
#include <utility>

namespace slipway::image {

namespace {

constexpr std::size_t deepest_nesting = 10'000;

/// What a parser meets in the outermost array or object of a text: its elements, and which are strings.
class OutermostLevel {
 public:
  struct Member {
    std::string key;  ///< Empty in an array.
    std::optional<std::string> text;
  };
  std::vector<Member> members;

  bool null() { return add({}); }
  bool boolean(bool /*value*/) { return add({}); }
  bool number_integer(Json::number_integer_t /*value*/) { return add({}); }
  bool number_unsigned(Json::number_unsigned_t /*value*/) { return add({}); }
  bool number_float(Json::number_float_t /*value*/, const std::string& /*text*/) { return add({}); }
  bool binary(Json::binary_t& /*value*/) { return false; }
  bool string(std::string& value) { return add(value); }
  bool key(std::string& name) {
    if (depth_ == 1) {
      key_ = name;
    }
    return true;
  }
  bool start_object(std::size_t /*size*/) { return open(); }
  bool start_array(std::size_t /*size*/) { return open(); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const Json::exception& /*error*/) {
    return false;
  }

 private:
  bool add(std::optional<std::string> text) {
    if (depth_ == 1) {
      members.push_back({key_, std::move(text)});
    }
    return true;
  }
  bool open() {
    add({});
    return ++depth_ <= deepest_nesting;
  }
  bool close() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  std::string key_;
};

/// `text` with that spelt out which Go reads as U+FFFD and the parser refuses: bytes that are not UTF-8, and
/// escaped halves of a surrogate pair.
std::string with_replacements(std::string_view text) {
  std::string json = replace_invalid_utf8(text);
  const auto escaped = [&json](std::size_t position) {
    unsigned unit = 0;
    if (json.compare(position, 2, "\\u") == 0 && json.size() - position >= 6) {
      std::from_chars(json.data() + position + 2, json.data() + position + 6, unit, 16);
    }
    return unit;
  };
  std::size_t position = 0;
  while ((position = json.find('\\', position)) != std::string::npos) {
    const unsigned unit = escaped(position);
    if ((unit & 0xFC00U) == 0xD800U && (escaped(position + 6) & 0xFC00U) == 0xDC00U) {
      position += 12;
      continue;
    }
    if ((unit & 0xF800U) == 0xD800U) {
      json.replace(position, 6, "\\ufffd");
    }
    position += 2;
  }
  return json;
}

/// What the array or object, which `bracket` opens, consists of; nothing where `text` is not one as Go reads
/// it.
std::optional<std::vector<OutermostLevel::Member>> read_members(std::string_view text, char bracket) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  // The parser takes a NUL for the end of the text.
  if (start == std::string_view::npos || text[start] != bracket ||
      text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  OutermostLevel level;
  if (!Json::sax_parse(with_replacements(text), &level)) {
    return std::nullopt;
  }
  return std::move(level.members);
}

}  // namespace

JsonArray parse_json_array(std::string_view text) {
  auto members = read_members(trim_left_space(text), '[');
  if (!members) {
    return {};
  }
  JsonArray result;
  result.outcome = JsonArray::Outcome::array_of_strings;
  for (OutermostLevel::Member& member : *members) {
    if (!member.text) {
      return {JsonArray::Outcome::other_elements, {}};
    }
    result.strings.push_back(std::move(*member.text));
  }
  return result;
}

std::optional<std::string> json_object_string(std::string_view text, std::string_view key) {
  std::optional<std::string> result;
  if (auto members = read_members(text, '{')) {
    for (OutermostLevel::Member& member : *members) {
      if (member.key == key) {
        result = std::move(member.text);
      }
    }
  }
  return result;
}

}  // namespace slipway::image
