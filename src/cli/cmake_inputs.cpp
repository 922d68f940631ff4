#include "cli/cmake_inputs.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

/// The paths of a line of Ninja, from `at` on to the order-only ones; `$` escapes what follows it.
std::vector<std::string> ninja_paths(std::string_view line, std::size_t at) {
  std::vector<std::string> paths;
  std::string path;
  for (; at <= line.size(); ++at) {
    if (at == line.size() || line[at] == ' ') {
      if (path == "||") {
        return paths;
      }
      if (!path.empty() && path != "|") {
        paths.push_back(path);
      }
      path.clear();
    } else {
      if (line[at] == '$' && at + 1 < line.size()) {
        ++at;
      }
      path += line[at];
    }
  }
  return paths;
}

std::vector<std::string> inputs_of_ninja(const fs::path& name) {
  std::ifstream file(name);
  constexpr std::string_view rule = ": RERUN_CMAKE ";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("build ")) {
      if (const std::size_t at = line.find(rule); at != std::string::npos) {
        return ninja_paths(line, at + rule.size());
      }
    }
  }
  return {};
}

/// Those of set(CMAKE_MAKEFILE_DEPENDS …), each in quotes on a line of its own.
std::vector<std::string> inputs_of_make(std::ifstream& file) {
  std::vector<std::string> paths;
  bool is_list = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "set(CMAKE_MAKEFILE_DEPENDS") {
      is_list = true;
    } else if (is_list) {
      const std::size_t start = line.find('"');
      const std::size_t end = line.rfind('"');
      if (start == std::string::npos || end == start) {
        break;
      }
      std::string path;
      for (std::size_t at = start + 1; at < end; ++at) {
        if (line[at] == '\\' && at + 1 < end) {
          ++at;
        }
        path += line[at];
      }
      paths.push_back(std::move(path));
    }
  }
  return paths;
}

/// When a file was written; the beginning of time if it cannot be told.
fs::file_time_type time_of(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error);
  return error ? fs::file_time_type::min() : time;
}

struct Generated {
  fs::file_time_type when = fs::file_time_type::min();
  std::vector<fs::path> inputs;
};

Generated read_generated(const fs::path& build_directory) {
  Generated generated;
  std::vector<std::string> paths;
  const fs::path ninja = build_directory / "build.ninja";
  std::error_code ignored;
  if (fs::exists(ninja, ignored)) {
    paths = inputs_of_ninja(ninja);
    if (paths.empty()) {
      // With several configurations build.ninja is that of one, and what they share is here.
      paths = inputs_of_ninja(build_directory / "CMakeFiles/common.ninja");
    }
    generated.when = time_of(ninja);
  } else if (std::ifstream make(build_directory / "CMakeFiles/Makefile.cmake"); make) {
    paths = inputs_of_make(make);
    // A makefile that would be the same is not written again.
    generated.when = time_of(build_directory / "CMakeFiles/cmake.check_cache");
  }
  for (const std::string& path : paths) {
    generated.inputs.push_back((build_directory / path).lexically_normal());
  }
  return generated;
}

bool is_below(const fs::path& file, const fs::path& directory) {
  return std::mismatch(directory.begin(), directory.end(), file.begin(), file.end()).first == directory.end();
}

/// Files in git's directories that move with HEAD, and the one that a deployment rewrites.
bool tells_of_git_or_host(const fs::path& file) {
  return std::find(file.begin(), file.end(), ".git") != file.end() || file.filename() == "state" ||
         file.filename() == "HEAD" || file.filename() == "packed-refs";
}

}  // namespace

std::vector<fs::path> cmake_inputs(const fs::path& build_directory) {
  return read_generated(build_directory).inputs;
}

std::optional<fs::path> newer_input(const fs::path& build_directory,
                                    const std::vector<fs::path>& read_anyway) {
  const Generated generated = read_generated(build_directory);
  if (generated.when == fs::file_time_type::min()) {
    return std::nullopt;
  }
  const fs::path build = build_directory.lexically_normal();
  for (const fs::path& file : generated.inputs) {
    const bool is_generated = file == build / "CMakeCache.txt" || is_below(file, build / "CMakeFiles");
    const bool is_read = !read_anyway.empty() &&
                         (tells_of_git_or_host(file) ||
                          std::find(read_anyway.begin(), read_anyway.end(), file) != read_anyway.end());
    if (!is_generated && !is_read && time_of(file) > generated.when) {
      return file;
    }
  }
  return std::nullopt;
}

}  // namespace slipway::cli
