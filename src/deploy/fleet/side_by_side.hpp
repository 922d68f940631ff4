#pragma once

#include <cstddef>
#include <functional>

namespace slipway::deploy {

/// Calls `work` with each number below `count`, at most `most` at once, each call in one of that many
/// threads. Returns when the last has returned. Numbers begin in order. `work` does not throw.
void side_by_side(std::size_t count, std::size_t most, const std::function<void(std::size_t)>& work);

}  // namespace slipway::deploy
