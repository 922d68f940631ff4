#include "deploy/artifacts/collect.hpp"

#include "deploy/artifacts/elf.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/process.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;

fs::path head_note(const ArtifactSettings& artifacts) {
  return artifacts.base / "head";
}

/// Where an installation believes that it goes; DESTDIR stands before it. What does not lie below it there
/// was to be installed to an absolute path.
constexpr std::string_view prefix = "/slipway-artifacts";

constexpr std::string_view plain_mode = "100644";
constexpr std::string_view executable_mode = "100755";
constexpr std::string_view link_mode = "120000";

/// One of the items of recipe.json.
struct Item {
  std::string kind;  ///< target, component, file
  std::string name;
  std::string component;
  std::string destination;
  bool strip = false;
  fs::path file;

  std::string origin() const { return kind == "file" ? kind : kind + " " + name; }
  /// For messages.
  std::string text() const {
    return kind == "file" ? fmt::format("the file `{}`", printable(file.native()))
                          : fmt::format("the {} `{}`", kind, printable(name));
  }
};

/// A file that was found, and where it is to lie.
struct Found {
  Artifact artifact;
  fs::path file;     ///< Its content; not for a link.
  std::string link;  ///< What a link points at.
  std::optional<ElfFacts> elf = {};
};

tl::unexpected<Error> refuse(std::string what, std::string because, std::string fix) {
  return fail(ExitCode::refused, std::move(what), std::move(because), std::move(fix));
}

std::string join_path(const std::string& directory, const std::string& name) {
  return directory.empty() ? name : directory + "/" + name;
}

/// Whether a link at `path` stays below the top of the release.
bool stays_inside(const std::string& path, const std::string& link) {
  if (link.empty() || link.front() == '/') {
    return false;
  }
  const fs::path target = (fs::path(path).parent_path() / link).lexically_normal();
  return target.empty() || *target.begin() != "..";
}

bool is_gits_own(const std::string& path) {
  const auto names = split(path, '/');
  return std::any_of(names.begin(), names.end(), [](std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return name == ".git";
  });
}

Result<std::pair<std::string, std::uint64_t>> sha256_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Sha256 digest;
  std::uint64_t bytes = 0;
  std::vector<char> piece(std::size_t{1} << 20U);
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto count = static_cast<std::size_t>(stream.gcount());
    digest.update({piece.data(), count});
    bytes += count;
  }
  if (!stream.eof()) {
    return refuse(fmt::format("cannot read `{}`", printable(file.native())), std::strerror(errno),
                  "build again");
  }
  return std::pair(digest.hex(), bytes);
}

/// What `cmake --install` notes of the installations of components, in the top of a build directory. Nobody
/// has asked for ours: the notes of others are put back in the end, and those that are new are removed.
class InstallManifests {
 public:
  explicit InstallManifests(fs::path directory) : directory_(std::move(directory)) {
    for (const fs::path& file : files()) {
      std::error_code error;
      const auto time = fs::last_write_time(file, error);
      if (auto bytes = read_file(file); bytes && !error) {
        before_[file] = {*std::move(bytes), time};
      }
    }
  }
  InstallManifests(const InstallManifests&) = delete;
  InstallManifests& operator=(const InstallManifests&) = delete;
  ~InstallManifests() {
    std::error_code ignored;
    for (const fs::path& file : files()) {
      if (!before_.contains(file)) {
        fs::remove(file, ignored);
      }
    }
    for (const auto& [file, note] : before_) {
      if (read_file(file).value_or(std::string{}) != note.bytes) {
        [[maybe_unused]] const auto written = write_file(file, note.bytes);
      }
      fs::last_write_time(file, note.time, ignored);
    }
  }

 private:
  struct Note {
    std::string bytes;
    fs::file_time_type time;
  };

  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory_, error)) {
      if (entry.path().filename().native().starts_with("install_manifest")) {
        found.push_back(entry.path());
      }
    }
    return found;
  }

  fs::path directory_;
  std::map<fs::path, Note> before_;
};

