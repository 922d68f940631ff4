#pragma once

#include "image/context/context_selection.hpp"
#include "image/context/context_view.hpp"
#include "util/error.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// How a path takes part in a selection.
enum class Membership : std::uint8_t {
  none,
  named,  ///< The source names it, or a wildcard that is more than `*` matches its own name.
  within  ///< It lies in a directory that the source names or a wildcard matches.
};

/// Answers which files a selector takes from a context, whether or not they exist there. Both must outlive
/// it.
class SelectionMembers {
 public:
  static Result<SelectionMembers> open(const ContextView& context, const ContextSelector& selector);

  /// `path` is a file's, relative to the context; what the ignore rules say of it is the caller's concern.
  /// What links of the selection lead to takes part as well.
  Result<Membership> find(std::string_view path) const;

  const ContextSelector& selector() const { return *selector_; }
  /// Whether both give the same answer for every path, being of selectors that are written alike.
  bool leads_alike(const SelectionMembers& other) const {
    return resolved_ == other.resolved_ && links_ == other.links_ && link_targets_ == other.link_targets_;
  }
  /// Whether it takes part in the selection what a link of the context leads to.
  bool leads_through_links() const { return !links_.empty() || !link_targets_.empty(); }

 private:
  explicit SelectionMembers(const ContextSelector& selector) : selector_(&selector) {}
  Result<Membership> find_by_wildcard(std::string_view path) const;
  Result<Membership> find_by_path(std::string_view path) const;
  Result<bool> passes_filters(std::string_view relative) const;

  const ContextSelector* selector_;
  std::string pattern_;   ///< The wildcard.
  std::string written_;   ///< What is in front of its first wildcard, and the plain source, as written,
  std::string resolved_;  ///< and where links lead it.
  std::vector<std::string> links_;
  std::vector<std::string> link_targets_;  ///< Of links that are selected and followed.
  std::optional<IgnoreRules> include_;
  std::optional<IgnoreRules> exclude_;
};

/// Calls `visit` with every link of a filtered selection that is followed, and with where it leads.
Result<void> visit_followed_links(
    const ContextView& context, const ContextSelector& selector,
    const std::function<void(const ContextView::Node&, const ContextView::Resolved&)>& visit);

}  // namespace slipway::image
