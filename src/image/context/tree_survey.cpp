#include "image/context/tree_survey.hpp"

#include "classify/path_pattern.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::image {
namespace {

using classify::EntryKind;
using classify::TreeEntry;

/// The words of a line, between any number of blanks and tabs.
std::vector<std::string> words_of(std::string line) {
  std::replace(line.begin(), line.end(), '\t', ' ');
  std::vector<std::string> words = split(std::string(trim(line)), ' ');
  std::erase(words, std::string());
  return words;
}

bool speaks_of_other_filters(const std::string& attributes) {
  for (const std::string& line : split(attributes, '\n')) {
    for (const std::string& word : words_of(line)) {
      if (word.starts_with("filter=") && word != "filter=lfs" && !line.starts_with('#')) {
        return true;
      }
    }
  }
  return false;
}

class Surveyor {
 public:
  Surveyor(const classify::Tree& tree, TreeSurvey& found) : tree_(tree), found_(found) {}

  Result<void> walk(const std::string& directory) {
    SLIPWAY_TRY_ASSIGN(const auto entries, tree_.list(directory));
    for (const TreeEntry& entry : entries) {
      const std::string path = directory.empty() ? entry.name : fmt::format("{}/{}", directory, entry.name);
      SLIPWAY_TRY(entry.kind == EntryKind::directory ? walk(path) : visit(path, entry));
    }
    return {};
  }

 private:
  Result<void> visit(const std::string& path, const TreeEntry& entry) {
    if (entry.kind == EntryKind::submodule) {
      found_.submodules.push_back(path);
      return {};
    }
    bool odd = !is_utf8(path);
    if (entry.kind == EntryKind::symlink) {
      SLIPWAY_TRY_ASSIGN(const std::string target, tree_.read(path));
      odd = odd || !is_utf8(target);
    } else {
      found_.files.push_back(path);
      if (entry.name == ".gitattributes") {
        SLIPWAY_TRY_ASSIGN(const std::string text, tree_.read(path));
        found_.lfs.read(path, text);
        found_.has_other_filters = found_.has_other_filters || speaks_of_other_filters(text);
      }
    }
    if (odd) {
      found_.names_not_utf8.push_back(path);
    }
    return {};
  }

  const classify::Tree& tree_;
  TreeSurvey& found_;
};

}  // namespace

void LfsPatterns::read(const std::string& path, const std::string& text) {
  for (const std::string& line : split(text, '\n')) {
    const auto words = words_of(line);
    const bool filtered = std::find(words.begin(), words.end(), "filter=lfs") != words.end();
    if (filtered && !words[0].starts_with('#') && !words[0].starts_with("[attr]")) {
      const std::size_t slash = path.rfind('/');
      patterns_.emplace_back(slash == std::string::npos ? std::string() : path.substr(0, slash), words[0]);
    }
    any_ = any_ || filtered;
  }
}

std::string LfsPatterns::pattern_of(const std::string& path) const {
  for (auto entry = patterns_.rbegin(); entry != patterns_.rend(); ++entry) {
    const std::string& directory = entry->first;
    if (!directory.empty() && !path.starts_with(directory + '/')) {
      continue;
    }
    const std::size_t skipped = directory.empty() ? 0 : directory.size() + 1;
    if (classify::PathPatterns({entry->second}).match(std::string_view(path).substr(skipped))) {
      return entry->second;
    }
  }
  return path;
}

Result<TreeSurvey> survey_tree(const classify::Tree& tree) {
  TreeSurvey found;
  SLIPWAY_TRY(Surveyor(tree, found).walk(""));
  return found;
}

}  // namespace slipway::image
