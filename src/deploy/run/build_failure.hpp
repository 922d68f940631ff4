#pragma once

#include <string>
#include <string_view>

namespace slipway::deploy {

/// Why a build has failed, in one line, from all that the builder printed: the step and its error, or the
/// builder's last word; and that memory ran out, if that is likely. Empty if it said nothing of the kind. Not
/// yet fit for a terminal. The runner does the same on a host: why_build_failed() in steps.sh.
std::string why_build_failed(std::string_view output);

}  // namespace slipway::deploy
