#pragma once

#include "classify/plan.hpp"
#include "deploy/plan/release_spec.hpp"

namespace slipway::deploy {

/// Images of the application that are made from another one of it which the plan builds are built as well, by
/// cache as far as that goes: their own files say nothing of the base. Services that run them start anew.
void build_dependents(classify::Plan& plan, const ReleaseSpec& spec);

}  // namespace slipway::deploy
