#pragma once

#include "host/connection.hpp"
#include "util/error.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace slipway::host {

/// A public key that a host shows.
struct HostKey {
  std::string type;         ///< "ssh-ed25519", …
  std::string blob;         ///< Base64, as known_hosts has it.
  std::string fingerprint;  ///< "SHA256:…"
  bool known = false;       ///< It is in the known-hosts file already.
};

/// A host that is met for the first time, or again: what it shows, and where ssh looks for its keys.
struct HostIdentity {
  std::string address;  ///< The machine behind the alias …
  std::string port;
  std::string name;                   ///< … and what known_hosts calls it.
  std::filesystem::path known_hosts;  ///< The first file that ssh reads for this host.
  std::vector<HostKey> keys;
  /// Fingerprints of known keys of a type that the host now shows another key of.
  std::vector<std::string> changed;
};

/// Asks ssh how it resolves the name, and the host for its keys (ssh-keyscan). Writes nothing. Errors: the
/// host does not answer; it is reached through another one, so that only ssh itself can ask it.
Result<HostIdentity> scan_host_keys(const Destination& destination);

/// Adds keys to the known-hosts file, which is made if there is none.
Result<void> remember(const HostIdentity& identity, const std::vector<HostKey>& keys);

/// What `ssh -G` prints for the known-hosts files: the first of them. Paths may have spaces, which it does
/// not quote.
std::filesystem::path first_known_hosts(const std::string& value);

}  // namespace slipway::host
