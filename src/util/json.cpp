#include "util/json.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

namespace slipway {

std::string json_text(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void put_bytes(Json& object, const std::string& key, std::string_view bytes) {
  object[key] = bytes;
  if (!is_utf8(bytes)) {
    std::string hex;
    for (const char byte : bytes) {
      hex += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    object[key + "_hex"] = hex;
  }
}

Result<Json> parse_json(std::string_view text, std::string_view what) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return fail(ExitCode::usage, fmt::format("JSON in {}", what), printable(error.what()),
                "configure again: cmake --preset <environment>");
  }
}

}  // namespace slipway
