#include "image/dockerfile/variables.hpp"

#include <algorithm>

namespace slipway::image {

Environment::Environment(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
      set(word, "");
    } else {
      set(std::string_view(word).substr(0, equals), std::string_view(word).substr(equals + 1));
    }
  }
}

void Environment::set(std::string_view name, std::string_view value) {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [name](const Entry& entry) { return entry.first == name; });
  if (found != entries_.end()) {
    size_ -= found->first.size() + found->second.size();
    entries_.erase(found);
  }
  entries_.emplace_back(name, value);
  size_ += name.size() + value.size();
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [name](const Entry& entry) { return entry.first == name; });
  return found == entries_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

}  // namespace slipway::image
