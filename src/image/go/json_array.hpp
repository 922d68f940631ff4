#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// What the arguments of an instruction are, read as JSON.
struct JsonArray {
  enum class Outcome {
    not_an_array,      ///< No JSON array: the shell form.
    array_of_strings,  ///< `strings` holds the elements.
    other_elements     ///< A JSON array with something else in it, which Docker refuses.
  };
  Outcome outcome = Outcome::not_an_array;
  std::vector<std::string> strings;
};

/// Reads `text` as Go's encoding/json reads it into a list of anything: strict JSON, invalid UTF-8 and lone
/// surrogates become U+FFFD, at most 10,000 levels deep. White space around the array is allowed.
JsonArray parse_json_array(std::string_view text);

/// The string that the JSON object `text` has under `key`; nothing if `text` is no JSON object or the
/// value is no string. The last of several equal keys counts.
std::optional<std::string> json_object_string(std::string_view text, std::string_view key);

}  // namespace slipway::image
