#include "deploy/artifacts/reproduce.hpp"

#include "deploy/plan/artifacts.hpp"
#include "git/repository.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

/// "CMAKE_BUILD_TYPE:STRING=Release" of a cache, whatever somebody has set or a find_… has found. What CMake
/// keeps for itself is made anew.
bool is_setting(std::string_view type) {
  constexpr std::array<std::string_view, 5> kinds{"BOOL", "STRING", "PATH", "FILEPATH", "UNINITIALIZED"};
  return std::find(kinds.begin(), kinds.end(), type) != kinds.end();
}

struct Cache {
  std::string generator;
  std::vector<std::string> definitions;  ///< "-D…"
};

bool is_of_path(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) != 0 ||
         std::string_view("-_.+/").find(character) != std::string_view::npos;
}

/// Whether the path at `at`, which ends before `end`, is a whole one or its start: "/src/app" is neither in
/// "/src/app-2" nor in "/old/src/app", but it is in "-I/src/app/include".
bool is_path(std::string_view value, std::size_t at, std::size_t end) {
  if (end < value.size() && value[end] != '/' && is_of_path(value[end])) {
    return false;
  }
  while (at > 0 && is_of_path(value[at - 1])) {
    if (value[--at] == '/') {
      return false;
    }
  }
  return true;
}

/// Paths in the repository become those in its clone, and those in the build directory those in the new one.
Result<Cache> read_cache(const Settings& settings, const fs::path& top, const fs::path& clone,
                         const fs::path& directory) {
  const fs::path file = settings.build_system.build_directory / "CMakeCache.txt";
  SLIPWAY_TRY_ASSIGN(const std::string text, read_file(file));
  Cache cache;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    const std::size_t equals = line.find('=', colon == std::string::npos ? 0 : colon);
    if (line.starts_with("#") || line.starts_with("//") || colon == std::string::npos ||
        equals == std::string::npos) {
      continue;
    }
    const std::string type = line.substr(colon + 1, equals - colon - 1);
    std::string value = line.substr(equals + 1);
    if (line.starts_with("CMAKE_GENERATOR:INTERNAL=")) {
      cache.generator = value;
    }
    if (!is_setting(type)) {
      continue;
    }
    // The build directory first: it often lies in the repository.
    value = with_moved_paths(std::move(value), settings.build_system.build_directory.native(),
                             directory.native(), [](const std::string&) { return true; });
    // What lies in the repository and in no commit, such as a compiler of its own, stays where it is.
    value = with_moved_paths(std::move(value), top.native(), clone.native(), [&](const std::string& rest) {
      std::error_code error;
      return fs::exists(clone.native() + rest, error);
    });
    cache.definitions.push_back(fmt::format("-D{}={}", line.substr(0, equals), value));
  }
  return cache;
}

Result<void> run_step(const Command& command, std::string_view what) {
  SLIPWAY_TRY_ASSIGN(const Finished done, run(command));
  if (!done.ok()) {
    return fail(ExitCode::refused, fmt::format("the artifacts cannot be built again: {} failed", what),
                printable_lines(trim(done.out + done.err)), command.text());
  }
  return {};
}

/// What a build in `place` makes of HEAD.
Result<BuiltArtifacts> build_in(const Settings& settings, const git::Repository& repository,
                                const fs::path& place) {
  const BuildSystem& build = settings.build_system;
  const fs::path clone = place / "source";
  const fs::path directory = place / "build";
  std::error_code error;
  fs::create_directories(place, error);
  const fs::path top = fs::weakly_canonical(repository.top(), error);
  SLIPWAY_TRY_ASSIGN(const std::string head, repository.resolve("HEAD"));
  SLIPWAY_TRY(
      run_step(repository.command({"clone", "--quiet", "--no-checkout", top.native(), clone.native()}),
               "`git clone`"));
  SLIPWAY_TRY(run_step({.argv = {"git", "-C", clone.native(), "checkout", "--quiet", "--detach", head}},
                       "`git checkout`"));
  SLIPWAY_TRY_ASSIGN(const Cache cache, read_cache(settings, top, clone, directory));
  const fs::path project = fs::weakly_canonical(build.project_directory, error).lexically_relative(top);
  const std::string cmake = build.cmake_command.empty() ? "cmake" : build.cmake_command;
  Command configure{.argv = {cmake, "-S", (clone / project).lexically_normal().native(), "-B",
                             directory.native(), "-G", cache.generator}};
  configure.argv.insert(configure.argv.end(), cache.definitions.begin(), cache.definitions.end());
  SLIPWAY_TRY(run_step(configure, "configuring"));
  Command make{.argv = {cmake, "--build", directory.native(), "--target",
                        "slipway-inputs-" + settings.place.deployment}};
  if (!build.configuration.empty()) {
    make.argv.insert(make.argv.end(), {"--config", build.configuration});
  }
  SLIPWAY_TRY(run_step(make, "the build"));
  const fs::path note = directory /
                        settings.application.artifacts.directory.lexically_relative(build.build_directory) /
                        "built.json";
  SLIPWAY_TRY_ASSIGN(const std::string text, read_file(note));
  return parse_artifacts(text);
}

}  // namespace

std::string with_moved_paths(std::string value, const std::string& from, const std::string& to,
                             const std::function<bool(const std::string& rest)>& is_there) {
  for (std::size_t at = value.find(from); at != std::string::npos;) {
    const std::size_t end = at + from.size();
    const auto stop =
        std::find_if_not(value.begin() + static_cast<std::ptrdiff_t>(end), value.end(), is_of_path);
    const std::string rest(value.begin() + static_cast<std::ptrdiff_t>(end), stop);
    // A path with spaces stands alone.
    const bool moves = is_there(rest) || (at == 0 && is_there(value.substr(end)));
    if (is_path(value, at, end) && moves) {
      value.replace(at, from.size(), to);
      at = value.find(from, at + to.size());
    } else {
      at = value.find(from, end);
    }
  }
  return value;
}

Result<std::vector<classify::Finding>> find_unreproducible(const Settings& settings) {
  if (!settings.application.artifacts.any()) {
    return fail(ExitCode::usage,
                fmt::format("the deployment `{}` has no artifacts", printable(settings.place.deployment)), {},
                "add slipway_add_artifacts() to the project, and configure again");
  }
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const TemporaryDirectory scratch, TemporaryDirectory::create());
  // Names of different lengths: paths of the same length can hide in padding.
  SLIPWAY_TRY_ASSIGN(const BuiltArtifacts first, build_in(settings, repository, scratch.path() / "one"));
  SLIPWAY_TRY_ASSIGN(const BuiltArtifacts second,
                     build_in(settings, repository, scratch.path() / "another directory" / "two"));
  std::map<std::string, std::string> digests;
  for (const Artifact& file : second.files) {
    digests[file.path] = file.sha256;
  }
  std::vector<classify::Finding> findings;
  for (const Artifact& file : first.files) {
    const auto other = digests.find(file.path);
    if (other == digests.end() || other->second != file.sha256) {
      findings.push_back(
          {"artifact-not-reproducible",
           {},
           file.path,
           0,
           fmt::format("two builds of the same commit in two directories make `{}` with other bytes",
                       printable(file.path)),
           "each build is a change: another machine or directory deploys it again",
           "compile with -ffile-prefix-map=${CMAKE_SOURCE_DIR}=., set CMAKE_BUILD_RPATH_USE_ORIGIN, and use "
           "no __DATE__ or __TIME__ and no -g"});
    }
  }
  return findings;
}

}  // namespace slipway::deploy
