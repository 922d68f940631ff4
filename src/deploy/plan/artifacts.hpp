#pragma once

#include "classify/finding.hpp"
#include "classify/plan.hpp"
#include "deploy/plan/elf_facts.hpp"
#include "deploy/plan/journal.hpp"
#include "deploy/plan/settings.hpp"
#include "git/repository.hpp"
#include "util/error.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace slipway::deploy {

/// The artifacts that a build has made for a deployment, as `slipway collect` writes them to built.json. The
/// contents are blobs of the repository.
struct BuiltArtifacts {
  std::vector<Artifact> files;           ///< By path.
  std::string source_commit;             ///< HEAD at that time.
  std::vector<std::string> uncommitted;  ///< Paths of the working tree that differed from it.
  ArtifactBuild build;
  std::map<std::string, ElfFacts> elf;  ///< Of programs and libraries, by path.
  std::vector<std::string> asked;       ///< ArtifactSettings::asked() at that time; empty if it is not known.
};

/// The artifacts of a release to make.
struct ReleaseArtifacts {
  std::optional<BuiltArtifacts> built;
  std::vector<std::string> pending;  ///< Artifacts that are not built yet, as the settings name them.
  bool asked_otherwise =
      false;  ///< The project now names other artifacts than were built, or other directories for them.
};

/// Reads built.json. If it does not exist, or if git has removed a content since, all artifacts count as not
/// built.
ReleaseArtifacts load_artifacts(const git::Repository& repository, const ArtifactSettings& settings);

/// Whether the next build for `head` may well add an artifact that is not in the tree now.
bool may_lack(const ReleaseArtifacts& artifacts, const std::string& head);
/// Why: "still to be built: target sensor".
std::string still_to_build(const ReleaseArtifacts& artifacts);

/// The text of built.json, and its reader. Error: it is not such a text.
std::string artifacts_json(const BuiltArtifacts& built);
Result<BuiltArtifacts> parse_artifacts(const std::string& text);

/// The tree at `root` with the artifacts in it. Error: git has a file or directory at the path of one, or a
/// file or symbolic link in its way.
Result<std::string> tree_with_artifacts(const git::Repository& repository, const std::string& tree,
                                        const std::vector<Artifact>& artifacts,
                                        const std::filesystem::path& root);

/// The same, for a release to make; the answer is kept in `directory` for the next time. Error too: a
/// .gitattributes of the tree has an artifact written with other bytes on the host.
Result<std::string> tree_to_deploy(const git::Repository& repository, const std::string& tree,
                                   const std::vector<Artifact>& artifacts, const std::filesystem::path& root,
                                   const std::filesystem::path& directory);

/// Those of a release, as its tree has them.
Result<std::vector<Artifact>> artifacts_in_tree(const git::Repository& repository, const Release& release);

/// Those that are in the tree: what was built, or `taken` as for artifact_notes().
std::vector<classify::PlannedArtifact> planned_artifacts(const ReleaseArtifacts& artifacts,
                                                         const Release* deployed,
                                                         const std::vector<Artifact>& taken);

/// What a plan says about them: one sentence each. `taken` are artifacts of the deployed release that are in
/// the tree because they are not built yet.
std::vector<std::string> artifact_notes(const ReleaseArtifacts& artifacts, const std::string& head,
                                        const Release* deployed, const std::vector<Artifact>& taken);
/// The warning for artifacts that were built with uncommitted changes.
std::vector<classify::Finding> artifact_findings(const ReleaseArtifacts& artifacts, bool dirty);

/// The command that builds and collects them.
std::string artifact_build_command(const Settings& settings);

/// Error: they are not built, were built for another commit than HEAD, `head`, or the project names others
/// now. Nothing was touched.
Result<void> check_artifacts_built(const Settings& settings, const ReleaseArtifacts& artifacts,
                                   const std::string& head);

}  // namespace slipway::deploy
