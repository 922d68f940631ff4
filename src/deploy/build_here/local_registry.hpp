#pragma once

#include "util/error.hpp"
#include "util/process.hpp"

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A part of an image as a registry keeps it: compressed, named by its content.
struct Blob {
  std::string digest;  ///< sha256:…
  std::uint64_t bytes = 0;
};

/// The program to start: the one that is named, or `docker-registry` or `registry` on PATH. Empty if there
/// is none. Error if the named one does not exist.
Result<std::string> find_registry_program(const std::string& named);

/// A name and a password for one run, which nobody else knows.
struct Login {
  std::string user;
  std::string password;

  /// As HTTP's basic authentication and docker's config.json have it.
  std::string basic() const;
};

/// A registry program that serves a directory on free ports of this machine's loopback: on one images are
/// pushed to it, the other is for the host, which may only pull, with a password. It ends with the object,
/// and also when this process is killed: the end of a pipe that we hold ends it.
class LocalRegistry {
 public:
  static Result<LocalRegistry> start(const std::string& program, const std::filesystem::path& directory);

  /// Where to push to: "127.0.0.1:PORT".
  std::string address() const;
  /// For the host, which needs `login`.
  unsigned port_to_pull() const { return to_pull_.port; }
  const Login& login() const { return login_; }

  /// The configuration and layers that the manifest of a pushed image names, in their order. Error: it is not
  /// there, or not an image's.
  Result<std::vector<Blob>> blobs(const std::string& manifest_digest) const;

  /// Stops it, and removes blobs that no image needs any more if they have become most of the directory.
  /// `needed`: the blobs of the images in use.
  void stop_and_tidy(std::uint64_t needed);

 private:
  struct Server {
    unsigned port = 0;
    Child process;
  };

  LocalRegistry(std::string program, std::filesystem::path directory, Login login, Server to_push,
                Server to_pull);
  /// Starts the program with a configuration, and waits until it answers.
  static Result<Server> serve(const std::string& program, const std::filesystem::path& configuration,
                              unsigned port);

  std::string program_;
  std::filesystem::path directory_;
  Login login_;
  Server to_push_;
  Server to_pull_;
};

/// Blobs of a manifest's bytes. Error if it is not the manifest of one image.
Result<std::vector<Blob>> blobs_of_manifest(const std::string& manifest);

/// What a host has received from here before, kept beside the registry: only to say beforehand how much will
/// be sent.
std::set<std::string> load_delivered(const std::filesystem::path& directory);
void save_delivered(const std::filesystem::path& directory, const std::set<std::string>& digests);

}  // namespace slipway::deploy
