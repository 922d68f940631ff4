#include "classify/follow_links.hpp"

#include <algorithm>

namespace slipway::classify {
namespace {

constexpr std::size_t most_links = 40;  // as Linux follows

using Components = std::vector<std::string>;

Components components_of(std::string_view path) {
  Components components;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    if (!part.empty() && part != ".") {
      components.emplace_back(part);
    }
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  }
  return components;
}

std::string joined(const Components& components) {
  std::string path;
  for (const std::string& component : components) {
    path += path.empty() ? component : '/' + component;
  }
  return path;
}

/// The way from a directory: what is reached, and what is still to go, the next component last.
class Walk {
 public:
  Walk(const Tree& tree, std::string_view path, const LinkBounds& bounds)
      : tree_(tree), bounds_(bounds), bottom_(bounds.clamps ? components_of(bounds.top).size() : 0) {
    go_first(components_of(path));
  }

  Result<FollowedPath> go() {
    while (!open_.empty() && followed_.inside) {
      const std::string part = std::move(open_.back());
      open_.pop_back();
      if (part == "..") {
        go_up();
        continue;
      }
      reached_.push_back(part);
      SLIPWAY_TRY_ASSIGN(const auto entry, tree_.find(joined(reached_)));
      if (entry && entry->kind == EntryKind::symlink) {
        SLIPWAY_TRY(follow());
        if (followed_.links.size() > most_links) {
          return std::move(followed_);
        }
      }
    }
    if (followed_.inside) {
      followed_.path = joined(reached_);
      SLIPWAY_TRY_ASSIGN(followed_.entry, tree_.find(followed_.path));
    }
    return std::move(followed_);
  }

 private:
  void go_first(Components components) { open_.insert(open_.end(), components.rbegin(), components.rend()); }

  void go_up() {
    if (reached_.size() > bottom_) {
      reached_.pop_back();
    } else if (!bounds_.clamps) {
      leave("..");
    }
  }

  void leave(std::string path) {
    for (auto part = open_.rbegin(); part != open_.rend(); ++part) {
      path += '/' + *part;
    }
    followed_.path = std::move(path);
    followed_.inside = false;
  }

  Result<void> follow() {
    followed_.links.push_back(joined(reached_));
    SLIPWAY_TRY_ASSIGN(const std::string target, tree_.read(followed_.links.back()));
    reached_.pop_back();
    Components components = components_of(target);
    if (target.starts_with('/')) {
      const Components host = components_of(bounds_.host_directory);
      const bool leads_back = !host.empty() && bounds_.host_directory.starts_with('/') &&
                              components.size() >= host.size() &&
                              std::equal(host.begin(), host.end(), components.begin());
      if (bounds_.clamps) {
        reached_.resize(bottom_);
      } else if (leads_back) {
        components.erase(components.begin(), components.begin() + static_cast<std::ptrdiff_t>(host.size()));
        reached_.clear();
      } else {
        leave('/' + joined(components));
        return {};
      }
    }
    go_first(std::move(components));
    return {};
  }

  const Tree& tree_;
  const LinkBounds& bounds_;
  std::size_t bottom_;
  Components reached_;
  Components open_;
  FollowedPath followed_;
};

}  // namespace

std::vector<std::string> FollowedPath::way() const {
  std::vector<std::string> way = links;
  if (inside) {
    way.push_back(path);
  }
  return way;
}

Result<FollowedPath> follow_links(const Tree& tree, std::string_view path, const LinkBounds& bounds) {
  return Walk(tree, path, bounds).go();
}

}  // namespace slipway::classify