class Collection {
 public:
  Collection(const Settings& settings, const git::Repository& repository, std::string readelf)
      : settings_(settings),
        repository_(repository),
        readelf_(std::move(readelf)),
        stage_(settings.application.artifacts.directory / "install") {}
  Collection(const Collection&) = delete;
  Collection& operator=(const Collection&) = delete;
  ~Collection() {
    std::error_code ignored;
    fs::remove_all(stage_, ignored);
  }

  Result<void> collect(const std::vector<Item>& items, BuiltArtifacts& built) {
    for (const Item& item : items) {
      if (item.kind == "file") {
        SLIPWAY_TRY(add_file(item));
      } else {
        SLIPWAY_TRY(install(item));
      }
    }
    SLIPWAY_TRY(check_directories());
    SLIPWAY_TRY(write_blobs());
    for (auto& [path, found] : found_) {
      built.files.push_back(std::move(found.artifact));
      if (found.elf) {
        built.elf.emplace(path, *std::move(found.elf));
      }
    }
    return {};
  }

 private:
  Result<void> clear() const {
    std::error_code error;
    fs::remove_all(stage_, error);
    if (error) {
      return refuse(
          fmt::format("the directory `{}`, to install into, cannot be emptied", printable(stage_.native())),
          error.message(), "remove it: rm -rf " + shell_quote_if_needed(stage_.native()));
    }
    return {};
  }

  Result<void> install(const Item& item) {
    // What an earlier installation left is no artifact of this one.
    SLIPWAY_TRY(clear());
    const BuildSystem& build = settings_.build_system;
    Command command{.argv = {build.cmake_command.empty() ? "cmake" : build.cmake_command, "--install",
                             build.build_directory.native(), "--component", item.component, "--prefix",
                             std::string(prefix)},
                    .environment = {{"DESTDIR", stage_.native()}},
                    .unset = {"CMAKE_INSTALL_MODE"}};
    if (item.strip) {
      command.argv.emplace_back("--strip");
    }
    if (!build.configuration.empty()) {
      command.argv.insert(command.argv.end(), {"--config", build.configuration});
    }
    const InstallManifests manifests(build.build_directory);
    SLIPWAY_TRY_ASSIGN(const Finished done, run(command));
    if (!done.ok()) {
      return refuse(fmt::format("{} cannot be installed", item.text()),
                    printable_lines(trim(done.err.empty() ? done.out : done.err)), command.text());
    }
    const fs::path top = stage_.native() + std::string(prefix);
    SLIPWAY_TRY(refuse_beside(item, top));
    std::error_code error;
    bool any = false;
    if (fs::exists(top, error)) {
      SLIPWAY_TRY_ASSIGN(any, walk(item, top, {}));
    }
    if (!any) {
      return refuse(fmt::format("{} installs no files", item.text()), {},
                    item.kind == "component"
                        ? "correct the COMPONENT of the project's install() rules, or leave it out of "
                          "slipway_add_artifacts()"
                        : "correct the target: it has no program or library");
    }
    // The next installation takes their place.
    return write_blobs();
  }

  /// Error: the installation has written outside of its prefix.
  Result<void> refuse_beside(const Item& item, const fs::path& top) const {
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(stage_, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
      if (entry->path() == top) {
        entry.disable_recursion_pending();
      } else if (!entry->is_directory(error) || entry->is_symlink(error)) {
        return refuse(
            fmt::format("{} installs files outside of the prefix", item.text()),
            fmt::format("one is `/{}`", printable(entry->path().lexically_relative(stage_).native())),
            "give the install() rule a relative DESTINATION");
      }
    }
    return {};
  }

