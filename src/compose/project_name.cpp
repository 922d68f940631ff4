#include "compose/project_name.hpp"

namespace slipway::compose {

std::string normalise_project_name_v1(std::string_view name) {
  std::string normalised;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c - 'A' + 'a');
    }
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-') {
      normalised += c;
    }
  }
  return normalised;
}

std::string normalise_project_name_v2(std::string_view name) {
  std::string normalised = normalise_project_name_v1(name);
  normalised.erase(0, normalised.find_first_not_of("_-"));
  return normalised;
}

}  // namespace slipway::compose
