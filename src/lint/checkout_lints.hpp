#pragma once

#include "classify/finding.hpp"
#include "compose/model.hpp"
#include "image/steps/image_model.hpp"
#include "util/error.hpp"

#include <string>
#include <vector>

namespace slipway::lint {

/// A file that has other bytes in a checkout here than in the host's, which knows nothing of the
/// configuration and the filters of this machine (gitattributes(5)).
struct CheckoutDifference {
  enum class Kind : unsigned char {
    line_ends,  ///< CRLF in one of the two.
    filter,     ///< A filter of this machine (filter.<name>.smudge) makes it.
    rewritten,  ///< `ident` or `working-tree-encoding`.
  };
  std::string path;
  Kind kind = Kind::line_ends;
  std::string because;  ///< The cause, as a clause: "core.autocrlf is true here".

  bool operator==(const CheckoutDifference&) const = default;
};

using CheckoutDifferences = std::vector<CheckoutDifference>;

/// One finding for each step that takes such files. Error if a tree cannot be read.
Result<std::vector<classify::Finding>> checkout_lints(const image::ImageModel& model,
                                                      const CheckoutDifferences& differences);

/// The same for what containers see of the directory: one finding for each cause.
std::vector<classify::Finding> mounted_checkout_lints(const compose::Model& model,
                                                      const CheckoutDifferences& differences);

}  // namespace slipway::lint
