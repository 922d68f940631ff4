#pragma once

#include "classify/tree.hpp"
#include "compose/text.hpp"
#include "util/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::compose {

/// Where a path of a compose file leads.
enum class Place : std::uint8_t {
  inside,   ///< Into the deployed tree's directory.
  outside,  ///< Elsewhere on the host.
  unknown   ///< A variable in it is open.
};

/// What the tree has at a path. `nothing` says nothing about the host: data lies beside the deployed files.
enum class Content : std::uint8_t { nothing, file, directory };

/// A path on the host that a service uses.
struct SourcePath {
  Text text;  ///< As the compose file has it, after interpolation.
  Place place = Place::unknown;
  /// Inside: relative to the tree's root, normalised, "" is the root. Outside: `/…`, `~…` or `../…`, where
  /// the latter starts from the tree's root. Unknown: the directory, relative to the tree's root, that is
  /// certain.
  std::string path;
  /// Inside: `path` with the tree's symbolic links followed; the same as `path` if there are none. A link
  /// that leaves the tree leaves it here as well, with `content` nothing.
  std::string resolved;
  std::vector<std::string> links;  ///< The symbolic links of the tree on the way, by their own paths.
  Content content = Content::nothing;
  std::string id;  ///< Object id of the content: equal ids mean equal content. "" for nothing.

  bool is_inside() const { return place == Place::inside; }

  friend bool operator==(const SourcePath&, const SourcePath&) = default;
};

/// `base` and `path` as one normalised path, without a slash at the end. It starts with `..` if it leaves
/// the directory that `base` is relative to. Purely lexical, as Go's filepath.Join is.
std::string join_path(std::string_view base, std::string_view path);

/// The directory of a path: "" if it has no slash.
std::string directory_of(std::string_view path);

/// Whether `path` is `directory` or below it. Both normalised; "" is the root and contains everything
/// relative.
bool is_within(std::string_view path, std::string_view directory);

/// Finds out where the paths of compose files lead.
class PathResolver {
 public:
  /// `host_directory` is where the tree's root lies on the host, as it is known here: absolute, or starting
  /// with
  /// `~/`, or relative to the home directory, or only a name; "" if nothing is known. Absolute and `~/`
  /// paths of compose files that lead into it are recognised.
  PathResolver(const classify::Tree& tree, std::string_view host_directory);

  /// `base` is the directory of the tree that relative paths start from. An error only if the tree cannot
  /// be read.
  Result<SourcePath> resolve(const Text& text, std::string_view base) const;

 private:
  Result<void> follow(SourcePath& source) const;

  const classify::Tree* tree_;
  std::string host_directory_;
};

}  // namespace slipway::compose
