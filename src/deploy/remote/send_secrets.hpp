#pragma once

#include "deploy/plan/secret_files.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// Puts the files into DIRECTORY/.slipway/secrets/NAME on the host, for a run to install.
Result<void> send_secrets(host::Connection& connection, const Place& place, const host::HostState& host,
                          const std::string& name, const std::vector<SecretFile>& secrets);

/// Errors: files of the deployed release were edited on the host (unless `overwrite`), or others
/// are in the way of the release's files. Contents are never shown.
Result<void> check_secrets_on_host(const host::HostState& host, bool overwrite);

}  // namespace slipway::deploy
