#include "deploy/plan/artifacts.hpp"

#include "deploy/plan/shipment.hpp"
#include "git/checkout_attributes.hpp"
#include "util/digest.hpp"
#include "util/file.hpp"
#include "util/json.hpp"
#include "util/quote.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;
using classify::EntryKind;

constexpr int artifacts_schema = 1;
/// More names than this are not listed in a sentence.
constexpr std::size_t most_names = 5;

std::string bytes_in(const Json& json, const char* key) {
  const auto hex = json.value(std::string(key) + "_hex", std::string{});
  if (hex.empty()) {
    return json.at(key).get<std::string>();
  }
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(number_of<unsigned>(std::string_view(hex).substr(i, 2), 16).value_or('?'));
  }
  return bytes;
}

std::string some_of(const std::vector<std::string>& names) {
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most_names)));
  for (std::string& name : shown) {
    name = printable(name);
  }
  const std::string more =
      names.size() > shown.size() ? fmt::format(" and {} more", names.size() - shown.size()) : std::string{};
  return join(shown, ", ") + more;
}

Result<void> in_the_way(const std::string& path, std::string because, std::string fix) {
  return fail(ExitCode::refused,
              fmt::format("the artifact `{}` cannot be added to the commit", printable(path)),
              std::move(because), std::move(fix));
}

/// Takes a path below `root` out of git; its files stay.
std::string untracking_command(const fs::path& root, const std::string& path) {
  const bool has_pattern = path.find_first_of("*?[\\:") != std::string::npos;
  return fmt::format("git -C {}{} rm -r --cached -- {}", shell_quote_if_needed(root.native()),
                     has_pattern ? " --literal-pathspecs" : "", shell_quote_if_needed(path));
}

/// Error: the commit has something where the artifact is to lie.
Result<void> check_free(const classify::Tree& tree, const std::string& path, const fs::path& root) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string above = path.substr(0, slash);
    SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(above));
    if (!entry) {
      return {};
    }
    if (entry->kind == EntryKind::symlink) {
      return in_the_way(
          path, fmt::format("`{}` is a symbolic link in the commit", printable(above)),
          "give another DESTINATION in slipway_add_artifacts(): one that leads through no link");
    }
    if (entry->kind != EntryKind::directory) {
      return in_the_way(path, fmt::format("`{}` is not a directory in the commit", printable(above)),
                        "give another DESTINATION in slipway_add_artifacts()");
    }
  }
  SLIPWAY_TRY_ASSIGN(const auto entry, tree.find(path));
  if (entry) {
    return in_the_way(path, "git tracks a file of that path",
                      fmt::format("{}, then commit: git keeps it no longer, and the file stays\nor give "
                                  "another DESTINATION in slipway_add_artifacts()",
                                  untracking_command(root, path)));
  }
  return {};
}

/// The attribute that has git write another content than `artifact` has as it checks it out on a host, and
/// what it does; empty if there is none.
Result<std::string> rewritten_by(const classify::Tree& tree, const Artifact& artifact,
                                 const git::Attributes& attributes) {
  const std::string& encoding = git::value_of(attributes, "working-tree-encoding");
  if (encoding != "unspecified" && encoding != "unset" && encoding != "set") {
    return fmt::format("`working-tree-encoding={}` applies to it", printable(encoding));
  }
  // On a host neither core.autocrlf nor core.eol is set.
  const git::LineEnds ends = git::line_ends(attributes, "false", false);
  const bool ident = git::value_of(attributes, "ident") == "set";
  if (ends == git::LineEnds::kept && !ident) {
    return std::string{};
  }
  SLIPWAY_TRY_ASSIGN(const std::string content, tree.read(artifact.path));
  if (git::gets_crlf(ends, content)) {
    return std::string("`eol=crlf` applies to it");
  }
  if (ident && (content.find("$Id$") != std::string::npos || content.find("$Id:") != std::string::npos)) {
    return std::string("`ident` applies to it, and it has `$Id$` in it");
  }
  return std::string{};
}

