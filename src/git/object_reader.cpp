#include "git/object_reader.hpp"

#include <fmt/format.h>

namespace slipway::git {

std::string advice_on_missing(std::string_view hex) {
  return fmt::format(
      "git cat-file -e {} fetches it in a partial clone, or says why not; in a shallow clone: git fetch "
      "--unshallow; in any other: git fsck",
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
