#include "image/predict/dependency_install.hpp"

#include "image/context/context_view.hpp"
#include "image/go/code_points.hpp"
#include "image/go/path_match.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace slipway::image {

namespace {

struct Installer {
  std::string_view program;
  std::string_view subcommand;  ///< Empty: the program alone, without any word behind it.
};

// What installs or fetches what others have written. Commands that build the project itself (`cargo build`,
// `mvn package`) are left out: everything that is copied ahead of them is their input.
constexpr std::array installers = {
    Installer{"pip", "install"},
    Installer{"pip", "download"},
    Installer{"pip", "wheel"},
    Installer{"pipenv", "install"},
    Installer{"pipenv", "sync"},
    Installer{"pipx", "install"},
    Installer{"poetry", "install"},
    Installer{"poetry", "sync"},
    Installer{"uv", "sync"},
    Installer{"uv", "pip"},
    Installer{"uv", "tool"},
    Installer{"pdm", "install"},
    Installer{"pdm", "sync"},
    Installer{"conda", "install"},
    Installer{"conda", "env"},
    Installer{"conda", "create"},
    Installer{"mamba", "install"},
    Installer{"mamba", "env"},
    Installer{"mamba", "create"},
    Installer{"micromamba", "install"},
    Installer{"micromamba", "create"},
    Installer{"npm", "ci"},
    Installer{"npm", "install"},
    Installer{"npm", "i"},
    Installer{"npm", "add"},
    Installer{"yarn", ""},
    Installer{"yarn", "install"},
    Installer{"yarn", "add"},
    Installer{"yarn", "workspaces"},
    Installer{"pnpm", "install"},
    Installer{"pnpm", "i"},
    Installer{"pnpm", "add"},
    Installer{"pnpm", "fetch"},
    Installer{"bun", "install"},
    Installer{"bun", "add"},
    Installer{"apt-get", "install"},
    Installer{"apt", "install"},
    Installer{"aptitude", "install"},
    Installer{"dpkg", "-i"},
    Installer{"apk", "add"},
    Installer{"dnf", "install"},
    Installer{"microdnf", "install"},
    Installer{"tdnf", "install"},
    Installer{"yum", "install"},
    Installer{"zypper", "install"},
    Installer{"zypper", "in"},
    Installer{"pacman", "-S"},
    Installer{"opkg", "install"},
    Installer{"go", "mod"},
    Installer{"go", "get"},
    Installer{"go", "install"},
    Installer{"cargo", "fetch"},
    Installer{"cargo", "install"},
    Installer{"cargo", "vendor"},
    Installer{"bundle", ""},
    Installer{"bundle", "install"},
    Installer{"bundler", "install"},
    Installer{"gem", "install"},
    Installer{"composer", "install"},
    Installer{"composer", "update"},
    Installer{"composer", "require"},
    Installer{"mix", "deps.get"},
    Installer{"rebar3", "get-deps"},
    Installer{"dotnet", "restore"},
    Installer{"nuget", "restore"},
    Installer{"mvn", "dependency:go-offline"},
    Installer{"mvn", "dependency:resolve"},
    Installer{"gradle", "dependencies"},
    Installer{"gradlew", "dependencies"},
    Installer{"swift", "package"},
    Installer{"cabal", "update"},
    Installer{"stack", "setup"},
    Installer{"luarocks", "install"},
    Installer{"cpanm", ""},
    Installer{"cpanm", "--installdeps"},
    Installer{"conan", "install"},
    Installer{"vcpkg", "install"},
    Installer{"ansible-galaxy", "install"},
    Installer{"ansible-galaxy", "collection"},
    Installer{"rosdep", "install"},
    Installer{"install2.r", ""},
};

// Patterns of path.Match for a file's own name.
constexpr std::array<std::string_view, 66> manifests = {"requirements*.txt",
                                                        "*requirements.txt",
                                                        "requirements*.in",
                                                        "requirements*.lock",
                                                        "constraints*.txt",
                                                        "pyproject.toml",
                                                        "setup.py",
                                                        "setup.cfg",
                                                        "Pipfile",
                                                        "Pipfile.lock",
                                                        "poetry.lock",
                                                        "poetry.toml",
                                                        "uv.lock",
                                                        "uv.toml",
                                                        "pdm.lock",
                                                        "pylock*.toml",
                                                        "environment*.yml",
                                                        "environment*.yaml",
                                                        "conda-lock.yml",
                                                        "package.json",
                                                        "package-lock.json",
                                                        "npm-shrinkwrap.json",
                                                        ".npmrc",
                                                        "yarn.lock",
                                                        ".yarnrc",
                                                        ".yarnrc.yml",
                                                        "pnpm-lock.yaml",
                                                        "pnpm-workspace.yaml",
                                                        "bun.lock",
                                                        "bun.lockb",
                                                        "go.mod",
                                                        "go.sum",
                                                        "go.work",
                                                        "go.work.sum",
                                                        "Cargo.toml",
                                                        "Cargo.lock",
                                                        "rust-toolchain",
                                                        "rust-toolchain.toml",
                                                        "Gemfile",
                                                        "Gemfile.lock",
                                                        "*.gemspec",
                                                        "composer.json",
                                                        "composer.lock",
                                                        "mix.exs",
                                                        "mix.lock",
                                                        "rebar.config",
                                                        "rebar.lock",
                                                        "pom.xml",
                                                        "build.gradle",
                                                        "build.gradle.kts",
                                                        "settings.gradle",
                                                        "settings.gradle.kts",
                                                        "gradle.lockfile",
                                                        "libs.versions.toml",
                                                        "*.csproj",
                                                        "packages.lock.json",
                                                        "Directory.Packages.props",
                                                        "[Nn]u[Gg]et.[Cc]onfig",
                                                        "Package.swift",
                                                        "Package.resolved",
                                                        "conanfile.*",
                                                        "vcpkg.json",
                                                        "Aptfile",
                                                        "apt*.txt",
                                                        "renv.lock",
                                                        "packages.txt"};

constexpr std::array<std::string_view, 14> dependency_directories = {
    "wheels",      "wheelhouse",  "vendor",       "vendored", "packages", "deps", "dependencies",
    "third_party", "third-party", "requirements", "patches",  ".yarn",    "debs", "rpms"};

constexpr std::array<std::string_view, 33> program_endings = {
    ".py",  ".js", ".mjs", ".cjs", ".ts",  ".tsx", ".jsx",   ".vue",  ".svelte", ".go",    ".rs",
    ".c",   ".cc", ".cpp", ".cxx", ".h",   ".hh",  ".hpp",   ".java", ".kt",     ".scala", ".rb",
    ".php", ".pl", ".ex",  ".exs", ".erl", ".cs",  ".swift", ".css",  ".html",   ".md",    ".rst"};

/// Words of a shell command, with a separator (`&&`, `;`, a line end …) as an empty word.
std::vector<std::string> shell_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  const auto finish = [&] {
    if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  };
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char letter = text[index];
    if (quote != 0) {
      if (letter == quote) {
        quote = 0;
      } else {
        word += letter;
      }
    } else if (letter == '\'' || letter == '"') {
      quote = letter;
    } else if (letter == '\\' && index + 1 < text.size()) {
      word += text[++index];
    } else if (letter == ' ' || letter == '\t' || letter == '\r') {
      finish();
    } else if (std::string_view("\n;&|()`").find(letter) != std::string_view::npos) {
      finish();
      words.emplace_back();
    } else {
      word += letter;
    }
  }
  finish();
  return words;
}

