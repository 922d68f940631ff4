#pragma once

#include "classify/tree.hpp"
#include "compose/read_context.hpp"
#include "compose/service.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

#include <map>
#include <set>
#include <string>

namespace slipway::compose {

/// What compose hashes to find out if a container still matches the files (`ServiceHash` of compose
/// v2): the service without `build`, `depends_on`, `profiles`, `pull_policy`, `scale` and replicas, with the
/// content of its environment files, and beyond that the networks, volumes, configs and secrets it names.
/// `variables` gets the names of those whose value is not certain here, and `environment` what the
/// container's environment is, as far as the tree says it.
Result<std::map<std::string, std::string>> make_definition(const Service& service, const Value& value,
                                                           const Value& document, const classify::Tree& tree,
                                                           const ReadContext& context,
                                                           std::set<std::string>& variables,
                                                           Variables& environment);

}  // namespace slipway::compose
