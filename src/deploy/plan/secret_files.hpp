#pragma once

#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"
#include "host/probe.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A file of ENV_FILES or SECRET_FILES, or what a SECRET_COMMAND printed. It is not in git, so it is sent
/// separately. Its bytes and its digest only go into the standard input of the connection.
struct SecretFile {
  std::string place;  ///< Its path below DIRECTORY, which is the same as below ROOT.
  std::string bytes;
};

/// Where a file of the settings lies below DIRECTORY. Error: outside of it, or no name for a secret.
Result<std::string> place_of_secret(const Application& application, const std::string& file);

/// The places of all files of ENV_FILES and SECRET_FILES, and of what SECRET_COMMANDs print.
std::set<std::string> places_beside_git(const Application& application);

/// Reads the files that the settings name. Errors: one is missing, is too large, lies outside of ROOT, or has
/// a name that a line cannot hold.
Result<std::vector<SecretFile>> read_secrets(const Application& application);

/// In bytes. Certificates, keys and variables are much smaller.
constexpr std::size_t largest_secret = 1U << 20U;

/// Error: one of them is part of the tree to deploy, so every clone has it.
Result<void> check_not_in_git(const git::Repository& repository, const std::string& tree,
                              const std::vector<SecretFile>& secrets);

/// What probe.sh compares: place and digest of each. The host stores neither as it is, but under a key of its
/// own.
std::vector<std::string> secret_words(const std::vector<SecretFile>& secrets);

/// The variables that a `.env` here sets to something else than the one on the host, or that only one of the
/// two sets; with those that are made from them. Nothing if that cannot be told: the host did not say what
/// its file has, or a line that sets no variable differs.
std::optional<std::set<std::string>> changed_variables(std::string_view text,
                                                       const std::vector<host::SecretState::Line>& on_host);

}  // namespace slipway::deploy
