#pragma once

#include "deploy/settings.hpp"
#include "git/repository.hpp"
#include "host/connection.hpp"
#include "host/probe.hpp"

#include <string>
#include <vector>

namespace slipway::deploy {

/// A file of ENV_FILES or SECRET_FILES: not in git, so it reaches the host on a way of its own. Its bytes and
/// its digest go nowhere but into the standard input of the connection.
struct SecretFile {
  std::string place;  ///< Where it lies below DIRECTORY, which is where it lies below ROOT.
  std::string bytes;
};

/// Where a file of the settings lies below DIRECTORY. Error: outside of it, or no name for a secret.
Result<std::string> place_of_secret(const Settings& settings, const std::string& file);

/// Reads the files that the settings name. Errors: one is missing, is too large, lies outside of ROOT, or has
/// a name that a line cannot hold.
Result<std::vector<SecretFile>> read_secrets(const Settings& settings);

/// Error: one of them is part of the tree to deploy, and so of everybody's clone.
Result<void> check_not_in_git(const git::Repository& repository, const std::string& tree,
                              const std::vector<SecretFile>& secrets);

/// What probe.sh compares: place and digest of each. The host stores neither as it is, but under a key of its
/// own.
std::vector<std::string> secret_words(const std::vector<SecretFile>& secrets);

/// Puts the files into DIRECTORY/.slipway/secrets/NAME on the host, for a run to install.
Result<void> send_secrets(host::Connection& connection, const Settings& settings, const host::HostState& host,
                          const std::string& name, const std::vector<SecretFile>& secrets);

/// Errors: files that the deployed release brought were edited on the host (unless `overwrite`), or others
/// lie where the release has files of its own. Contents are never shown.
Result<void> check_secrets_on_host(const host::HostState& host, bool overwrite);

/// Base64 of any bytes (RFC 4648, section 4), without line breaks.
std::string base64(std::string_view bytes);

}  // namespace slipway::deploy
