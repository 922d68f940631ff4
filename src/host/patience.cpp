#include "host/patience.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace slipway::host {

std::chrono::seconds patience() {
  constexpr unsigned by_default = 120;
  constexpr unsigned a_day = 86400;
  const char* wish = std::getenv("SLIPWAY_PATIENCE");
  const std::string_view digits = wish == nullptr ? "" : wish;
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  const bool usable =
      error == std::errc{} && end == digits.data() + digits.size() && seconds > 0 && seconds <= a_day;
  return std::chrono::seconds(usable ? seconds : by_default);
}

}  // namespace slipway::host
