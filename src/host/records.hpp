#pragma once

#include "util/text.hpp"

#include <string>
#include <string_view>

namespace slipway::host {

/// Hands over key and value of each record that a script of the host printed: "key value", ended by a NUL.
/// What has no value is skipped.
template <class Read>
void read_records(std::string_view output, const Read& read) {
  for (const std::string& record : split(output, '\0')) {
    if (const std::size_t space = record.find(' '); space != std::string::npos) {
      read(std::string_view(record).substr(0, space), record.substr(space + 1));
    }
  }
}

/// Kibibytes as df and /proc/meminfo print them, in bytes; nothing for what is no such number.
inline std::optional<std::uint64_t> kibibytes(std::string_view text) {
  const auto value = number_of<std::uint64_t>(text);
  return value && *value < (1ULL << 50U) ? std::optional(*value * 1024) : std::nullopt;
}

}  // namespace slipway::host
