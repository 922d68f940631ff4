#pragma once

#include "compose/model.hpp"
#include "deploy/plan/elf_facts.hpp"
#include "deploy/plan/release_spec.hpp"

#include <map>
#include <string>

namespace slipway::deploy {

/// Fills in, for the programs in the images: how the containers of their services start, and what of them may
/// bring libraries that the image does not have (release_spec.hpp). `elf`: the programs' headers, by path.
///
/// `first_word` is "entrypoint:/opt/hub" if it replaces what the image says, "command:/opt/hub" if it only
/// counts without an entry point of the image, and empty if the image alone says it.
void describe_starts(ReleaseSpec& spec, const compose::Model& model,
                     const std::map<std::string, ElfFacts>& elf);

}  // namespace slipway::deploy