/// Error: a .gitattributes has git write an artifact with other bytes on the host.
Result<void> check_checkout(const git::Repository& repository, const std::string& tree,
                            const std::vector<Artifact>& artifacts) {
  const auto files = repository.tree(tree);
  std::vector<std::string> paths;
  bool has_attributes = false;
  for (const Artifact& artifact : artifacts) {
    if (artifact.mode == "120000") {
      continue;
    }
    paths.push_back(artifact.path);
    const std::string path = "/" + artifact.path;
    for (std::size_t slash = 0; slash != std::string::npos && !has_attributes;
         slash = path.find('/', slash + 1)) {
      SLIPWAY_TRY_ASSIGN(const auto entry,
                         files->find((path.substr(0, slash) + "/.gitattributes").substr(1)));
      has_attributes = entry.has_value();
    }
  }
  if (!has_attributes) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const git::PlainIndex view, git::PlainIndex::of(repository, tree));
  SLIPWAY_TRY_ASSIGN(
      const auto attributes,
      git::attributes_of(view.command({"check-attr", "-z", "--stdin", "--cached"}), paths, {}));
  for (const Artifact& artifact : artifacts) {
    const auto of = attributes.find(artifact.path);
    if (of == attributes.end()) {
      continue;
    }
    SLIPWAY_TRY_ASSIGN(const std::string why, rewritten_by(*files, artifact, of->second));
    if (!why.empty()) {
      return fail(
          ExitCode::refused,
          fmt::format("the artifact `{}` would not reach the host with the bytes that were built",
                      printable(artifact.path)),
          fmt::format("a .gitattributes of the commit has git rewrite it there: {}", why),
          fmt::format("give `-text -ident -working-tree-encoding` to `{}`, in a line at the end of that "
                      "file, and commit",
                      printable(artifact.path)));
    }
  }
  return {};
}

std::string digest_of(const std::vector<Artifact>& artifacts) {
  Sha256 digest;
  for (const Artifact& artifact : artifacts) {
    digest.update(
        fmt::format("{} {} {}:{}", artifact.mode, artifact.blob, artifact.path.size(), artifact.path));
  }
  return digest.hex();
}

