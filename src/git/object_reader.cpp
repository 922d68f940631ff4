#include "git/object_reader.hpp"

#include <fmt/format.h>

namespace slipway::git {

std::string advice_on_missing(std::string_view hex) {
  return fmt::format(
      "git cat-file -e {}   (in a partial clone: fetches it, or says why not)\n"
      "git fetch --unshallow   (in a shallow clone)\n"
      "git fsck   (in any other clone)",
      hex);
}

std::string id_of(std::string_view hex) {
  const auto value = [](char digit) {
    return digit >= '0' && digit <= '9' ? digit - '0' : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
  };
  if (hex.size() != 40 && hex.size() != 64) {
    return {};
  }
  std::string id;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = value(hex[i]);
    const int low = value(hex[i + 1]);
    if (high < 0 || low < 0) {
      return {};
    }
    id += static_cast<char>(high * 16 + low);
  }
  return id;
}

}  // namespace slipway::git
