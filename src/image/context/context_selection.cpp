#include "image/context/context_selection.hpp"

#include "image/context/context_transfer.hpp"
#include "image/context/selection_members.hpp"
#include "image/context/selection_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace slipway::image {

namespace {

using classify::EntryKind;
using Node = ContextView::Node;

bool is_regular(const Node& node) {
  return node.kind == EntryKind::file || node.kind == EntryKind::executable;
}

std::string_view word_for(EntryKind kind) {
  switch (kind) {
    case EntryKind::directory:
      return "a directory";
    case EntryKind::symlink:
      return "a link";
    case EntryKind::submodule:
      return "a submodule";
    default:
      return "a file";
  }
}

/// The order of the walk: directories before what is in them, and before names that go on with a character
/// below `/`.
bool comes_before(std::string_view left, std::string_view right) {
  return std::lexicographical_compare(
      left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        const auto rank = [](char letter) {
          return letter == '/' ? 0 : static_cast<int>(static_cast<unsigned char>(letter)) + 1;
        };
        return rank(a) < rank(b);
      });
}

class Comparer {
 public:
  Comparer(const ContextView& left, const ContextView& right)
      : left_(left), right_(right), same_rules_(left.same_rules(right)) {}

  Result<ContentComparison> compare(const ContextSelector& left, const ContextSelector& right) {
    SLIPWAY_TRY_ASSIGN(const auto left_single, single_record(left_, left));
    SLIPWAY_TRY_ASSIGN(const auto right_single, single_record(right_, right));
    if (left_single && right_single) {
      return compare_nodes(*left_single, *right_single);
    }
    if (left_single || right_single) {
      const Node& one = left_single ? *left_single : *right_single;
      return ContentComparison{false, one.path, "is selected in another way"};
    }
    return compare_streams(left, right);
  }

 private:
  /// The record whose digest stands alone: that of a plain source, and that of a filtered one that comes down
  /// to one item with the source's own base name.
  Result<std::optional<Node>> single_record(const ContextView& context, const ContextSelector& selector) {
    if (!selector.filters()) {
      SLIPWAY_TRY_ASSIGN(auto resolved, context.resolve(selector.path, true));
      return std::move(resolved.node);
    }
    SLIPWAY_TRY_ASSIGN(auto stream, SelectionStream::open(context, selector));
    SLIPWAY_TRY_ASSIGN(auto first, stream.next());
    if (!first || first->key != base_name(selector.path)) {
      return std::nullopt;
    }
    SLIPWAY_TRY_ASSIGN(const auto second, stream.next());
    if (second) {
      return std::nullopt;
    }
    return linked_node(context, std::move(*first));
  }

  static Result<std::optional<Node>> linked_node(const ContextView& context, SelectionStream::Item item) {
    if (!item.followed || item.node.kind != EntryKind::symlink) {
      return std::optional<Node>(std::move(item.node));
    }
    SLIPWAY_TRY_ASSIGN(auto resolved, context.resolve(item.node.path, true));
    return std::move(resolved.node);
  }

  Result<ContentComparison> compare_nodes(const Node& left, const Node& right) {
    if (left.is_directory() && right.is_directory()) {
      if (left.id == right.id && left_.wholly_included(left) && right_.wholly_included(right)) {
        return ContentComparison{};
      }
      ContextSelector left_selector;
      left_selector.path = "/" + left.path;
      ContextSelector right_selector;
      right_selector.path = "/" + right.path;
      return compare_streams(left_selector, right_selector);
    }
    return compare_leaves(left, right);
  }

  Result<ContentComparison> compare_leaves(const Node& left, const Node& right) const {
    const auto differ = [&right](std::string how) {
      return ContentComparison{false, right.path, std::move(how)};
    };
    if (is_regular(left) && is_regular(right)) {
      SLIPWAY_TRY_ASSIGN(const bool same_bytes, have_same_bytes(left, right));
      if (!same_bytes) {
        return differ("changed");
      }
      return left.kind == right.kind ? ContentComparison{} : differ("has another mode");
    }
    if (left.kind != right.kind) {
      return differ(fmt::format("has become {}", word_for(right.kind)));
    }
    return left.id == right.id ? ContentComparison{} : differ("changed");
  }