/// Those of `wanted` that `release` has none of, as far as that can be told: a file is known by its name.
std::vector<std::string> lacking(const std::vector<std::string>& wanted,
                                 const std::vector<Artifact>& release) {
  std::vector<std::string> names;
  for (const std::string& name : wanted) {
    const bool is_known =
        name.find("$<") != std::string::npos ||
        std::any_of(release.begin(), release.end(), [&](const Artifact& artifact) {
          const std::string file = artifact.path.substr(artifact.path.rfind('/') + 1);
          return artifact.origin == "file" ? name == "file " + file : artifact.origin == printable(name);
        });
    if (!is_known) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace

std::string artifacts_json(const BuiltArtifacts& built) {
  Json json;
  json["schema"] = artifacts_schema;
  json["source_commit"] = built.source_commit;
  put_bytes(json, "uncommitted", built.uncommitted);
  json["asked"] = built.asked;
  json["build_type"] = built.build.build_type;
  json["toolchain_file"] = built.build.toolchain_file;
  json["compilers"] = built.build.compilers;
  json["processor"] = built.build.processor;
  json["files"] = Json::array();
  for (const Artifact& file : built.files) {
    Json one;
    put_bytes(one, "path", file.path);
    one["origin"] = file.origin;
    one["mode"] = file.mode;
    one["bytes"] = file.bytes;
    one["sha256"] = file.sha256;
    one["blob"] = file.blob;
    if (const auto elf = built.elf.find(file.path); elf != built.elf.end()) {
      one["elf"] = elf_json(elf->second);
    }
    json["files"].push_back(std::move(one));
  }
  return json_text(json);
}

Result<BuiltArtifacts> parse_artifacts(const std::string& text) {
  SLIPWAY_TRY_ASSIGN(const Json json, parse_json(text, "built.json"));
  try {
    BuiltArtifacts built;
    if (json.at("schema").get<int>() != artifacts_schema) {
      return fail(ExitCode::refused,
                  "the list of built artifacts (built.json) is of another version of Slipway", {},
                  "build again: cmake --build <build directory>");
    }
    built.source_commit = json.at("source_commit").get<std::string>();
    built.uncommitted = json.at("uncommitted").get<std::vector<std::string>>();
    built.asked = json.value("asked", std::vector<std::string>{});
    built.build.build_type = json.at("build_type").get<std::string>();
    built.build.toolchain_file = json.at("toolchain_file").get<std::string>();
    built.build.compilers = json.at("compilers").get<std::string>();
    built.build.processor = json.at("processor").get<std::string>();
    for (const Json& one : json.at("files")) {
      Artifact file;
      file.path = bytes_in(one, "path");
      file.origin = one.at("origin").get<std::string>();
      file.mode = one.at("mode").get<std::string>();
      file.bytes = one.at("bytes").get<std::uint64_t>();
      file.sha256 = one.at("sha256").get<std::string>();
      file.blob = one.at("blob").get<std::string>();
      if (const auto elf = one.find("elf"); elf != one.end()) {
        built.elf.emplace(file.path, elf_from(*elf));
      }
      built.files.push_back(std::move(file));
    }
    return built;
  } catch (const Json::exception& error) {
    return fail(ExitCode::refused, "the list of built artifacts (built.json) cannot be read",
                printable(error.what()), "build again: cmake --build <build directory>");
  }
}

ReleaseArtifacts load_artifacts(const git::Repository& repository, const ArtifactSettings& settings) {
  ReleaseArtifacts artifacts;
  if (!settings.any()) {
    return artifacts;
  }
  if (const auto text = read_file(settings.directory / "built.json")) {
    if (auto built = parse_artifacts(*text)) {
      const bool all_here = std::all_of(built->files.begin(), built->files.end(),
                                        [&](const Artifact& file) { return repository.has(file.blob); });
      if (all_here) {
        artifacts.asked_otherwise = !built->asked.empty() && built->asked != settings.asked();
        artifacts.built = std::move(*built);
        return artifacts;
      }
    }
  }
  artifacts.pending = settings.wanted;
  return artifacts;
}

bool may_lack(const ReleaseArtifacts& artifacts, const std::string& head) {
  return !artifacts.pending.empty() || artifacts.asked_otherwise ||
         (artifacts.built && artifacts.built->source_commit != head);
}

std::string still_to_build(const ReleaseArtifacts& artifacts) {
  if (!artifacts.built) {
    return "still to be built: " + some_of(artifacts.pending);
  }
  return artifacts.asked_otherwise
             ? "the project asks for other artifacts than were built, or for them in other places"
             : "the artifacts were built for commit " + artifacts.built->source_commit.substr(0, 12);
}

Result<std::string> tree_with_artifacts(const git::Repository& repository, const std::string& tree,
                                        const std::vector<Artifact>& artifacts, const fs::path& root) {
  if (artifacts.empty()) {
    return tree;
  }
  const auto committed = repository.tree(tree);
  std::vector<TreeFile> files;
  for (const Artifact& artifact : artifacts) {
    SLIPWAY_TRY(check_free(*committed, artifact.path, root));
    files.push_back({artifact.mode, artifact.blob, artifact.path, 0});
  }
  return tree_with(repository, tree, files);
}

Result<std::string> tree_to_deploy(const git::Repository& repository, const std::string& tree,
                                   const std::vector<Artifact>& artifacts, const fs::path& root,
                                   const fs::path& directory) {
  const fs::path note = directory / "tree";
  const std::string asked = tree + " " + digest_of(artifacts);
  const auto words = split(trim(read_file(note).value_or(std::string{})), ' ');
  if (words.size() == 3 && words[0] + " " + words[1] == asked && repository.has(words[2])) {
    return words[2];
  }
  SLIPWAY_TRY_ASSIGN(std::string merged, tree_with_artifacts(repository, tree, artifacts, root));
  SLIPWAY_TRY(check_checkout(repository, merged, artifacts));
  // Without it the same is found out again.
  [[maybe_unused]] const auto written = write_file(note, asked + " " + merged + "\n");
  return merged;
}

Result<std::vector<Artifact>> artifacts_in_tree(const git::Repository& repository, const Release& release) {
  std::vector<Artifact> found;
  if (release.artifacts.empty()) {
    return found;
  }
  std::map<std::string, const Artifact*> by_name;
  for (const Artifact& artifact : release.artifacts) {
    by_name[artifact.path] = &artifact;
  }
  // The journal has paths as they are printed.
  SLIPWAY_TRY_ASSIGN(const std::vector<TreeFile> files, files_of(*repository.tree(release.tree)));
  for (const TreeFile& file : files) {
    const auto known = by_name.find(printable(file.path));
    if (known != by_name.end() && known->second->blob == file.id) {
      Artifact artifact = *known->second;
      artifact.path = file.path;
      artifact.mode = file.mode;
      found.push_back(std::move(artifact));
    }
  }
  if (found.size() != release.artifacts.size()) {
    return fail(
        ExitCode::refused,
        fmt::format("the tree of release {} does not have all artifacts of the release", release.number), {},
        "build the artifacts: cmake --build <build directory>");
  }
  return found;
}

std::vector<classify::PlannedArtifact> planned_artifacts(const ReleaseArtifacts& artifacts,
                                                         const Release* deployed,
                                                         const std::vector<Artifact>& taken) {
  std::vector<classify::PlannedArtifact> planned;
  for (const Artifact& file : artifacts.built ? artifacts.built->files : taken) {
    // The journal has paths as they are printed.
    const bool is_same =
        deployed != nullptr &&
        std::any_of(deployed->artifacts.begin(), deployed->artifacts.end(), [&](const Artifact& other) {
          return other.path == printable(file.path) && other.blob == file.blob;
        });
    planned.push_back({file.path, file.origin, file.bytes, file.sha256, !is_same});
  }
  return planned;
}

std::vector<std::string> artifact_notes(const ReleaseArtifacts& artifacts, const std::string& head,
                                        const Release* deployed, const std::vector<Artifact>& taken) {
  std::vector<std::string> notes;
  if (!artifacts.pending.empty()) {
    std::string plan = "this is the plan without them";
    if (deployed != nullptr && !taken.empty()) {
      plan = fmt::format("this is the plan if they turn out as release {} has them", deployed->number);
      if (const auto others = lacking(artifacts.pending, taken); !others.empty()) {
        plan += fmt::format(", and without what it does not have: {}", some_of(others));
      }
    }
    notes.push_back(fmt::format("{}; {}", still_to_build(artifacts), plan));
  } else if (artifacts.asked_otherwise) {
    notes.push_back(still_to_build(artifacts) +
                    ": this is the plan with those that were built; a deployment builds first");
  } else if (may_lack(artifacts, head)) {
    notes.push_back(still_to_build(artifacts) +
                    ": this is the plan if they stay as they are; a deployment builds them first");
  }
  return notes;
}

std::vector<classify::Finding> artifact_findings(const ReleaseArtifacts& artifacts, bool dirty) {
  std::vector<classify::Finding> findings;
  if (artifacts.built && !artifacts.built->uncommitted.empty() && !dirty) {
    findings.push_back(
        {"artifact-uncommitted",
         {},
         {},
         0,
         fmt::format("the artifacts were built while the working tree had changes that no commit "
                     "has: {}",
                     some_of(artifacts.built->uncommitted)),
         "this release cannot be built again from its commit",
         "commit first, or deploy with --dirty, which records the changes too",
         {}});
  }
  return findings;
}

std::string artifact_build_command(const Settings& settings) {
  const BuildSystem& build = settings.build_system;
  std::string command =
      fmt::format("{} --build {} --target slipway-inputs-{}",
                  build.cmake_command.empty() ? "cmake" : shell_quote_if_needed(build.cmake_command),
                  shell_quote_if_needed(build.build_directory.native()), settings.place.deployment);
  if (!build.configuration.empty()) {
    command += " --config " + shell_quote_if_needed(build.configuration);
  }
  return command;
}

Result<void> check_artifacts_built(const Settings& settings, const ReleaseArtifacts& artifacts,
                                   const std::string& head) {
  if (!settings.application.artifacts.any()) {
    return {};
  }
  if (!artifacts.built) {
    return fail(
        ExitCode::refused,
        fmt::format("artifacts of the deployment are not built: {}", some_of(artifacts.pending)),
        fmt::format("`{}` does not have them", printable(settings.build_system.build_directory.native())),
        artifact_build_command(settings));
  }
  if (artifacts.built->source_commit != head) {
    return fail(ExitCode::refused,
                fmt::format("the artifacts were not built from commit {}", head.substr(0, 12)),
                fmt::format("they were built from commit {}", artifacts.built->source_commit.substr(0, 12)),
                artifact_build_command(settings));
  }
  if (artifacts.asked_otherwise) {
    return fail(ExitCode::refused, "the artifacts are not those that the project asks for now",
                "they were collected before it was configured again, and are others, or for other places",
                artifact_build_command(settings));
  }
  return {};
}

}  // namespace slipway::deploy
