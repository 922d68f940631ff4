#include "image/dockerfile/image_reference.hpp"

#include "image/go/code_points.hpp"

#include <algorithm>

namespace slipway::image {

namespace {

constexpr std::string_view default_domain = "docker.io";

bool is_lower_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

bool is_word(char letter) {
  return is_lower_or_digit(letter) || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
bool is_path_component(std::string_view text) {
  std::size_t position = 0;
  while (true) {
    const std::size_t start = position;
    while (position < text.size() && is_lower_or_digit(text[position])) {
      ++position;
    }
    if (position == start) {
      return false;
    }
    if (position == text.size()) {
      return true;
    }
    const std::size_t separator = position;
    while (position < text.size() && !is_lower_or_digit(text[position])) {
      ++position;
    }
    const std::string_view between = text.substr(separator, position - separator);
    const bool dashes = between.find_first_not_of('-') == std::string_view::npos;
    if (between != "." && between != "_" && between != "__" && !dashes) {
      return false;
    }
  }
}

bool is_path(std::string_view text) {
  while (true) {
    const std::size_t slash = text.find('/');
    if (!is_path_component(text.substr(0, slash))) {
      return false;
    }
    if (slash == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(slash + 1);
  }
}

bool is_domain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char letter) {
    return is_word(letter) || letter == '.' || letter == '-' || letter == ':' || letter == '[' ||
           letter == ']';
  });
}

bool is_tag(std::string_view text) {
  return !text.empty() && text.size() <= 128 && is_word(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char letter) { return is_word(letter) || letter == '.' || letter == '-'; });
}

/// `algorithm:at least 32 hexadecimal digits`
bool is_digest(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && text.size() - colon > 32 &&
         text.find_first_not_of("0123456789abcdefABCDEF", colon + 1) == std::string_view::npos;
}

}  // namespace

tl::expected<std::string, std::string> normal_image_reference(std::string_view name) {
  const auto invalid = [name](std::string_view reason) {
    return tl::unexpected("failed to parse stage name \"" + std::string(name) + "\": " + std::string(reason));
  };
  std::string_view rest = name;
  std::string_view digest;
  if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
    digest = rest.substr(at + 1);
    rest = rest.substr(0, at);
    if (!is_digest(digest)) {
      return invalid("invalid reference format");
    }
  }
  std::string_view domain = default_domain;
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view first = rest.substr(0, slash);
    if (first.find_first_of(".:") != std::string_view::npos || first == "localhost" ||
        to_lower(first) != first) {
      domain = first;
      rest.remove_prefix(slash + 1);
    }
  }
  if (domain == "index.docker.io") {
    domain = default_domain;
  }
  std::string_view tag;
  if (const std::size_t colon = rest.rfind(':'); colon != std::string_view::npos) {
    tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
    if (!is_tag(tag)) {
      return invalid("invalid reference format");
    }
  }
  std::string path(rest);
  if (domain == default_domain && path.find('/') == std::string::npos) {
    path.insert(0, "library/");
  }
  if (to_lower(path) != path) {
    return invalid("invalid reference format: repository name (" + std::string(rest) + ") must be lowercase");
  }
  if (!is_path(path) || !is_domain(domain)) {
    return invalid("invalid reference format");
  }
  std::string reference = std::string(domain) + "/" + path;
  if (!tag.empty()) {
    reference += ":" + std::string(tag);
  } else if (digest.empty()) {
    reference += ":latest";
  }
  if (!digest.empty()) {
    reference += "@" + std::string(digest);
  }
  return reference;
}

bool is_pinned(std::string_view reference) {
  return reference.find('@') != std::string_view::npos;
}

}  // namespace slipway::image
