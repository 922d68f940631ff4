#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/last_seen.hpp"
#include "deploy/plan/settings.hpp"
#include "host/probe.hpp"

namespace slipway::deploy {

/// What tells a machine from every other: its machine id or its host keys, its name, and the boot of its
/// kernel, which differs on cards that were copied. Empty if it has none of them.
std::string machine_of(const host::HostState& host);

/// The part of a release that is no longer on the host, so that it cannot be put back; empty if all is there.
/// The host was examined in full.
std::string missing_of(const Release& release, const host::HostState& host);

/// What is to be remembered of a look: when it was, at which machine, and which releases could be put back. A
/// short look leaves those as they were. `tree` is any tree of this repository.
Seen seen_of(const git::Repository& repository, const Place& place, const host::HostState& host,
             const Journal& journal, const std::string& tree);
/// Remembers it here.
void remember_look(const git::Repository& repository, const Place& place, const host::HostState& host,
                   const Journal& journal, const std::string& tree);

/// The sentence for a HOST that is another machine than at the last look, with what runs on that one;
/// nothing if it is the same, or if that is not known. To be called before the look is remembered, with the
/// journal as it was known here before.
std::optional<std::string> other_machine(const std::optional<LastSeen>& seen, const host::HostState& host,
                                         const Place& place, const Journal& known, std::int64_t now);

}  // namespace slipway::deploy
