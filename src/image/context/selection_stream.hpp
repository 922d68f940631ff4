#pragma once

#include "image/context/context_selection.hpp"
#include "image/context/context_view.hpp"
#include "util/error.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace slipway::image {

/// Walks what a selector takes from a context, in the order in which cache/contenthash walks its records:
/// directories before what is in them, names in byte order.
class SelectionStream {
 public:
  struct Item {
    ContextView::Node node;
    /// What of the name is part of the digest: the path below the source, or with wildcards and filters the
    /// base name alone.
    std::string key;
    /// Of a link: its target's content is part of the digest. Only of a link that the source names or a
    /// wildcard matches; in a directory of the selection a link is a link.
    bool followed = false;
  };

  /// A stream of nothing if the source leads nowhere.
  static Result<SelectionStream> open(const ContextView& context, const ContextSelector& selector);

  /// The next item; nothing at the end.
  Result<std::optional<Item>> next();

  /// The directory that the walk would enter next, before anything is known of what is in it; null if the
  /// next step is something else. Items that are ready to be handed out come first.
  const ContextView::Node* upcoming_directory();
  /// Leaves that directory out.
  void skip_upcoming();
  /// What of the upcoming directory's name would be part of the digest.
  std::string upcoming_key() const;
  /// Whether all of the upcoming directory is certain to be selected.
  bool upcoming_is_selected() const;
  /// Whether links in the upcoming directory may be followed: the wildcard may match them.
  bool follows_links_below() const;

  const ContextView& context() const { return *context_; }
  const ContextSelector& selector() const { return *selector_; }

 private:
  /// A directory on the way down, with what the filters know of it.
  struct Frame {
    std::vector<ContextView::Node> children;
    std::size_t next = 0;
    std::size_t base = 0;  ///< Length of the path that keys and filters are relative to, slash included.
    bool matched = false;  ///< A wildcard matched this directory or one above; always without wildcards.
    std::shared_ptr<const IgnoreRules::Directory> include;
    std::shared_ptr<const IgnoreRules::Directory> exclude;
    std::optional<Item> header;  ///< Not handed out yet: it is when something below it is.
    bool header_selected = false;
  };

  SelectionStream(const ContextView& context, const ContextSelector& selector)
      : context_(&context), selector_(&selector) {}
  Result<void> start();
  Result<void> enter(const ContextView::Node& node, const Frame& parent);
  Result<void> visit_file(ContextView::Node node, const Frame& parent);
  /// Hands out headers that were held back; `selected` if the item below them is part of the selection.
  void release_headers(bool selected);
  bool matches(std::string_view path) const;
  std::string key_of(const ContextView::Node& node, std::size_t base) const;
  std::string written_path(std::string_view path) const;

  const ContextView* context_;
  const ContextSelector* selector_;
  std::string pattern_;          ///< The wildcard, without leading slash.
  std::string written_prefix_;   ///< The part in front of the wildcards as the pattern has it,
  std::string resolved_prefix_;  ///< and where links lead it.
  std::size_t deepest_ = 0;      ///< How many slashes a path that the wildcard matches can have.
  std::optional<IgnoreRules> include_rules_;
  std::optional<IgnoreRules> exclude_rules_;
  std::vector<Frame> frames_;
  std::deque<Item> ready_;
};

}  // namespace slipway::image
