#pragma once

#include <string_view>

namespace slipway::init {

/// The scripts beside this file, which `slipway init` writes into projects as they are.
extern const std::string_view answers_cmake;
extern const std::string_view runs_cmake;

}  // namespace slipway::init
