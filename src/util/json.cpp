#include "util/json.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway {

std::string json_text(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void put_bytes(Json& object, const std::string& key, std::string_view bytes) {
  object[key] = bytes;
  if (!is_utf8(bytes)) {
    object[key + "_hex"] = hex_of(bytes);
  }
}

void put_bytes(Json& object, const std::string& key, const std::vector<std::string>& texts) {
  object[key] = texts;
  if (!std::all_of(texts.begin(), texts.end(), [](const std::string& text) { return is_utf8(text); })) {
    Json& hex = object[key + "_hex"] = Json::array();
    for (const std::string& text : texts) {
      hex.push_back(hex_of(text));
    }
  }
}

Result<Json> parse_json(std::string_view text, std::string_view what, std::string_view fix) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return fail(ExitCode::usage, fmt::format("{} is not valid JSON", printable(what)),
                printable(error.what()), std::string(fix));
  }
}

}  // namespace slipway
