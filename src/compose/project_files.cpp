#include "compose/project_files.hpp"

#include "compose/dotenv.hpp"
#include "compose/tree_files.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <array>

namespace slipway::compose {
namespace {

// In compose v2's order of preference. v1 prefers `docker-compose.yml`.
constexpr std::array default_names = {"compose.yaml", "compose.yml", "docker-compose.yml",
                                      "docker-compose.yaml"};
constexpr std::array override_names = {"compose.override.yml", "compose.override.yaml",
                                       "docker-compose.override.yml", "docker-compose.override.yaml"};

class FileFinder {
 public:
  FileFinder(const classify::Tree& tree, const PathResolver& resolver, const LoadOptions& options)
      : tree_(tree), resolver_(resolver), options_(options) {}

  Result<ProjectFiles> find() {
    for (const auto& [name, value] : options_.environment) {
      found_.environment.set(name, Text(value));
    }
    found_.directory = join_path("", options_.project_directory.value_or(""));
    if (!options_.files.empty()) {
      take_files(options_.files);
      SLIPWAY_TRY(read_dotenv_in(found_.directory));
    } else {
      SLIPWAY_TRY(read_dotenv_in(found_.directory));
      SLIPWAY_TRY(choose_files());
    }
    for (const auto& file : found_.files) {
      SLIPWAY_TRY_ASSIGN(const bool exists, is_file(file));
      if (!exists) {
        return fail(ExitCode::refused,
                    fmt::format("the compose file `{}` is not in the tree that is deployed", file),
                    "the tree has no such file",
                    "check COMPOSE_FILES and ROOT, and that the file is committed: git ls-files");
      }
    }
    return std::move(found_);
  }

 private:
  Result<bool> is_file(const std::string& path) const {
    SLIPWAY_TRY_ASSIGN(const auto source, resolver_.resolve(Text(path), ""));
    return source.content == Content::file;
  }

  void take_files(const std::vector<std::string>& files) {
    for (const auto& file : files) {
      found_.files.push_back(join_path("", file));
    }
    if (!options_.project_directory) {
      found_.directory = directory_of(found_.files.front());
    }
  }

  Result<void> read_dotenv_in(const std::string& directory) {
    const std::string path = join_path(directory, ".env");
    SLIPWAY_TRY_ASSIGN(const bool exists, add_dotenv(tree_, resolver_, path, found_.environment));
    if (exists) {
      found_.dotenvs.push_back(path);
    }
    return {};
  }

  Result<void> choose_files() {
    const Text* named = found_.environment.find("COMPOSE_FILE");
    if (named != nullptr && named->known() && !named->empty()) {
      const Text* separator = found_.environment.find("COMPOSE_PATH_SEPARATOR");
      const bool has_separator = separator != nullptr && separator->value.size() == 1;
      const std::string before = found_.directory;
      take_files(split(named->value, has_separator ? separator->value.front() : ':'));
      return found_.directory == before ? Result<void>{} : read_dotenv_in(found_.directory);
    }
    SLIPWAY_TRY_ASSIGN(const auto candidates, existing(default_names));
    if (candidates.empty()) {
      return fail(ExitCode::refused,
                  fmt::format("there is no compose file in {}", found_.directory.empty()
                                                                    ? "the root of the deployed tree"
                                                                    : "`" + found_.directory + "`"),
                  fmt::format("the commit has none of {}", fmt::join(default_names, ", ")),
                  "commit one, or name it: COMPOSE_FILES in CMake, --file for slipway lint");
    }
    found_.files.push_back(candidates.front());
    SLIPWAY_TRY_ASSIGN(const auto overrides, existing(override_names));
    if (!overrides.empty()) {
      found_.files.push_back(overrides.front());
    }
    warn_about_choice(candidates);
    warn_about_choice(overrides);
    return {};
  }

  template <std::size_t N>
  Result<std::vector<std::string>> existing(const std::array<const char*, N>& names) const {
    std::vector<std::string> paths;
    for (const char* name : names) {
      const std::string path = join_path(found_.directory, name);
      SLIPWAY_TRY_ASSIGN(const bool exists, is_file(path));
      if (exists) {
        paths.push_back(path);
      }
    }
    return paths;
  }

  void warn_about_choice(const std::vector<std::string>& candidates) {
    if (candidates.size() > 1) {
      found_.warnings.push_back(
          Warning{"several-compose-files", "", Location{candidates.front(), 0},
                  fmt::format("{} are all there", join(candidates, ", ")),
                  fmt::format("compose v2 takes {}, v1 may take another one", candidates.front()),
                  "keep one of them, or name the files with COMPOSE_FILES"});
    }
  }

  const classify::Tree& tree_;
  const PathResolver& resolver_;
  const LoadOptions& options_;
  ProjectFiles found_;
};

}  // namespace

Result<bool> add_dotenv(const classify::Tree& tree, const PathResolver& resolver, const std::string& path,
                        Environment& environment) {
  SLIPWAY_TRY_ASSIGN(const auto text, read_file(tree, resolver, path));
  if (!text) {
    return false;
  }
  SLIPWAY_TRY_ASSIGN(const auto variables, read_dotenv(*text, environment, path));
  environment.add_weaker(variables);
  return true;
}

Result<ProjectFiles> find_project_files(const classify::Tree& tree, const PathResolver& resolver,
                                        const LoadOptions& options) {
  return FileFinder(tree, resolver, options).find();
}

}  // namespace slipway::compose
