#pragma once

#include "deploy/plan/journal.hpp"
#include "deploy/plan/settings.hpp"
#include "deploy/remote/host_session.hpp"
#include "deploy/remote/large_files.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The journal as the host has it: what is missing here is fetched over the connection, into refs/slipway/
/// and nowhere else.
Result<Journal> fetch_journal(const git::Repository& repository, const Place& place,
                              const host::HostState& host, host::Connection& connection);

/// Pushes trees to the host's journal, thin and without any history: each as a commit below
/// refs/slipway/incoming/. `known` is the journal's newest entry, whose objects the host has; empty if it
/// has none. Returns the bytes that travelled, as git says them. The host's references, those of patches
/// (patches.hpp) among them, say what else it has.
struct Parcel {
  std::string name;  ///< Last component of the reference.
  std::string tree;
  std::string commit = {};  ///< One that is made already, in place of one for the tree.
};
Result<std::uint64_t> push_trees(const git::Repository& repository, const Place& place,
                                 const std::vector<Parcel>& parcels, const std::string& known,
                                 const host::HostState& host, host::Connection& connection,
                                 const Packing& packing, Listener& listener);

/// The same as the bytes of a pack, to travel with the run that needs them. `there`: further objects that the
/// host has. Nothing if it would be larger than `limit`.
Result<std::optional<std::string>> pack_trees(const git::Repository& repository,
                                              const std::vector<Parcel>& parcels, const std::string& known,
                                              const std::vector<std::string>& there, std::size_t limit);

/// If the host's journal is damaged: has it repaired, and pushes the entries that were lost there and
/// are known here.
Result<void> mend_journal(const git::Repository& repository, const Place& place, HostSession& session,
                          Listener& listener);

/// Stores the entry of a run in this repository, and moves the references. `deployed` if it was a
/// healthy release.
Result<void> adopt_entry(const git::Repository& repository, const Place& place, const std::string& entry,
                         const std::string& entry_bytes, bool deployed);

}  // namespace slipway::deploy
