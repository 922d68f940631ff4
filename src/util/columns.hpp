#pragma once

#include "util/untrusted.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

/// How many columns of a terminal a line of printable text takes: wide characters two, combining ones none,
/// colours (SGR sequences) none.
std::size_t display_width(std::string_view text);

/// The text cut to so many columns, with "…" if something was cut off. Colours that were on at the cut are
/// switched off.
std::string fit(std::string_view text, std::size_t columns);

/// The subject of a commit as people see it: printable, and cut to 72 columns. It may have thousands of
/// characters.
std::string subject_text(std::string_view subject);
template <UntrustedText Text>
std::string subject_text(const Text& subject) {
  return subject_text(std::string_view(subject.raw()));
}

/// Rows of cells as lines under each other: every column as wide as its widest cell, two spaces between,
/// nothing after the last. Columns whose number is in `right` are set to the right.
std::string table_text(const std::vector<std::vector<std::string>>& rows, std::string_view indent,
                       const std::vector<std::size_t>& right = {});

}  // namespace slipway
