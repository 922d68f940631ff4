#pragma once

#include "classify/tree.hpp"

#include <string>
#include <vector>

namespace slipway::classify {

enum class ChangeKind : std::uint8_t {
  added,
  deleted,
  modified,   ///< Other bytes (for a link: another target; for a submodule: another commit).
  mode,       ///< Same bytes; the executable bit differs.
  type,       ///< File, link and submodule turned into one another.
  attributes  ///< Same bytes in git; its attributes make a checkout write others (line ends, `ident`,
              ///< encoding).
};

/// One path that differs between two trees. A rename is a deletion and an addition: both ends count.
struct Change {
  std::string path;  ///< The bytes git stores, relative to the root of the compared trees.
  ChangeKind kind = ChangeKind::modified;
  EntryKind before = EntryKind::file;  ///< Has no meaning if the path was added.
  EntryKind after = EntryKind::file;   ///< Has no meaning if the path was deleted.

  friend bool operator==(const Change&, const Change&) = default;
};

/// Every path that differs, in the order git lists trees.
using ChangeSet = std::vector<Change>;

std::string_view name_of(ChangeKind kind);

}  // namespace slipway::classify