  /// Adds what lies in a directory of an installation; whether there was anything.
  Result<bool> walk(const Item& item, const fs::path& directory, const std::string& below) {
    bool any = false;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, error)) {
      const std::string name = join_path(below, entry.path().filename().native());
      const fs::file_status status = entry.symlink_status(error);
      if (fs::is_directory(status)) {
        SLIPWAY_TRY_ASSIGN(const bool more, walk(item, entry.path(), name));
        any = any || more;
        continue;
      }
      any = true;
      SLIPWAY_TRY(add(item, join_path(item.destination, name), entry.path(), status));
    }
    if (error) {
      return refuse(fmt::format("cannot read what {} installs", item.text()), error.message(), "build again");
    }
    return any;
  }

  Result<void> add_file(const Item& item) {
    std::error_code error;
    const fs::file_status status = fs::status(item.file, error);
    if (!fs::exists(status)) {
      return refuse(fmt::format("{} (FILES of slipway_add_artifacts()) does not exist", item.text()),
                    "the build did not make it",
                    "let the build make it: add_custom_command() in the directory of "
                    "slipway_add_artifacts(), or the target that "
                    "makes it in DEPENDS of slipway_add_deployment()");
    }
    if (!fs::is_regular_file(status)) {
      return refuse(fmt::format("{} (FILES of slipway_add_artifacts()) is not a file", item.text()),
                    fs::is_directory(status) ? "it is a directory" : "it is neither a file nor a directory",
                    "name its files, or install it and give the COMPONENT");
    }
    return add(item, join_path(item.destination, item.file.filename().native()), item.file, status);
  }

  Result<void> add(const Item& item, const std::string& path, const fs::path& file,
                   const fs::file_status& status) {
    Found found;
    found.artifact.path = path;
    found.artifact.origin = item.origin();
    found.file = file;
    if (is_gits_own(path)) {
      return refuse(fmt::format("git cannot have the artifact `{}` of {}", printable(path), item.text()),
                    "`.git` is a name of git's own", "leave it out, or give it another name");
    }
    if (fs::is_symlink(status)) {
      std::error_code error;
      found.link = fs::read_symlink(file, error).native();
      found.artifact.mode = link_mode;
      if (!stays_inside(path, found.link)) {
        return refuse(fmt::format("the symbolic link `{}` of {} leads out of the release", printable(path),
                                  item.text()),
                      fmt::format("it leads to `{}`", printable(found.link)),
                      "make it a relative link, or leave it out of the installation");
      }
      found.artifact.bytes = found.link.size();
      found.artifact.sha256 = sha256_hex(found.link);
    } else if (fs::is_regular_file(status)) {
      const bool is_executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
      found.artifact.mode = is_executable ? executable_mode : plain_mode;
      SLIPWAY_TRY_ASSIGN(const auto digest, sha256_of(file));
      std::tie(found.artifact.sha256, found.artifact.bytes) = digest;
      found.elf = examine_elf(file, readelf_,
                              {settings_.build_system.build_directory.native(),
                               settings_.build_system.project_directory.native()});
    } else {
      return refuse(
          fmt::format("`{}` of {} is neither a file nor a symbolic link", printable(path), item.text()), {},
          "leave it out of the installation");
    }
    const auto known = found_.find(path);
    if (known == found_.end()) {
      found_.emplace(path, std::move(found));
      return {};
    }
    const Artifact& other = known->second.artifact;
    // A library that two programs need, each named by itself.
    if (other.origin == found.artifact.origin && other.sha256 == found.artifact.sha256 &&
        other.mode == found.artifact.mode) {
      return {};
    }
    return refuse(fmt::format("two artifacts have the path `{}`", printable(path)),
                  fmt::format("it is of {} and of the {}", item.text(), printable(other.origin)),
                  "give one of them another DESTINATION in slipway_add_artifacts()");
  }

  /// Error: one artifact is a file and another lies below it.
  Result<void> check_directories() const {
    for (const auto& [path, found] : found_) {
      for (std::size_t slash = path.find('/'); slash != std::string::npos;
           slash = path.find('/', slash + 1)) {
        const auto above = found_.find(path.substr(0, slash));
        if (above != found_.end()) {
          return refuse(fmt::format("`{}` is an artifact, and the artifact `{}` needs a directory there",
                                    printable(above->first), printable(path)),
                        fmt::format("the {} makes it", printable(above->second.artifact.origin)),
                        "give one of them another DESTINATION in slipway_add_artifacts()");
        }
      }
    }
    return {};
  }

  Result<void> write_blobs() {
    std::vector<Found*> files;
    std::string names;
    for (auto& [path, found] : found_) {
      if (!found.artifact.blob.empty()) {
        continue;
      }
      const bool is_link = found.artifact.mode == link_mode;
      if (is_link || found.file.native().find_first_of("\r\n") != std::string::npos) {
        std::vector<std::string> words = hash_words();
        if (is_link) {
          words.emplace_back("--stdin");
        } else {
          words.insert(words.end(), {"--", found.file.native()});
        }
        SLIPWAY_TRY_ASSIGN(const std::string id,
                           run_checked(repository_.command(words), action(), found.link));
        found.artifact.blob = trim(id);
        continue;
      }
      files.push_back(&found);
      names += found.file.native() + "\n";
    }
    if (files.empty()) {
      return {};
    }
    std::vector<std::string> words = hash_words();
    words.emplace_back("--stdin-paths");
    SLIPWAY_TRY_ASSIGN(const std::string out, run_checked(repository_.command(words), action(), names));
    const std::vector<std::string> ids = split(out, '\n');
    if (ids.size() != files.size()) {
      return refuse(fmt::format("cannot {}", action()),
                    fmt::format("git wrote {} objects for {} files", ids.size(), files.size()),
                    "build again");
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      files[i]->artifact.blob = ids[i];
    }
    return {};
  }

  /// Little compression: what travels is compressed anew, as a difference.
  static std::vector<std::string> hash_words() {
    return {"-c", "core.looseCompression=1", "hash-object", "-w", "-t", "blob", "--no-filters"};
  }
  static std::string_view action() { return "write the artifacts as objects of git"; }

  const Settings& settings_;
  const git::Repository& repository_;
  std::string readelf_;
  fs::path stage_;
  std::map<std::string, Found> found_;  ///< By path.
};

