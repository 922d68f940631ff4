#include "deploy/fleet/side_by_side.hpp"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace slipway::deploy {

void side_by_side(std::size_t count, std::size_t most, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      work(i);
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(std::min(count, most));
  for (std::size_t i = 0; i < std::min(count, std::max<std::size_t>(1, most)); ++i) {
    threads.emplace_back(take);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

}  // namespace slipway::deploy