  Result<bool> have_same_bytes(const Node& left, const Node& right) const {
    if (left.empty == right.empty) {
      return left.empty || left.id == right.id;
    }
    // One of them arrives with zero bytes, whatever it holds.
    const ContextView& context = left.empty ? right_ : left_;
    SLIPWAY_TRY_ASSIGN(const std::uint64_t size,
                       context.tree().size(context.tree_path((left.empty ? right : left).path)));
    return size == 0;
  }

  Result<ContentComparison> compare_items(const SelectionStream::Item& left,
                                          const SelectionStream::Item& right) {
    if (left.node.is_directory() && right.node.is_directory()) {
      return ContentComparison{};
    }
    SLIPWAY_TRY_ASSIGN(const auto left_node, linked_node(left_, left));
    SLIPWAY_TRY_ASSIGN(const auto right_node, linked_node(right_, right));
    if (!left_node || !right_node) {
      return ContentComparison{!left_node && !right_node, right.node.path, "leads nowhere"};
    }
    return left.followed || right.followed ? compare_nodes(*left_node, *right_node)
                                           : compare_leaves(*left_node, *right_node);
  }

  /// Whether the directories that both streams come to next bring in the same without a look into them.
  Result<bool> can_skip(SelectionStream& left, SelectionStream& right, bool same_setup) {
    const Node* one = left.upcoming_directory();
    const Node* other = one != nullptr ? right.upcoming_directory() : nullptr;
    if (other == nullptr || one->id != other->id) {
      return false;
    }
    const bool same_place = same_setup && one->path == other->path;
    const bool both_whole = one->present && other->present && left.upcoming_is_selected() &&
                            right.upcoming_is_selected() && left.upcoming_key() == right.upcoming_key() &&
                            left_.wholly_included(*one) && right_.wholly_included(*other);
    if (!same_place && !both_whole) {
      return false;
    }
    if (!left.follows_links_below() && !right.follows_links_below()) {
      return true;
    }
    // Links are followed out of the directory, to what may have changed.
    SLIPWAY_TRY_ASSIGN(const bool links, left_.contains_links(*one));
    return !links;
  }

  Result<ContentComparison> compare_streams(const ContextSelector& left_selector,
                                            const ContextSelector& right_selector) {
    SLIPWAY_TRY_ASSIGN(auto left, SelectionStream::open(left_, left_selector));
    SLIPWAY_TRY_ASSIGN(auto right, SelectionStream::open(right_, right_selector));
    const bool same_setup = same_rules_ && left_selector == right_selector;
    while (true) {
      while (true) {
        SLIPWAY_TRY_ASSIGN(const bool skip, can_skip(left, right, same_setup));
        if (!skip) {
          break;
        }
        left.skip_upcoming();
        right.skip_upcoming();
      }
      SLIPWAY_TRY_ASSIGN(const auto left_item, left.next());
      SLIPWAY_TRY_ASSIGN(const auto right_item, right.next());
      if (!left_item && !right_item) {
        return ContentComparison{};
      }
      const bool same_key = left_item && right_item && left_item->key == right_item->key;
      if (!same_key) {
        const bool gone =
            !right_item || (left_item && comes_before(left_item->node.path, right_item->node.path));
        return gone ? ContentComparison{false, left_item->node.path, "is gone"}
                    : ContentComparison{false, right_item->node.path, "is new"};
      }
      SLIPWAY_TRY_ASSIGN(auto compared, compare_items(*left_item, *right_item));
      if (!compared.equal) {
        return compared;
      }
    }
  }

  const ContextView& left_;
  const ContextView& right_;
  bool same_rules_;
};

