#include "image/go/clean_path.hpp"

#include <cstddef>

namespace slipway::image {

std::string clean_path(std::string_view path) {
  const bool rooted = path.starts_with('/');
  std::string clean = rooted ? "/" : "";
  // What lies before this offset is the root or leading `..` components, which a later `..` cannot take back.
  std::size_t fixed = clean.size();
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view component = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (component.empty() || component == ".") {
      continue;
    }
    if (component == ".." && clean.size() > fixed) {
      const std::size_t parent = clean.rfind('/');
      clean.resize(parent == std::string::npos || parent < fixed ? fixed : parent);
      continue;
    }
    if (component == ".." && rooted) {
      continue;
    }
    if (!clean.empty() && clean.back() != '/') {
      clean += '/';
    }
    clean += component;
    if (component == "..") {
      fixed = clean.size();
    }
  }
  return clean.empty() ? "." : clean;
}

}  // namespace slipway::image
