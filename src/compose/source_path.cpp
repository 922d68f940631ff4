#include "compose/source_path.hpp"

#include "classify/follow_links.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::compose {
namespace {

void append_component(std::vector<std::string>& components, std::string_view component, bool absolute) {
  if (component.empty() || component == ".") {
    return;
  }
  const bool goes_up = component == "..";
  if (goes_up && !components.empty() && components.back() != "..") {
    components.pop_back();
  } else if (!goes_up || !absolute) {
    components.emplace_back(component);
  }
}

void append_path(std::vector<std::string>& components, std::string_view path, bool absolute) {
  while (!path.empty()) {
    const auto slash = path.find('/');
    append_component(components, path.substr(0, slash), absolute);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
}

std::string joined(const std::vector<std::string>& components, bool absolute) {
  std::string path;
  for (const auto& component : components) {
    if (!path.empty()) {
      path += '/';
    }
    path += component;
  }
  return absolute ? "/" + path : path;
}

bool leaves_root(std::string_view path) {
  return path == ".." || path.starts_with("../");
}

/// The path behind `directory`, where `path` leads into it.
bool strip_directory(std::string& path, std::string_view directory) {
  if (directory.empty() || !is_within(path, directory)) {
    return false;
  }
  path = path.size() == directory.size() ? std::string{} : path.substr(directory.size() + 1);
  return true;
}

}  // namespace

std::string join_path(std::string_view base, std::string_view path) {
  const bool absolute = path.starts_with('/') || (!path.starts_with('/') && base.starts_with('/'));
  std::vector<std::string> components;
  if (!path.starts_with('/')) {
    append_path(components, base, absolute);
  }
  append_path(components, path, absolute);
  return joined(components, absolute);
}

std::string directory_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string{} : std::string(path.substr(0, slash));
}

bool is_within(std::string_view path, std::string_view directory) {
  if (directory.empty()) {
    return !leaves_root(path) && !path.starts_with('/');
  }
  return path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/');
}

PathResolver::PathResolver(const classify::Tree& tree, std::string_view host_directory) : tree_(&tree) {
  if (host_directory.starts_with('/')) {
    host_directory_ = join_path("", host_directory);
  } else if (host_directory.starts_with("~/")) {
    host_directory_ = "~/" + join_path("", host_directory.substr(2));
  } else if (!host_directory.empty() && !host_directory.starts_with('~')) {
    host_directory_ = "~/" + join_path("", host_directory);
  }
}

Result<SourcePath> PathResolver::resolve(const Text& text, std::string_view base) const {
  for (const auto& [variable, directory] : {std::pair("PWD", ""), std::pair("HOME", "~")}) {
    const std::string front = fmt::format("${{{}}}", variable);
    const bool is_only_open_part = text.unknown.size() == 1 && text.unknown.front() == variable &&
                                   text.value.find("${", 1) == std::string::npos;
    const std::string_view rest =
        std::string_view(text.value).substr(std::min(front.size(), text.value.size()));
    if (is_only_open_part && text.value.starts_with(front) && (rest.empty() || rest.starts_with('/'))) {
      const std::string path = *directory == '\0' ? "." + std::string(rest) : directory + std::string(rest);
      SLIPWAY_TRY_ASSIGN(SourcePath source, resolve(Text(path), ""));
      source.text = text;
      return source;
    }
  }
  SourcePath source;
  source.text = text;
  if (!text.known()) {
    const std::string certain = text.value.substr(0, text.value.find("${"));
    const std::string directory = directory_of(certain);
    const bool relative = !certain.starts_with('/') && !certain.starts_with('~');
    source.path = relative ? join_path(base, directory) : directory;
    if (!relative && strip_directory(source.path, host_directory_)) {
      return source;
    }
    if (!certain.empty() && (!relative || leaves_root(source.path))) {
      source.place = Place::outside;
    }
    return source;
  }
  if (text.value.starts_with('~')) {
    source.path = text.value.starts_with("~/") ? "~/" + join_path("", text.value.substr(2)) : text.value;
  } else {
    source.path = join_path(base, text.value);
  }
  const bool relative = !source.path.starts_with('/') && !source.path.starts_with('~');
  const bool inside = relative ? !leaves_root(source.path) : strip_directory(source.path, host_directory_);
  source.place = inside ? Place::inside : Place::outside;
  if (inside) {
    SLIPWAY_TRY(follow(source));
  }
  return source;
}

Result<void> PathResolver::follow(SourcePath& source) const {
  SLIPWAY_TRY_ASSIGN(classify::FollowedPath followed,
                     classify::follow_links(*tree_, source.path, {.host_directory = host_directory_}));
  source.resolved = std::move(followed.path);
  source.links = std::move(followed.links);
  if (followed.entry) {
    source.content = followed.is_file() ? Content::file : Content::directory;
    source.id = followed.entry->id;
  }
  return {};
}

}  // namespace slipway::compose
