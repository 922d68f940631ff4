#pragma once

#include "util/error.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace slipway::git {

enum class ObjectType : unsigned char { commit, tree, blob, tag };

struct Object {
  ObjectType type = ObjectType::blob;
  std::string_view bytes;             ///< Valid as long as
  std::shared_ptr<const void> owner;  ///< this lives.
};

/// Reads a repository's objects and names. There are two: libgit2, and git's plumbing for the repositories
/// libgit2 refuses (sha256, reftable, partial clones …). Object ids are raw bytes, 20 or 32 of them.
class ObjectReader {
 public:
  ObjectReader() = default;
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;
  virtual ~ObjectReader() = default;

  /// Error: there is no such object, or it cannot be read.
  virtual Result<Object> read(std::string_view id) const = 0;
  /// The size of an object without reading all of it, if the store knows it.
  virtual Result<std::uint64_t> size(std::string_view id) const = 0;
  virtual bool has(std::string_view id) const = 0;
  /// The object that a revision expression (gitrevisions(7)) names, peeled to a commit or, if it is none,
  /// a tree.
  virtual Result<std::string> resolve(std::string_view revision) const = 0;
  /// 20 for SHA-1 repositories, 32 for SHA-256.
  virtual std::size_t id_size() const = 0;
};

/// The command to run if an object is not here, for errors.
std::string advice_on_missing(std::string_view hex);

/// Empty if `hex` is not the hexadecimal form of an id.
std::string id_of(std::string_view hex);

}  // namespace slipway::git
