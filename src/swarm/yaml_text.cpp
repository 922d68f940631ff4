#include "swarm/yaml_text.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace slipway::swarm {
namespace {

/// The character at the beginning of `text`, and how many bytes it takes; 0 bytes if it is not UTF-8.
struct Character {
  std::uint32_t number = 0;
  std::size_t bytes = 0;
};

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) {
    return {lead, 1};
  }
  const std::size_t bytes = (lead & 0xE0U) == 0xC0U   ? 2
                            : (lead & 0xF0U) == 0xE0U ? 3
                            : (lead & 0xF8U) == 0xF0U ? 4
                                                      : 0;
  if (bytes == 0 || text.size() < bytes) {
    return {};
  }
  std::uint32_t number = lead & (0x7FU >> bytes);
  for (std::size_t at = 1; at < bytes; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) {
      return {};
    }
    number = (number << 6U) | (byte(at) & 0x3FU);
  }
  constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = number >= 0xD800 && number <= 0xDFFF;
  return number < least[bytes] || is_surrogate || number > 0x10FFFF ? Character{} : Character{number, bytes};
}

/// What YAML's readers take as it stands.
bool is_plain(std::uint32_t number) {
  return (number >= 0x20 && number < 0x7F) || (number >= 0xA0 && number != 0xFEFF && number < 0xFFFE) ||
         number > 0xFFFF;
}

void append_escaped(std::string& quoted, std::uint32_t number) {
  quoted += number <= 0xFF ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{:04x}", number);
}

Result<void> append(std::string& text, const Json& value, std::size_t depth);

Result<std::string> scalar_text(const Json& value) {
  return value.is_string() ? yaml_quoted(value.get_ref<const std::string&>())
                           : Result<std::string>(value.dump());
}

/// What follows `key:` or `-`: the scalar on the same line, or what is below it.
Result<void> append_below(std::string& text, const Json& value, std::size_t depth) {
  if (!value.is_structured()) {
    SLIPWAY_TRY_ASSIGN(const std::string scalar, scalar_text(value));
    text += " " + scalar + "\n";
    return {};
  }
  if (value.empty()) {
    text += value.is_array() ? " []\n" : " {}\n";
    return {};
  }
  text += "\n";
  return append(text, value, depth + 1);
}

Result<void> append(std::string& text, const Json& value, std::size_t depth) {
  const std::string indent(2 * depth, ' ');
  if (value.is_array()) {
    for (const Json& item : value) {
      text += indent + "-";
      SLIPWAY_TRY(append_below(text, item, depth));
    }
    return {};
  }
  for (const auto& member : value.items()) {
    SLIPWAY_TRY_ASSIGN(const std::string key, yaml_quoted(member.key()));
    text += indent + key + ":";
    SLIPWAY_TRY(append_below(text, member.value(), depth));
  }
  return {};
}

}  // namespace

Result<std::string> yaml_quoted(std::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.bytes == 0) {
      return fail(ExitCode::refused, "the stack file cannot be written",
                  fmt::format("a value of the compose file is not UTF-8: {}", printable(text.substr(0, 40))),
                  "write it in UTF-8");
    }
    if (character.number == '"' || character.number == '\\') {
      quoted += '\\';
    }
    if (is_plain(character.number)) {
      quoted += text.substr(0, character.bytes);
    } else {
      append_escaped(quoted, character.number);
    }
    text.remove_prefix(character.bytes);
  }
  return quoted + "\"";
}

Result<std::string> yaml_text(const Json& value) {
  std::string text;
  SLIPWAY_TRY(append(text, value, 0));
  return text;
}

}  // namespace slipway::swarm
