#include "image/context/selection_stream.hpp"

#include "image/go/path_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::image {

namespace {

std::size_t count(std::string_view text, char letter) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), letter));
}

/// The components in front of the first one with a wildcard.
std::string_view literal_prefix(std::string_view pattern) {
  std::size_t end = 0;
  while (true) {
    const std::size_t slash = pattern.find('/', end);
    if (contains_wildcards(pattern.substr(end, slash == std::string_view::npos ? slash : slash - end))) {
      return pattern.substr(0, end == 0 ? 0 : end - 1);
    }
    if (slash == std::string_view::npos) {
      return pattern;
    }
    end = slash + 1;
  }
}

std::string_view below(std::string_view path, std::size_t base) {
  return path.size() > base ? path.substr(base) : std::string_view();
}

std::shared_ptr<const IgnoreRules::Directory> share(IgnoreRules::Directory directory) {
  return std::make_shared<const IgnoreRules::Directory>(std::move(directory));
}

}  // namespace

Result<SelectionStream> SelectionStream::open(const ContextView& context, const ContextSelector& selector) {
  SelectionStream stream(context, selector);
  const std::string origin = fmt::format("line {}", selector.line);
  if (!selector.include.empty()) {
    SLIPWAY_TRY_ASSIGN(stream.include_rules_, IgnoreRules::for_copy(selector.include, origin));
  }
  if (!selector.exclude.empty()) {
    SLIPWAY_TRY_ASSIGN(stream.exclude_rules_, IgnoreRules::for_copy(selector.exclude, origin));
  }
  SLIPWAY_TRY(stream.start());
  return stream;
}

Result<void> SelectionStream::start() {
  if (selector_->wildcard) {
    pattern_ = normal_path(selector_->path);
    written_prefix_ = literal_prefix(pattern_);
    // Only a class in brackets matches a slash that the pattern does not have.
    deepest_ = count(pattern_, '/') + count(pattern_, '[');
    SLIPWAY_TRY_ASSIGN(const auto prefix, context_->resolve(written_prefix_, true));
    if (prefix.node && prefix.node->is_directory()) {
      resolved_prefix_ = prefix.node->path;
      Frame frame;
      SLIPWAY_TRY_ASSIGN(frame.children, context_->children(*prefix.node));
      frames_.push_back(std::move(frame));
    }
    return {};
  }
  // Without filters a link at the end is followed here; with them it is an item whose target is looked up
  // later.
  SLIPWAY_TRY_ASSIGN(auto resolved, context_->resolve(selector_->path, !selector_->filters()));
  if (!resolved.node) {
    return {};
  }
  written_prefix_ = normal_path(selector_->path);
  resolved_prefix_ = resolved.node->path;
  const Frame above;
  if (resolved.node->is_directory()) {
    return enter(*resolved.node, above);
  }
  return visit_file(std::move(*resolved.node), above);
}

bool SelectionStream::matches(std::string_view path) const {
  return !selector_->wildcard || path_match(pattern_, written_path(path)) == PathMatch::yes;
}

/// The path as the selector would spell it: the place that links in front of the wildcards lead to is
/// replaced by how it is written.
std::string SelectionStream::written_path(std::string_view path) const {
  if (written_prefix_ == resolved_prefix_ || path.substr(0, resolved_prefix_.size()) != resolved_prefix_) {
    return std::string(path);
  }
  std::string rest(path.substr(resolved_prefix_.size()));
  if (!rest.empty() && rest.front() != '/') {
    rest.insert(0, "/");
  }
  return normal_path(written_prefix_ + rest);
}

std::string SelectionStream::key_of(const ContextView::Node& node, std::size_t base) const {
  if (selector_->filters()) {
    return base_name(written_path(node.path));
  }
  return std::string(below(node.path, base));
}

