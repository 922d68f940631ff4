#include "util/natural_order.hpp"

#include <algorithm>
#include <cstddef>

namespace slipway {
namespace {

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/// Takes the number that the text begins with, without its leading zeros.
std::string_view take_number(std::string_view& text) {
  const auto end =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

}  // namespace

bool comes_before(std::string_view one, std::string_view other) {
  const std::string_view whole = one;
  const std::string_view other_whole = other;
  while (!one.empty() && !other.empty()) {
    if (is_digit(one.front()) && is_digit(other.front())) {
      const std::string_view number = take_number(one);
      const std::string_view other_number = take_number(other);
      if (number.size() != other_number.size()) {
        return number.size() < other_number.size();
      }
      if (number != other_number) {
        return number < other_number;
      }
    } else if (one.front() != other.front()) {
      return static_cast<unsigned char>(one.front()) < static_cast<unsigned char>(other.front());
    } else {
      one.remove_prefix(1);
      other.remove_prefix(1);
    }
  }
  // Of "s1" and "s01" the shorter one is first.
  return one.empty() && other.empty() ? whole < other_whole : one.empty();
}

}  // namespace slipway
