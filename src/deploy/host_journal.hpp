#pragma once

#include "deploy/host_session.hpp"
#include "deploy/journal.hpp"
#include "deploy/settings.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

namespace slipway::deploy {

/// The journal as the host has it: what is missing here is fetched over the connection, into refs/slipway/
/// and nowhere else.
Result<Journal> fetch_journal(const git::Repository& repository, const Settings& settings,
                              const host::HostState& host, const host::Connection& connection);

/// Pushes trees to the host's journal, thin and without any history: each as a commit below
/// refs/slipway/incoming/. `known` is the journal's newest entry, whose objects the host has; empty where it
/// has none.
struct Parcel {
  std::string name;  ///< Last component of the reference.
  std::string tree;
};
Result<void> push_trees(const git::Repository& repository, const std::vector<Parcel>& parcels,
                        const std::string& known, const host::HostState& host,
                        const host::Connection& connection);

/// Where the host's journal is damaged: has it repaired, and gives back the entries that were lost there and
/// are known here.
Result<void> mend_journal(const git::Repository& repository, const Settings& settings, HostSession& session,
                          Listener& listener);

/// Notes here what a run wrote there: stores the entry and moves the references. `deployed` where it was a
/// healthy release.
Result<void> adopt_entry(const git::Repository& repository, const Settings& settings,
                         const std::string& entry, const std::string& entry_bytes, bool deployed);

}  // namespace slipway::deploy
