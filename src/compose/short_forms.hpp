#pragma once

#include "compose/value.hpp"
#include "util/error.hpp"

#include <string>
#include <string_view>

namespace slipway::compose {

/// The path in a container that a mount leads to, without doubled slashes, `.` and `..`.
std::string clean_target(std::string_view target);

/// `source:target:options` as the long form: a map with `type`, `source`, `target`, `read_only` and the other
/// options, as compose-go's `format.ParseVolume` reads it (named volume or bind mount by how the source
/// starts). A source that starts with an open variable counts as a bind mount.
Result<Value> expand_volume(const Value& short_form);

/// `[[host_ip:]published:]target[/protocol]` as the long form. Ranges stay ranges.
Result<Value> expand_port(const Value& short_form);

}  // namespace slipway::compose
