#pragma once

#include "image/context/context_view.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// Which part of a build context one source of a COPY, ADD or `RUN --mount` takes: moby/buildkit's
/// opsutils.Selector.
struct ContextSelector {
  std::string path;                  ///< Absolute, clean: "/src", "/*.txt", "/".
  bool wildcard = false;             ///< The path is a pattern of Go's path.Match.
  std::vector<std::string> include;  ///< Of `--parents`: relative to `path`.
  std::vector<std::string> exclude;  ///< Of `--exclude`: relative to `path`.
  /// Absolute paths that must be there although their content is not what is compared: those of `--parents`
  /// without wildcards, and sources that lie below this one.
  std::vector<std::string> required;
  int line = 0;  ///< For messages.

  bool filters() const { return wildcard || !include.empty() || !exclude.empty(); }

  friend bool operator==(const ContextSelector& left, const ContextSelector& right) {
    return left.path == right.path && left.wildcard == right.wildcard && left.include == right.include &&
           left.exclude == right.exclude && left.required == right.required;
  }
};

/// Whether the text has `*`, `?` or `[` that no backslash precedes.
bool contains_wildcards(std::string_view text);

/// The selectors of one input in the order in which their digests are joined: those of plain paths without
/// the ones that lie below another, sorted with the rest by path (ops/file.go dedupeSelectors).
std::vector<ContextSelector> in_digest_order(std::vector<ContextSelector> selectors);

/// What a comparison of the contents of two selections found.
struct ContentComparison {
  bool equal = true;
  std::string path;  ///< The first path that differs, relative to the context it is in.
  std::string how;   ///< "changed", "is new", "is gone", "has another mode", "has become a directory" …
};

/// Compares what two selections bring into a step, as cache/contenthash digests it: names below the source,
/// kinds, executable bits, link targets and bytes; not where the source lies. Whole directories are compared
/// by object id if no pattern can split them. An error if a tree cannot be read.
Result<ContentComparison> compare_selections(const ContextView& left_context, const ContextSelector& left,
                                             const ContextView& right_context, const ContextSelector& right);

/// Why the builder cannot find what a selector names ("`x` is not in the build context"); empty if it can.
/// A wildcard that matches nothing is no error, unless the directory in front of it is not even sent: that
/// depends on all the selectors of the context.
Result<std::string> missing_source(const ContextView& context, const ContextSelector& selector,
                                   const std::vector<const ContextSelector*>& all);

}  // namespace slipway::image
