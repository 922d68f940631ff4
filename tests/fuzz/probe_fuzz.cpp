#include "host/probe.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

// The input is what a host answers to the probe. It is refused, or it names a directory; ids are ids or
// nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto state = slipway::host::parse_probe(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!state) {
    return 0;
  }
  const auto is_id = [](const std::string& text) {
    return text.empty() || ((text.size() == 40 || text.size() == 64) &&
                            text.find_first_not_of("0123456789abcdef") == std::string::npos);
  };
  if (!state->directory.starts_with("/") || !is_id(state->journal) || !is_id(state->deployed)) {
    std::abort();
  }
  return 0;
}
