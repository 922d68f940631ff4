#include "deploy/remote/drift.hpp"

#include "deploy/plan/planner.hpp"
#include "deploy/remote/host_journal.hpp"
#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace slipway::deploy {
namespace {

constexpr std::size_t most_lines = 120;
constexpr std::size_t longest_shown_line = 400;

/// A tree made in an index of its own: what it starts from, and the patch below `directory`.
Result<std::string> patched_tree(const git::Repository& repository, const std::string& start,
                                 const std::string& directory, const std::string& patch) {
  SLIPWAY_TRY_ASSIGN(const TemporaryDirectory scratch, TemporaryDirectory::create());
  const auto with_index = [&](std::vector<std::string> words) {
    Command command = repository.command(std::move(words));
    command.environment.emplace_back("GIT_INDEX_FILE", (scratch.path() / "index").native());
    return command;
  };
  SLIPWAY_TRY(run_checked(with_index({"read-tree", start}), "the deployed files"));
  if (!patch.empty()) {
    // `git apply` refuses paths that leave the tree, and `--cached` writes to the index alone.
    std::vector<std::string> words{"apply", "--cached", "--whitespace=nowarn", "--no-ignore-whitespace"};
    if (!directory.empty()) {
      words.push_back("--directory=" + directory);
    }
    SLIPWAY_TRY(run_checked(with_index(std::move(words)),
                            "the edits on the host to fit on the deployed files", patch));
  }
  SLIPWAY_TRY_ASSIGN(const std::string tree, run_checked(with_index({"write-tree"}), "the edited tree"));
  return std::string(trim(tree));
}

std::string branch_name(const git::Repository& repository, const Settings& settings, std::uint64_t release) {
  const std::string stem =
      fmt::format("slipway/drift/{}/{}/{}", settings.deployment, settings.environment, release);
  std::string name = stem;
  for (int i = 2; repository.resolve("refs/heads/" + name); ++i) {
    name = fmt::format("{}-{}", stem, i);
  }
  return name;
}

}  // namespace

Result<Drift> read_drift(HostSession& session) {
  SLIPWAY_TRY_ASSIGN(host::ScriptResult result,
                     session.connection().run({std::string(host::drift_sh), {session.state().directory}}));
  if (result.status != 0) {
    return fail(ExitCode::host_unsuited,
                fmt::format("the edits in `{}` on the host", printable(session.state().directory)),
                fmt::format("git ended with status {} there", result.status),
                "look at the directory and its .slipway on the host");
  }
  return Drift{std::move(result.out)};
}

std::string drift_text(const Drift& drift) {
  std::string text;
  std::size_t lines = 0;
  bool binary = false;
  for (const std::string& line : split(drift.patch, '\n')) {
    if (line.starts_with("diff --git ")) {
      binary = false;
    } else if (line.starts_with("index ") || binary) {
      continue;
    }
    if (++lines > most_lines) {
      continue;
    }
    binary = line == "GIT binary patch";
    text += binary ? "a binary file" : printable(line.substr(0, longest_shown_line));
    text += line.size() > longest_shown_line ? "…\n" : "\n";
  }
  if (lines > most_lines) {
    text += fmt::format("… and {} more\n", count_of(lines - most_lines, "line"));
  }
  return text;
}

Result<std::string> edited_tree(const git::Repository& repository, const std::string& tree,
                                const Drift& drift) {
  return patched_tree(repository, tree, {}, drift.patch);
}

Result<std::vector<std::string>> lost_edits(const git::Repository& repository,
                                            const std::string& deployed_tree, const std::string& tree,
                                            const Drift& drift) {
  SLIPWAY_TRY_ASSIGN(const std::string edited, edited_tree(repository, deployed_tree, drift));
  SLIPWAY_TRY_ASSIGN(const classify::ChangeSet edits, repository.changes(deployed_tree, edited));
  SLIPWAY_TRY_ASSIGN(const classify::ChangeSet differences, repository.changes(edited, tree));
  std::vector<std::string> lost;
  for (const classify::Change& edit : edits) {
    if (std::any_of(differences.begin(), differences.end(),
                    [&](const classify::Change& difference) { return difference.path == edit.path; })) {
      lost.push_back(edit.path);
    }
  }
  return lost;
}

Result<AdoptedDrift> adopt_drift(const git::Repository& repository, const Settings& settings,
                                 const std::string& root, const Release& deployed, const Drift& drift) {
  AdoptedDrift adopted;
  adopted.base = deployed.source_commit;
  if (adopted.base.empty() || !repository.has(adopted.base)) {
    return fail(
        ExitCode::refused,
        fmt::format("the deployed commit {} in this repository", printable(adopted.base.substr(0, 12))),
        "it is not here", "git fetch, and run the same command again");
  }
  const auto tree = repository.tree_id(adopted.base, root);
  if (!tree || *tree != deployed.tree) {
    return fail(ExitCode::refused,
                fmt::format("the files of release {} to be those of commit {}", deployed.number,
                            adopted.base.substr(0, 12)),
                "they are not: ROOT has changed since",
                "configure as it was when that release was deployed, and run the same command again");
  }
  SLIPWAY_TRY_ASSIGN(const std::string edited, patched_tree(repository, adopted.base, root, drift.patch));
  SLIPWAY_TRY_ASSIGN(
      adopted.commit,
      repository.write_commit(edited, {adopted.base},
                              fmt::format("Edits made on the host to release {} of {}\n\nTaken from {} "
                                          "on {}.\n",
                                          deployed.number, settings.deployment, printable(settings.directory),
                                          printable(settings.host))));
  adopted.branch = branch_name(repository, settings, deployed.number);
  SLIPWAY_TRY(repository.create_branch(adopted.branch, adopted.commit));
  return adopted;
}

Result<std::optional<AdoptedDrift>> adopt_edits(const Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository, git::Repository::open(settings.source_directory));
  SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings, {}));
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}));
  SLIPWAY_TRY_ASSIGN(const Journal journal,
                     fetch_journal(repository, settings, session.state(), session.connection()));
  const Release* deployed = journal.deployed_release();
  if (session.state().drift.empty() || deployed == nullptr) {
    return std::nullopt;
  }
  SLIPWAY_TRY_ASSIGN(const Drift drift, read_drift(session));
  SLIPWAY_TRY_ASSIGN(AdoptedDrift adopted, adopt_drift(repository, settings, target.root, *deployed, drift));
  return adopted;
}

Result<void> check_drift(const git::Repository& repository, HostSession& session, const Journal& journal,
                         const std::string& tree) {
  // What a switch that was interrupted has left is put right by the run, which then looks for edits itself.
  if (session.state().drift.empty() || !session.state().unfinished.empty()) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const Drift drift, read_drift(session));
  if (const Release* deployed = journal.deployed_release()) {
    const auto lost = lost_edits(repository, deployed->shipped_tree, tree, drift);
    if (lost && lost->empty()) {
      return {};
    }
  }
  return fail(
      ExitCode::refused,
      fmt::format("the files in `{}` as the last release left them", printable(session.state().directory)),
      fmt::format("files that were edited on the host:\n{}\n{}", printable_lines(trim(session.state().drift)),
                  drift_text(drift)),
      "bring the edits into the repository, as a branch: slipway deploy --adopt-drift\nor replace them "
      "(the journal keeps them): slipway deploy --overwrite-drift");
}

}  // namespace slipway::deploy