std::string absence_of(const ContextView& context, std::string_view path) {
  const std::string normal = normal_path(path);
  const auto entry = context.tree().find(context.tree_path(normal));
  if (entry && *entry) {
    const auto verdict = context.rules().verdict(normal, (*entry)->kind == EntryKind::directory);
    const std::string line = verdict && verdict->line ? fmt::format(":{}", *verdict->line) : std::string();
    return fmt::format("`{}` is kept out of the build context by {}{}", normal, context.rules().name(), line);
  }
  return fmt::format("`{}` is not in the build context", normal);
}

}  // namespace

bool contains_wildcards(std::string_view text) {
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] == '\\') {
      ++index;
    } else if (text[index] == '*' || text[index] == '?' || text[index] == '[') {
      return true;
    }
  }
  return false;
}

std::vector<ContextSelector> in_digest_order(std::vector<ContextSelector> selectors) {
  std::vector<ContextSelector> result;
  const auto covers = [&selectors](std::size_t other, std::size_t index) {
    const std::string path = normal_path(selectors[index].path);
    const std::string other_path = normal_path(selectors[other].path);
    return other != index && !selectors[index].filters() && !selectors[other].filters() &&
           (path == other_path ? other < index : lies_below(path, other_path));
  };
  std::vector<std::string> covered;
  for (std::size_t index = 0; index < selectors.size(); ++index) {
    bool is_covered = false;
    for (std::size_t other = 0; other < selectors.size() && !is_covered; ++other) {
      is_covered = covers(other, index);
    }
    if (is_covered) {
      covered.push_back(selectors[index].path);
      covered.insert(covered.end(), selectors[index].required.begin(), selectors[index].required.end());
    } else {
      result.push_back(selectors[index]);
    }
  }
  for (const std::string& path : covered) {
    const auto above = std::find_if(result.begin(), result.end(), [&path](const ContextSelector& selector) {
      return !selector.filters() && lies_below(normal_path(path), normal_path(selector.path));
    });
    if (above != result.end() &&
        std::find(above->required.begin(), above->required.end(), path) == above->required.end()) {
      above->required.push_back(path);
    }
  }
  std::stable_sort(
      result.begin(), result.end(),
      [](const ContextSelector& left, const ContextSelector& right) { return left.path < right.path; });
  return result;
}

Result<ContentComparison> compare_selections(const ContextView& left_context, const ContextSelector& left,
                                             const ContextView& right_context, const ContextSelector& right) {
  return Comparer(left_context, right_context).compare(left, right);
}

Result<std::string> missing_source(const ContextView& context, const ContextSelector& selector,
                                   const std::vector<const ContextSelector*>& all) {
  for (const std::string& path : selector.required) {
    SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(path, true));
    if (!resolved.node) {
      return absence_of(context, path);
    }
  }
  std::string path = selector.path;
  if (selector.wildcard) {
    const std::size_t slash = path.rfind('/', path.find_first_of("*?[\\"));
    path = path.substr(0, slash == std::string::npos ? 0 : slash);
  }
  SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(path, true));
  if (!resolved.node) {
    return absence_of(context, path);
  }
  if (selector.wildcard && !resolved.node->path.empty()) {
    SLIPWAY_TRY_ASSIGN(const bool sent, is_sent(context, all, resolved.node->path));
    if (!sent) {
      return fmt::format("nothing matches `{}`, and then the builder does not even get `{}` to look into",
                         normal_path(selector.path), resolved.node->path);
    }
  }
  std::string dangling;
  if (selector.filters()) {
    SLIPWAY_TRY(visit_followed_links(
        context, selector, [&dangling](const Node& link, const ContextView::Resolved& target) {
          if (dangling.empty() && !target.node) {
            dangling = fmt::format("`{}` is a link that leads to nothing in the build context", link.path);
          }
        }));
  }
  return dangling;
}

}  // namespace slipway::image
