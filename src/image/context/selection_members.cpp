#include "image/context/selection_members.hpp"

#include "image/context/selection_stream.hpp"
#include "image/go/path_match.hpp"

#include <algorithm>

namespace slipway::image {

Result<void> visit_followed_links(
    const ContextView& context, const ContextSelector& selector,
    const std::function<void(const ContextView::Node&, const ContextView::Resolved&)>& visit) {
  SLIPWAY_TRY_ASSIGN(auto stream, SelectionStream::open(context, selector));
  while (true) {
    while (const ContextView::Node* directory = stream.upcoming_directory()) {
      if (stream.follows_links_below()) {
        SLIPWAY_TRY_ASSIGN(const bool links, context.contains_links(*directory));
        if (links) {
          break;
        }
      }
      stream.skip_upcoming();
    }
    SLIPWAY_TRY_ASSIGN(const auto item, stream.next());
    if (!item) {
      return {};
    }
    if (item->followed && item->node.kind == classify::EntryKind::symlink) {
      SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(item->node.path, true));
      visit(item->node, resolved);
    }
  }
}

Result<SelectionMembers> SelectionMembers::open(const ContextView& context, const ContextSelector& selector) {
  SelectionMembers members(selector);
  if (!selector.include.empty()) {
    SLIPWAY_TRY_ASSIGN(members.include_, IgnoreRules::for_copy(selector.include, "--parents"));
  }
  if (!selector.exclude.empty()) {
    SLIPWAY_TRY_ASSIGN(members.exclude_, IgnoreRules::for_copy(selector.exclude, "--exclude"));
  }
  members.written_ = normal_path(selector.path);
  if (selector.wildcard) {
    members.pattern_ = members.written_;
    const std::size_t slash = members.pattern_.rfind('/', members.pattern_.find_first_of("*?[\\"));
    members.written_ = slash == std::string::npos ? std::string() : members.pattern_.substr(0, slash);
  }
  SLIPWAY_TRY_ASSIGN(auto resolved, context.resolve(members.written_, true));
  members.resolved_ = resolved.node ? resolved.node->path : members.written_;
  members.links_ = std::move(resolved.links);
  if (selector.filters()) {
    SLIPWAY_TRY(visit_followed_links(
        context, selector, [&members](const ContextView::Node&, const ContextView::Resolved& target) {
          if (target.node) {
            members.link_targets_.push_back(target.node->path);
          }
          members.links_.insert(members.links_.end(), target.links.begin(), target.links.end());
        }));
  }
  return members;
}

Result<bool> SelectionMembers::passes_filters(std::string_view relative) const {
  if (include_) {
    SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, include_->verdict(relative, false));
    if (!verdict.ignored) {
      return false;
    }
  }
  if (exclude_) {
    SLIPWAY_TRY_ASSIGN(const IgnoreVerdict verdict, exclude_->verdict(relative, false));
    return !verdict.ignored;
  }
  return true;
}

Result<Membership> SelectionMembers::find(std::string_view path) const {
  SLIPWAY_TRY_ASSIGN(const Membership found,
                     selector_->wildcard ? find_by_wildcard(path) : find_by_path(path));
  if (found != Membership::none) {
    return found;
  }
  if (std::find(links_.begin(), links_.end(), path) != links_.end()) {
    return Membership::named;
  }
  const bool linked =
      std::any_of(link_targets_.begin(), link_targets_.end(),
                  [path](const std::string& target) { return path == target || lies_below(path, target); });
  return linked ? Membership::within : Membership::none;
}

Result<Membership> SelectionMembers::find_by_wildcard(std::string_view path) const {
  // What links in front of the wildcards lead to is compared under the name that the pattern uses.
  std::string spelled(path);
  if (resolved_ != written_ && lies_below(path, resolved_)) {
    spelled =
        normal_path(written_ + "/" + std::string(path.substr(resolved_.empty() ? 0 : resolved_.size() + 1)));
  }
  const bool any_name = base_name(pattern_).find_first_not_of('*') == std::string::npos;
  for (std::size_t end = spelled.find('/'); true; end = spelled.find('/', end + 1)) {
    const bool whole = end == std::string::npos;
    if (path_match(pattern_, std::string_view(spelled).substr(0, end)) == PathMatch::yes) {
      SLIPWAY_TRY_ASSIGN(const bool passes,
                         passes_filters(whole ? "" : std::string_view(spelled).substr(end + 1)));
      if (!passes) {
        return Membership::none;
      }
      return whole && !any_name ? Membership::named : Membership::within;
    }
    if (whole) {
      return Membership::none;
    }
  }
}

Result<Membership> SelectionMembers::find_by_path(std::string_view path) const {
  if (path == resolved_) {
    SLIPWAY_TRY_ASSIGN(const bool passes, passes_filters(""));
    return passes || !selector_->filters() ? Membership::named : Membership::none;
  }
  if (!lies_below(path, resolved_)) {
    return Membership::none;
  }
  const std::string_view relative = path.substr(resolved_.empty() ? 0 : resolved_.size() + 1);
  SLIPWAY_TRY_ASSIGN(const bool passes, passes_filters(relative));
  if (!passes) {
    return Membership::none;
  }
  // `--parents requirements.txt` names a file although its source is the whole context.
  const auto& include = selector_->include;
  return std::find(include.begin(), include.end(), relative) != include.end() ? Membership::named
                                                                              : Membership::within;
}

}  // namespace slipway::image