struct Recipe {
  ArtifactBuild build;
  std::string readelf;
  std::vector<Item> items;
};

Result<Recipe> read_recipe(const ArtifactSettings& artifacts) {
  const fs::path file = artifacts.directory / "recipe.json";
  const std::string configure = how_to_configure(file);
  const auto text = read_file(file);
  if (!text) {
    return fail(ExitCode::usage,
                fmt::format("cannot read how the artifacts are made, in `{}`", printable(file.native())),
                cause_of(text.error()), configure);
  }
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(*text, file.native(), configure));
  try {
    Recipe recipe;
    recipe.build.build_type = json.at("build_type").get<std::string>();
    recipe.build.toolchain_file = json.at("toolchain_file").get<std::string>();
    recipe.build.processor = json.at("processor").get<std::string>();
    recipe.build.compilers = json.at("compilers").get<std::string>();
    recipe.readelf = json.value("readelf", std::string{});
    for (const Json& one : json.at("items")) {
      Item item;
      item.kind = one.at("kind").get<std::string>();
      item.name = one.value("name", std::string{});
      item.component = one.value("component", std::string{});
      item.destination = one.at("destination").get<std::string>();
      item.strip = one.value("strip", false);
      item.file = one.value("file", std::string{});
      recipe.items.push_back(std::move(item));
    }
    return recipe;
  } catch (const Json::exception& error) {
    return fail(ExitCode::usage,
                fmt::format("`{}` does not say how the artifacts are made", printable(file.native())),
                printable(error.what()), configure);
  }
}

