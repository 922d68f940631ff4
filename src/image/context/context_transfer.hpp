#pragma once

#include "image/context/context_selection.hpp"
#include "image/context/context_view.hpp"
#include "util/error.hpp"

#include <vector>

namespace slipway::image {

/// Whether the builder receives anything at `path` (a directory or a file of the context, links resolved) or
/// below it. Of a context only what the sources of all steps name is sent (llb.FollowPaths and fsutil's
/// FollowLinks): a directory that only stands in front of a wildcard is there for the builder if something in
/// it matches.
Result<bool> is_sent(const ContextView& context, const std::vector<const ContextSelector*>& selectors,
                     std::string_view path);

}  // namespace slipway::image
