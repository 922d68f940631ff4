#include "image/context/context_view.hpp"

#include "image/go/clean_path.hpp"
#include "util/digest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::image {

namespace {

using classify::EntryKind;

// What the builder's own walk allows (containerd/continuity's limit).
constexpr int most_links = 255;

std::string join(std::string_view directory, std::string_view name) {
  return directory.empty() ? std::string(name) : fmt::format("{}/{}", directory, name);
}

std::string_view kind_letter(const ContextView::Node& node) {
  switch (node.kind) {
    case EntryKind::file:
      return "f";
    case EntryKind::executable:
      return "x";
    case EntryKind::symlink:
      return "l";
    case EntryKind::submodule:
      return "m";
    case EntryKind::directory:
      break;
  }
  return "d";
}

Result<void> digest_below(const ContextView& view, const ContextView::Node& directory, Sha256& digest) {
  SLIPWAY_TRY_ASSIGN(const auto children, view.children(directory));
  for (const ContextView::Node& node : children) {
    if (node.is_directory()) {
      SLIPWAY_TRY(digest_below(view, node, digest));
    } else {
      digest.update(fmt::format("{} {} {}:{}\n", kind_letter(node), node.empty ? "-" : node.id,
                                node.path.size(), node.path));
    }
  }
  return {};
}

}  // namespace

std::string normal_path(std::string_view path) {
  const std::string clean = clean_path("/" + std::string(path));
  return clean.substr(1);
}

bool lies_below(std::string_view path, std::string_view directory) {
  if (directory.empty()) {
    return !path.empty();
  }
  return path.size() > directory.size() && path.starts_with(directory) && path[directory.size()] == '/';
}

