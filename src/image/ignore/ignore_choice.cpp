#include "image/ignore/ignore_choice.hpp"

#include "classify/follow_links.hpp"
#include "image/go/clean_path.hpp"

#include <utility>

namespace slipway::image {
namespace {

struct Candidate {
  std::string path;
  std::string top;  ///< The directory that the builder sees it in.
};

std::string inside(std::string_view directory, std::string_view name) {
  return directory.empty() || directory == "." ? std::string(name)
                                               : clean_path(std::string(directory) + "/" + std::string(name));
}

std::vector<Candidate> candidates(std::string_view context, std::string_view dockerfile) {
  std::vector<Candidate> candidates;
  if (const std::string path = clean_path(dockerfile); path != "." && !path.starts_with("../")) {
    const std::size_t slash = path.rfind('/');
    candidates.push_back(
        {path + ".dockerignore", slash == std::string::npos ? std::string{} : path.substr(0, slash)});
  }
  candidates.push_back({inside(context, ".dockerignore"), clean_path(context)});
  return candidates;
}

}  // namespace

Result<std::optional<ChosenIgnoreFile>> choose_ignore_file(const classify::Tree& tree,
                                                           std::string_view context,
                                                           std::string_view dockerfile) {
  for (Candidate& candidate : candidates(context, dockerfile)) {
    SLIPWAY_TRY_ASSIGN(const classify::FollowedPath followed,
                       classify::follow_links(tree, candidate.path, {.top = candidate.top, .clamps = true}));
    if (followed.is_file()) {
      SLIPWAY_TRY_ASSIGN(std::string bytes, tree.read(followed.path));
      return ChosenIgnoreFile{std::move(candidate.path), std::move(bytes)};
    }
  }
  return std::nullopt;
}

Result<std::vector<std::string>> ignore_file_ways(const classify::Tree& tree, std::string_view context,
                                                  std::string_view dockerfile) {
  std::vector<std::string> ways;
  for (const Candidate& candidate : candidates(context, dockerfile)) {
    ways.push_back(candidate.path);
    bool is_chosen = false;
    for (const bool clamps : {false, true}) {
      SLIPWAY_TRY_ASSIGN(
          const classify::FollowedPath followed,
          classify::follow_links(tree, candidate.path, {.top = candidate.top, .clamps = clamps}));
      const auto way = followed.way();
      ways.insert(ways.end(), way.begin(), way.end());
      is_chosen = followed.is_file();
    }
    if (is_chosen) {
      break;
    }
  }
  return ways;
}

Result<IgnoreRules> context_rules(const classify::Tree& tree, std::string_view context,
                                  std::string_view dockerfile) {
  SLIPWAY_TRY_ASSIGN(std::optional<ChosenIgnoreFile> chosen, choose_ignore_file(tree, context, dockerfile));
  if (!chosen) {
    return IgnoreRules();
  }
  SLIPWAY_TRY_ASSIGN(const IgnoreFile file, read_ignore_file(chosen->bytes, std::move(chosen->path)));
  return IgnoreRules::for_context(file);
}

}  // namespace slipway::image
