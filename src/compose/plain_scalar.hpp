#pragma once

#include "compose/value.hpp"

#include <string>
#include <string_view>

namespace slipway::compose {

/// What a plain (unquoted) YAML scalar is, and how compose spells it when it becomes text, as in an
/// environment.
struct PlainScalar {
  Value::Kind kind = Value::Kind::string;
  std::string spelling;
};

/// Resolves a scalar as compose v2 does (go-yaml v3's core schema with YAML 1.1 octals, then Go's `%v`):
/// `0x10` is spelt `16`, `010` is `8`, `1.10` is `1.1`, `yes` stays a string.
PlainScalar resolve_plain_scalar(std::string_view text);

}  // namespace slipway::compose
