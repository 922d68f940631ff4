#include "image/context/context_transfer.hpp"

#include "image/context/selection_stream.hpp"

#include <algorithm>

namespace slipway::image {

namespace {

bool touches(std::string_view sent, std::string_view path) {
  return sent == path || lies_below(sent, path) || lies_below(path, sent);
}

Result<bool> plain_source_is_at(const ContextView& context, const std::string& source,
                                std::string_view path) {
  SLIPWAY_TRY_ASSIGN(const auto resolved, context.resolve(source, true));
  return (resolved.node && touches(resolved.node->path, path)) ||
         std::any_of(resolved.links.begin(), resolved.links.end(),
                     [path](const std::string& link) { return link == path || lies_below(link, path); });
}

Result<bool> wildcard_finds_at(const ContextView& context, const std::string& pattern,
                               std::string_view path) {
  ContextSelector selector;
  selector.path = pattern;
  selector.wildcard = true;
  SLIPWAY_TRY_ASSIGN(auto stream, SelectionStream::open(context, selector));
  while (true) {
    SLIPWAY_TRY_ASSIGN(const auto item, stream.next());
    if (!item) {
      return false;
    }
    if (touches(item->node.path, path)) {
      return true;
    }
    if (item->followed && item->node.kind == classify::EntryKind::symlink) {
      SLIPWAY_TRY_ASSIGN(const bool found, plain_source_is_at(context, item->node.path, path));
      if (found) {
        return true;
      }
    }
  }
}

}  // namespace

Result<bool> is_sent(const ContextView& context, const std::vector<const ContextSelector*>& selectors,
                     std::string_view path) {
  for (const ContextSelector* selector : selectors) {
    std::vector<std::string> sources;
    for (const std::string& pattern : selector->include) {
      sources.push_back(selector->path + "/" + pattern);
    }
    if (sources.empty()) {
      sources.push_back(selector->path);
    }
    for (const std::string& source : sources) {
      SLIPWAY_TRY_ASSIGN(const bool found, contains_wildcards(source)
                                               ? wildcard_finds_at(context, "/" + normal_path(source), path)
                                               : plain_source_is_at(context, source, path));
      if (found) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace slipway::image
