#pragma once

#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::deploy {

/// The address of a host's journal, for git to fetch from and push to.
std::string journal_address(const host::HostState& host);

/// Receives pieces of git's standard error, as they come.
using Told = std::function<void(std::string_view)>;

/// Runs `git` with `words` (a fetch or a push with --progress) over the connection. It may take as long as it
/// takes, but not be silent for long: git says at least once a second how far it is.
///
/// Errors: the host said nothing for host::patience(); the connection ended; there is no room on the host; or
/// whatever git says. `what` is the error's first part. In none of these cases the host has changed anything.
Result<Finished> transfer(const git::Repository& repository, const Place& place, const host::HostState& host,
                          host::Connection& connection, std::vector<std::string> words,
                          const std::string& what, const Told& told = {});

/// What git said for people, without its progress.
std::string without_progress(std::string_view said);

/// The error for a failure on the host, if there is too little room: figures, and the command
/// that frees space. Nothing if there is room. `said` is what the program that failed printed.
std::optional<Error> no_room(const Place& place, const host::HostState& host, host::Connection& connection,
                             const std::string& what, std::string_view said);

}  // namespace slipway::deploy
