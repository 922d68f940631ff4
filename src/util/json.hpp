#pragma once

#include "util/error.hpp"
#include "util/untrusted.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace slipway {

using Json = nlohmann::ordered_json;

/// The text of a JSON value, indented for people. Bytes that are not UTF-8 appear as U+FFFD; if they
/// matter, as in paths, `put_bytes` keeps them.
std::string json_text(const Json& value);

/// Sets `object[key]` to text; if the bytes are not UTF-8, also `object[key + "_hex"]` to all of them in
/// hexadecimal.
void put_bytes(Json& object, const std::string& key, std::string_view bytes);

/// The same for a list: if one of the texts is not UTF-8, `object[key + "_hex"]` holds all of them.
void put_bytes(Json& object, const std::string& key, const std::vector<std::string>& texts);

/// JSON escapes what a text holds.
inline void to_json(Json& json, const Untrusted& text) {
  json = text.raw();
}
template <UntrustedText Text>
void put_bytes(Json& object, const std::string& key, const Text& text) {
  put_bytes(object, key, std::string_view(text.raw()));
}

/// Reads JSON. `what` names it in messages, and `fix` is what makes it anew: for files of the build
/// directory, configuring again.
Result<Json> parse_json(std::string_view text, std::string_view what,
                        std::string_view fix = "configure again: cmake --preset <environment>");

}  // namespace slipway
