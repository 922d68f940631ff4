#pragma once

#include "deploy/remote/large_files.hpp"
#include "deploy/run/listener.hpp"
#include "git/repository.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// What two files have in common at their start and at their end, in bytes. The two do not overlap in either
/// file.
struct Splice {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
};
/// Error: one of them cannot be read.
Result<Splice> find_splice(const std::filesystem::path& from, const std::filesystem::path& to);

/// The objects that the host has made from patches.
struct Patches {
  std::vector<std::string> made;
  std::uint64_t bytes = 0;  ///< That were sent for them.
};

/// Sends what differs in large files that the journal's newest entry and the new release both have: less
/// than git needs for programs, whose addresses all move with one line, and without git's work on files of
/// hundreds of megabytes. The host makes objects from it, and references that begin with `name`
/// (refs/slipway/incoming/); objects that it does not have then are for git to send. `zstd` makes the best
/// patches, if both sides have it.
Patches send_patches(const git::Repository& repository, const host::HostState& host,
                     host::Connection& connection, const std::vector<LargeFile>& files,
                     const std::string& name, Listener& listener);

}  // namespace slipway::deploy