/// The next build configures first, and so begins with the commit that HEAD is then.
void configure_next_time(const Settings& settings) {
  const fs::path state = settings.state_file();
  std::error_code error;
  fs::last_write_time(state, fs::file_time_type::clock::now(), error);
  if (error) {
    [[maybe_unused]] const auto written = write_file(state, read_file(state).value_or(std::string{}));
  }
}

/// HEAD. Error: it is not the commit that the build began with, whose bytes may be what is to be collected.
Result<std::string> commit_of_build(const Settings& settings, const git::Repository& repository) {
  const fs::path note = head_note(settings.application.artifacts);
  SLIPWAY_TRY_ASSIGN(std::string head, repository.resolve("HEAD"));
  const auto noted = read_file(note);
  if (!noted) {
    return fail(ExitCode::usage, "the commit that this build began with is not known",
                fmt::format("`{}` does not say", printable(note.native())), how_to_configure(settings.file));
  }
  if (trim(*noted) != head) {
    configure_next_time(settings);
    return refuse(fmt::format("the build began with commit {}, which is no longer HEAD",
                              printable(trim(*noted)).substr(0, 12)),
                  fmt::format("HEAD has moved to {}", head.substr(0, 12)), artifact_build_command(settings));
  }
  return head;
}

Result<Collected> collect(const Settings& settings, const std::optional<BuiltArtifacts>& before) {
  const ArtifactSettings& artifacts = settings.application.artifacts;
  SLIPWAY_TRY_ASSIGN(const Recipe recipe, read_recipe(artifacts));
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  Collected collected;
  collected.built.build = recipe.build;
  collected.built.asked = artifacts.asked();
  SLIPWAY_TRY_ASSIGN(collected.built.source_commit, commit_of_build(settings, repository));
  SLIPWAY_TRY_ASSIGN(const auto uncommitted, repository.uncommitted({}));
  for (const git::UncommittedPath& path : uncommitted) {
    collected.built.uncommitted.push_back(path.path);
  }
  SLIPWAY_TRY(Collection(settings, repository, recipe.readelf).collect(recipe.items, collected.built));
  SLIPWAY_TRY(commit_of_build(settings, repository));
  for (const Artifact& file : collected.built.files) {
    const auto is_same = [&](const Artifact& other) {
      return other.path == file.path && other.blob == file.blob && other.mode == file.mode;
    };
    if (!before || std::none_of(before->files.begin(), before->files.end(), is_same)) {
      collected.changed.push_back(file.path);
    }
  }
  SLIPWAY_TRY(write_file(artifacts.directory / "built.json", artifacts_json(collected.built)));
  return collected;
}

}  // namespace

Result<void> note_commit_of_build(const Settings& settings, const git::Repository* repository) {
  const ArtifactSettings& artifacts = settings.application.artifacts;
  if (!artifacts.any()) {
    return {};
  }
  const fs::path note = head_note(artifacts);
  std::error_code ignored;
  const auto head = repository == nullptr ? Result<std::string>(std::string{}) : repository->resolve("HEAD");
  if (!head || head->empty()) {
    fs::remove(note, ignored);
    return {};
  }
  fs::create_directories(artifacts.base, ignored);
  return write_file(note, *head + "\n");
}

Result<Collected> collect_artifacts(const Settings& settings) {
  const ArtifactSettings& artifacts = settings.application.artifacts;
  if (!artifacts.any()) {
    return fail(ExitCode::usage,
                fmt::format("the deployment `{}` has no artifacts", printable(settings.place.deployment)), {},
                "add slipway_add_artifacts() to the project, and configure again");
  }
  std::optional<BuiltArtifacts> before;
  if (const auto text = read_file(artifacts.directory / "built.json")) {
    if (auto built = parse_artifacts(*text)) {
      before = std::move(*built);
    }
  }
  auto collected = collect(settings, before);
  if (!collected) {
    std::error_code ignored;
    fs::remove(artifacts.directory / "built.json", ignored);
  }
  return collected;
}

}  // namespace slipway::deploy