/// `/usr/bin/pip3.11` is pip.
std::string program_name(std::string_view word) {
  std::string name = base_name(word);
  if (name.starts_with("pip") || name.starts_with("python") || name.starts_with("gem")) {
    name.resize(name.find_last_not_of("0123456789.") + 1);
  }
  return name;
}

bool is_option(std::string_view word) {
  return word.starts_with("-") && word != "-i" && word != "-S" && word != "--installdeps";
}

}  // namespace

std::optional<std::string> compiles_dependencies(std::string_view command) {
  const std::vector<std::string> words = shell_words(command);
  for (std::size_t index = 0; index + 1 < words.size(); ++index) {
    const std::string program = program_name(words[index]);
    if ((program == "cargo" || program == "go") && words[index + 1] == "build") {
      return program + " build";
    }
  }
  return std::nullopt;
}

std::optional<std::string> installs_dependencies(std::string_view command) {
  const std::vector<std::string> words = shell_words(command);
  for (std::size_t index = 0; index + 2 < words.size(); ++index) {
    // `prepare` writes down what `cook` then builds.
    if (program_name(words[index]) == "cargo" && words[index + 1] == "chef" && words[index + 2] == "cook") {
      return "cargo chef cook";
    }
  }
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string program = program_name(words[index]);
    for (const Installer& installer : installers) {
      if (program != installer.program) {
        continue;
      }
      // Options may stand in front of the subcommand, with a value of their own: `apt-get -o x=y install`.
      std::size_t next = index + 1;
      while (next < words.size() && is_option(words[next])) {
        ++next;
      }
      const bool ends = next >= words.size() || words[next].empty();
      if (installer.subcommand.empty() ? ends && index + 1 == next
                                       : !ends && words[next] == installer.subcommand) {
        return std::string(installer.program) + (installer.subcommand.empty() ? "" : " ") +
               std::string(installer.subcommand);
      }
      const bool later = !ends && !installer.subcommand.empty() && index + 1 != next &&
                         next + 1 < words.size() && words[next + 1] == installer.subcommand;
      if (later) {
        return std::string(installer.program) + " " + std::string(installer.subcommand);
      }
    }
  }
  return std::nullopt;
}

bool is_dependency_manifest(std::string_view path) {
  const std::string name = base_name(path);
  return std::any_of(manifests.begin(), manifests.end(), [&name](std::string_view pattern) {
    return path_match(pattern, name) == PathMatch::yes;
  });
}

bool is_dependency_directory(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  return std::find(dependency_directories.begin(), dependency_directories.end(), name) !=
         dependency_directories.end();
}

bool is_program_text(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  return name.starts_with("readme") || name.starts_with("license") || name.starts_with("changelog") ||
         std::any_of(program_endings.begin(), program_endings.end(),
                     [&name](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace slipway::image
