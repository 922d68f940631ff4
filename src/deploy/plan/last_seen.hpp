#pragma once

#include "git/repository.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// What is remembered here of the last look at a deployment's host:
/// refs/slipway/<deployment>/<Place::record()>/seen, a commit whose message says it.
struct LastSeen {
  std::int64_t time = 0;                  ///< Seconds since the epoch, by this machine's clock.
  std::string host;                       ///< HOST, as the settings had it.
  std::string machine;                    ///< What the machine calls itself.
  std::string machine_id;                 ///< host::HostState::machine_id
  std::vector<std::uint64_t> restorable;  ///< Releases that could be put back then.
  /// What tells the machine from every other as long as it runs (machine_of()); empty: not known.
  std::string identity = {};
  /// It had no journal: what this clone knows of it is of a machine, or a directory, that is gone.
  bool empty = false;
};

/// A look that is to be remembered: of which deployment and Place::record(), and with which tree.
struct Seen {
  std::string deployment;
  std::string record;
  std::string tree;  ///< Any tree of the repository.
  LastSeen last;
};

/// Nothing if nobody has looked from this clone yet.
std::optional<LastSeen> load_last_seen(const git::Repository& repository, const std::string& deployment,
                                       const std::string& record);

/// Writes it down. If that fails, no command fails.
void remember_seen(const git::Repository& repository, const std::string& deployment,
                   const std::string& record, const std::string& tree, const LastSeen& seen);

/// The same for many hosts, with as few programs as for one.
void remember_seen(const git::Repository& repository, const std::vector<Seen>& looks);

/// "as last seen 3 days ago"; that the clock was set, if that time is still to come.
std::string as_last_seen(const LastSeen& seen, std::int64_t now);

}  // namespace slipway::deploy