Result<void> SelectionStream::enter(const ContextView::Node& node, const Frame& parent) {
  Frame frame;
  frame.matched = parent.matched || matches(node.path);
  if (!frame.matched) {
    if (count(written_path(node.path), '/') < deepest_) {
      SLIPWAY_TRY_ASSIGN(frame.children, context_->children(node));
      frames_.push_back(std::move(frame));
    }
    return {};
  }
  // What filters compare is the path below the directory that was matched; that one itself is "".
  const bool topmost = !parent.matched;
  frame.base = topmost ? (node.path.empty() ? 0 : node.path.size() + 1) : parent.base;
  const std::string_view relative = topmost ? std::string_view() : below(node.path, frame.base);
  const std::string name = base_name(node.path);
  bool selected = true;
  if (include_rules_) {
    if (topmost) {
      SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, include_rules_->file(include_rules_->root(), ""));
      selected = verdict.ignored;
      frame.include = share(include_rules_->root());
    } else {
      SLIPWAY_TRY_ASSIGN(auto entered, include_rules_->enter(*parent.include, name));
      selected = entered.verdict.ignored;
      frame.include = share(std::move(entered.directory));
    }
  }
  if (exclude_rules_ && selected) {
    if (topmost) {
      SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, exclude_rules_->file(exclude_rules_->root(), ""));
      selected = !verdict.ignored;
      frame.exclude = share(exclude_rules_->root());
    } else {
      // Upstream forgets what the parents were excluded by where the include patterns had the last word.
      SLIPWAY_TRY_ASSIGN(auto entered, parent.exclude
                                           ? exclude_rules_->enter(*parent.exclude, name)
                                           : exclude_rules_->enter(exclude_rules_->root(), relative));
      selected = !entered.verdict.ignored;
      frame.exclude = share(std::move(entered.directory));
    }
  }
  frame.header = Item{node, key_of(node, frame.base), false};
  frame.header_selected = selected;
  const bool complete = selected && node.present;
  if (!selected && node.present) {
    release_headers(false);
  }
  const bool nothing_below = !include_rules_ && frame.exclude && !selected &&
                             exclude_rules_->below(*frame.exclude) == Below::ignored &&
                             std::none_of(frames_.begin(), frames_.end(), [](const Frame& above) {
                               return above.header && above.header_selected;
                             });
  if (!nothing_below) {
    SLIPWAY_TRY_ASSIGN(frame.children, context_->children(node));
    frames_.push_back(std::move(frame));
    if (complete) {
      release_headers(true);
    }
  }
  return {};
}

Result<void> SelectionStream::visit_file(ContextView::Node node, const Frame& parent) {
  if (!parent.matched && !matches(node.path)) {
    return {};
  }
  const bool topmost = !parent.matched;
  const std::string name = topmost ? std::string() : base_name(node.path);
  bool selected = true;
  if (include_rules_) {
    SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict,
                       include_rules_->file(topmost ? include_rules_->root() : *parent.include, name));
    selected = verdict.ignored;
  }
  if (exclude_rules_ && selected) {
    SLIPWAY_TRY_ASSIGN(
        const IgnoreVerdict verdict,
        !topmost && parent.exclude
            ? exclude_rules_->file(*parent.exclude, name)
            : exclude_rules_->file(exclude_rules_->root(),
                                   topmost ? std::string_view() : below(node.path, parent.base)));
    selected = !verdict.ignored;
  }
  release_headers(selected);
  if (selected) {
    std::string key = key_of(node, topmost ? node.path.size() : parent.base);
    ready_.push_back({std::move(node), std::move(key), topmost && selector_->filters()});
  }
  return {};
}

void SelectionStream::release_headers(bool selected) {
  for (Frame& frame : frames_) {
    if (frame.header && (selected || frame.header_selected)) {
      ready_.push_back(std::move(*frame.header));
      frame.header.reset();
    }
  }
}

const ContextView::Node* SelectionStream::upcoming_directory() {
  if (!ready_.empty()) {
    return nullptr;
  }
  while (!frames_.empty() && frames_.back().next == frames_.back().children.size()) {
    frames_.pop_back();
  }
  if (frames_.empty()) {
    return nullptr;
  }
  const ContextView::Node& node = frames_.back().children[frames_.back().next];
  return node.is_directory() ? &node : nullptr;
}

void SelectionStream::skip_upcoming() {
  ++frames_.back().next;
}

bool SelectionStream::follows_links_below() const {
  const Frame& frame = frames_.back();
  return !frame.matched && count(written_path(frame.children[frame.next].path), '/') <= deepest_;
}

std::string SelectionStream::upcoming_key() const {
  const Frame& frame = frames_.back();
  return key_of(frame.children[frame.next], frame.base);
}

bool SelectionStream::upcoming_is_selected() const {
  return frames_.back().matched && !include_rules_ && !exclude_rules_;
}

Result<std::optional<SelectionStream::Item>> SelectionStream::next() {
  while (ready_.empty()) {
    while (!frames_.empty() && frames_.back().next == frames_.back().children.size()) {
      frames_.pop_back();
    }
    if (frames_.empty()) {
      return std::nullopt;
    }
    // The frame is copied without its children: entering a directory may move the frames.
    Frame& top = frames_.back();
    ContextView::Node node = std::move(top.children[top.next++]);
    Frame parent;
    parent.base = top.base;
    parent.matched = top.matched;
    parent.include = top.include;
    parent.exclude = top.exclude;
    if (node.is_directory()) {
      SLIPWAY_TRY(enter(node, parent));
    } else {
      SLIPWAY_TRY(visit_file(std::move(node), parent));
    }
  }
  Item item = std::move(ready_.front());
  ready_.pop_front();
  return item;
}

}  // namespace slipway::image
