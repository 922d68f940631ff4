#pragma once

#include "classify/tree.hpp"
#include "util/error.hpp"

#include <string>
#include <utility>
#include <vector>

namespace slipway::image {

/// The files that .gitattributes files give to the filter `lfs` (gitattributes(5)), as patterns by the
/// directory that each file lies in.
class LfsPatterns {
 public:
  /// `path` is that of the .gitattributes file.
  void read(const std::string& path, const std::string& text);

  /// Whether the filter is spoken of at all: a macro can stand for it, so any file may be meant.
  bool any() const { return any_; }
  /// The pattern that a path is matched by; the path itself if none matches.
  std::string pattern_of(const std::string& path) const;

 private:
  bool any_ = false;
  std::vector<std::pair<std::string, std::string>> patterns_;
};

/// Files of a tree that are a problem for builds and mounts, found in one walk.
struct TreeSurvey {
  LfsPatterns lfs;
  bool has_other_filters = false;  ///< A .gitattributes file hands something to a filter that is not Git LFS.
  std::vector<std::string> files;  ///< Every regular file.
  std::vector<std::string> submodules;
  /// Files and links whose path is not UTF-8, and links to such places.
  std::vector<std::string> names_not_utf8;
};

/// Error if the tree cannot be read.
Result<TreeSurvey> survey_tree(const classify::Tree& tree);

}  // namespace slipway::image
