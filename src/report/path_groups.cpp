#include "report/path_groups.hpp"

#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace slipway::report {
namespace {

struct Group {
  std::size_t first = 0;  ///< The index of its first path.
  std::size_t count = 0;
};

/// By directory, with its slash; "" is the root.
using Groups = std::map<std::string, Group>;

void add(Groups& groups, const std::string& directory, const Group& added) {
  const auto [group, inserted] = groups.emplace(directory, added);
  if (!inserted) {
    group->second.first = std::min(group->second.first, added.first);
    group->second.count += added.count;
  }
}

/// "a/b/c.txt" is in "a/b/", which is in "a/".
std::string directory_of(const std::string& path) {
  const std::size_t end = path.ends_with('/') ? path.size() - 1 : path.size();
  const std::size_t slash = end == 0 ? std::string::npos : path.rfind('/', end - 1);
  return slash == std::string::npos ? std::string{} : path.substr(0, slash + 1);
}

void fold_deepest(Groups& groups) {
  const auto depth = [](const auto& group) {
    return std::count(group.first.begin(), group.first.end(), '/');
  };
  const auto deepest =
      std::max_element(groups.begin(), groups.end(),
                       [&](const auto& left, const auto& right) { return depth(left) < depth(right); });
  const Group folded = deepest->second;
  const std::string parent = directory_of(deepest->first);
  groups.erase(deepest);
  add(groups, parent, folded);
}

}  // namespace

std::vector<std::string> path_groups(const std::vector<std::string>& paths, std::size_t most) {
  if (paths.size() <= most) {
    return paths;
  }
  Groups groups;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    add(groups, directory_of(paths[i]), {i, 1});
  }
  while (groups.size() > std::max<std::size_t>(most, 1)) {
    fold_deepest(groups);
  }
  std::vector<std::pair<Group, std::string>> ordered;
  for (const auto& [directory, group] : groups) {
    ordered.emplace_back(group, directory);
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& left, const auto& right) { return left.first.first < right.first.first; });
  std::vector<std::string> texts;
  for (const auto& [group, directory] : ordered) {
    texts.push_back(group.count == 1 ? paths[group.first]
                                     : fmt::format("{} ({})", directory.empty() ? "./" : directory,
                                                   count_of(group.count, "file")));
  }
  return texts;
}

}  // namespace slipway::report