std::string base_name(std::string_view path) {
  if (path.empty()) {
    return ".";
  }
  while (path.size() > 1 && path.back() == '/') {
    path.remove_suffix(1);
  }
  if (path == "/") {
    return "/";
  }
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

ContextView::ContextView(const classify::Tree& tree, std::string root, IgnoreRules rules)
    : tree_(&tree), root_(std::move(root)), rules_(std::move(rules)) {}

std::string ContextView::tree_path(std::string_view path) const {
  return path.empty() ? root_ : join(root_, path);
}

bool ContextView::same_rules(const ContextView& other) const {
  return std::equal(rules_.rules().begin(), rules_.rules().end(), other.rules_.rules().begin(),
                    other.rules_.rules().end(),
                    [](const IgnoreRules::Rule& left, const IgnoreRules::Rule& right) {
                      return left.pattern.text() == right.pattern.text() &&
                             left.pattern.exclusion() == right.pattern.exclusion();
                    });
}

Result<ContextView::Node> ContextView::root() const {
  SLIPWAY_TRY_ASSIGN(const auto entry, tree_->find(root_));
  if (!entry || entry->kind != EntryKind::directory) {
    return fail(ExitCode::refused,
                fmt::format("the build context `{}` does not exist", root_.empty() ? "." : root_),
                "the commit has no such directory", "correct the context of the image's build");
  }
  Node node;
  node.id = entry->id;
  node.rules = std::make_shared<const IgnoreRules::Directory>(rules_.root());
  return node;
}

Result<std::vector<ContextView::Node>> ContextView::children(const Node& directory) const {
  SLIPWAY_TRY_ASSIGN(auto entries, tree_->list(tree_path(directory.path)));
  const auto by_name = [](const auto& left, const auto& right) { return left.name < right.name; };
  if (!std::is_sorted(entries.begin(), entries.end(), by_name)) {
    std::sort(entries.begin(), entries.end(), by_name);
  }
  std::vector<Node> nodes;
  nodes.reserve(entries.size());
  for (classify::TreeEntry& entry : entries) {
    Node node;
    node.kind = entry.kind;
    node.id = std::move(entry.id);
    if (node.is_directory()) {
      SLIPWAY_TRY_ASSIGN(auto entered, rules_.enter(*directory.rules, entry.name));
      node.present = !entered.verdict.ignored;
      if (!node.present && rules_.below(entered.directory) == Below::ignored) {
        continue;
      }
      node.rules = std::make_shared<const IgnoreRules::Directory>(std::move(entered.directory));
    } else {
      SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, rules_.file(*directory.rules, entry.name));
      if (verdict.ignored) {
        continue;
      }
      node.empty = verdict.sent_empty;
    }
    node.path = join(directory.path, entry.name);
    nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<bool> ContextView::holds_anything(const Node& directory) const {
  SLIPWAY_TRY_ASSIGN(const auto nodes, children(directory));
  for (const Node& node : nodes) {
    if (!node.is_directory() || node.present) {
      return true;
    }
    SLIPWAY_TRY_ASSIGN(const bool below, holds_anything(node));
    if (below) {
      return true;
    }
  }
  return false;
}

Result<std::optional<ContextView::Node>> ContextView::find(std::string_view path) const {
  SLIPWAY_TRY_ASSIGN(Node node, root());
  while (!path.empty()) {
    if (!node.is_directory()) {
      return std::nullopt;
    }
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    const std::string child_path = join(node.path, name);
    SLIPWAY_TRY_ASSIGN(const auto entry, tree_->find(tree_path(child_path)));
    if (!entry) {
      return std::nullopt;
    }
    Node child;
    child.path = child_path;
    child.kind = entry->kind;
    child.id = entry->id;
    if (child.is_directory()) {
      SLIPWAY_TRY_ASSIGN(auto entered, rules_.enter(*node.rules, name));
      child.present = !entered.verdict.ignored;
      child.rules = std::make_shared<const IgnoreRules::Directory>(std::move(entered.directory));
    } else {
      SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, rules_.file(*node.rules, name));
      if (verdict.ignored) {
        return std::nullopt;
      }
      child.empty = verdict.sent_empty;
    }
    node = std::move(child);
  }
  if (node.is_directory() && !node.present) {
    SLIPWAY_TRY_ASSIGN(const bool anything, holds_anything(node));
    if (!anything) {
      return std::nullopt;
    }
  }
  return node;
}

// Follows moby/buildkit cache/contenthash getFollowLinksCallback: components are applied to the text of the
// path.
Result<ContextView::Resolved> ContextView::resolve(std::string_view path, bool follow_last) const {
  Resolved resolved;
  std::string current;
  std::string remaining = normal_path(path);
  SLIPWAY_TRY_ASSIGN(resolved.node, find(""));
  while (!remaining.empty()) {
    const std::size_t slash = remaining.find('/');
    const std::string part = remaining.substr(0, slash);
    remaining = slash == std::string::npos ? std::string() : remaining.substr(slash + 1);
    const std::string next = normal_path(fmt::format("{}/{}", current, part));
    SLIPWAY_TRY_ASSIGN(resolved.node, find(next));
    if (!resolved.node || resolved.node->kind != EntryKind::symlink || (!follow_last && remaining.empty())) {
      current = next;
      continue;
    }
    resolved.links.push_back(next);
    if (resolved.links.size() > most_links) {
      return fail(ExitCode::refused, fmt::format("`{}` in the build context cannot be followed", path),
                  "its symbolic links lead to each other without end, which stops the build",
                  "correct the links");
    }
    SLIPWAY_TRY_ASSIGN(const std::string target, tree_->read(tree_path(next)));
    if (!target.empty() && target.front() == '/') {
      current.clear();
    }
    remaining = fmt::format("{}/{}", target, remaining);
    while (!remaining.empty() && remaining.front() == '/') {
      remaining.erase(0, 1);
    }
    if (remaining.empty()) {  // A link to "/".
      SLIPWAY_TRY_ASSIGN(resolved.node, find(current));
    }
  }
  return resolved;
}

Result<bool> ContextView::contains_links(const Node& directory) const {
  const auto known = links_below_.find(directory.id);
  if (known != links_below_.end()) {
    return known->second;
  }
  bool found = false;
  SLIPWAY_TRY_ASSIGN(const auto entries, tree_->list(tree_path(directory.path)));
  for (const classify::TreeEntry& entry : entries) {
    if (entry.kind == EntryKind::symlink) {
      found = true;
    } else if (entry.kind == EntryKind::directory) {
      Node child;
      child.path = join(directory.path, entry.name);
      child.id = entry.id;
      SLIPWAY_TRY_ASSIGN(found, contains_links(child));
    }
    if (found) {
      break;
    }
  }
  links_below_[directory.id] = found;
  return found;
}

Result<std::string> context_digest(const ContextView& view) {
  SLIPWAY_TRY_ASSIGN(const ContextView::Node root, view.root());
  Sha256 digest;
  SLIPWAY_TRY(digest_below(view, root, digest));
  return digest.hex();
}

}  // namespace slipway::image
