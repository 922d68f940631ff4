#pragma once

#include <cstddef>

namespace slipway::image {

/// An inclusive range of code points.
struct CodePointRange {
  char32_t first;
  char32_t last;
};

/// General categories of Unicode 15 from U+0080 on, sorted: letters (L) and decimal digits (Nd).
extern const CodePointRange letter_ranges[];
extern const std::size_t letter_range_count;
extern const CodePointRange digit_ranges[];
extern const std::size_t digit_range_count;

}  // namespace slipway::image
