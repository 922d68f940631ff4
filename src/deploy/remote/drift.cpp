#include "deploy/remote/drift.hpp"

#include "deploy/plan/artifacts.hpp"
#include "deploy/plan/planner.hpp"
#include "deploy/remote/host_journal.hpp"
#include "host/scripts.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <map>

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
  SLIPWAY_TRY(run_checked(with_index({"read-tree", start}), "read the deployed files"));
  if (!patch.empty()) {
    // `git apply` refuses paths that leave the tree, and `--cached` writes to the index alone.
    std::vector<std::string> words{"apply", "--cached", "--whitespace=nowarn", "--no-ignore-whitespace"};
    if (!directory.empty()) {
      words.push_back("--directory=" + directory);
    }
    SLIPWAY_TRY(run_checked(with_index(std::move(words)), "apply the edits on the host to the deployed files",
                            patch));
  }
  SLIPWAY_TRY_ASSIGN(const std::string tree,
                     run_checked(with_index({"write-tree"}), "write the edited tree"));
  return std::string(trim(tree));
}

std::string branch_name(const git::Repository& repository, const Place& place, std::uint64_t release) {
  const std::string stem =
      fmt::format("slipway/drift/{}/{}/{}", place.deployment, place.environment, release);
  std::string name = stem;
  for (int i = 2; repository.resolve("refs/heads/" + name); ++i) {
    name = fmt::format("{}-{}", stem, i);
  }
  return name;
}

}  // namespace

Result<Drift> read_drift(HostSession& session) {
  SLIPWAY_TRY_ASSIGN(host::ScriptResult result,
                     session.connection().run({fmt::format("{}\n{}", host::edits_sh, host::drift_sh),
                                               {session.state().directory.raw()}}));
  if (result.status != 0) {
    return fail(
        ExitCode::host_unsuited,
        fmt::format("cannot read the edits in `{}` on the host", printable(session.state().directory)),
        fmt::format("comparing its files failed there (status {})", result.status),
        "slipway doctor   (checks the directory and its .slipway)");
  }
  return parse_drift(result.out);
}

Result<Drift> parse_drift(std::string_view output) {
  const std::size_t line_end = output.find('\n');
  const auto length = number_of<std::size_t>(trim(output.substr(0, line_end)));
  const auto rest = line_end == std::string_view::npos ? std::string_view{} : output.substr(line_end + 1);
  if (!length || *length > rest.size()) {
    return fail(ExitCode::host_unsuited, "cannot read the edits on the host",
                "the answer is not one of Slipway's: " + printable(output.substr(0, 200)),
                "slipway doctor   (checks the directory and its .slipway)");
  }
  Drift drift;
  drift.patch = rest.substr(*length);
  // ":100644 100755 <id> <id> M", and the path.
  const std::vector<std::string> fields = split(rest.substr(0, *length), '\0');
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    const std::vector<std::string> words = split(fields[i], ' ');
    if (words.size() == 5) {
      drift.edits.push_back({fields[i + 1], words[1], words[3]});
    }
  }
  return drift;
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

Result<std::vector<std::string>> lost_edits(const git::Repository& repository, const std::string& tree,
                                            const Drift& drift) {
  SLIPWAY_TRY_ASSIGN(const std::string listed,
                     run_checked(repository.command({"ls-tree", "-r", "-z", "--full-tree", tree}),
                                 "list the files to deploy"));
  // "100644 blob <id>", a tabulator and the path.
  std::map<std::string, std::string> files;
  for (const std::string& line : split(listed, '\0')) {
    if (const std::size_t tab = line.find('\t'); tab != std::string::npos) {
      files.emplace(line.substr(tab + 1), line.substr(0, tab));
    }
  }
  std::vector<std::string> lost;
  for (const Edit& edit : drift.edits) {
    const auto same = files.find(edit.path);
    const auto below = files.lower_bound(edit.path + "/");
    const bool is_directory = below != files.end() && below->first.starts_with(edit.path + "/");
    const bool is_gone = edit.mode == "000000";
    const bool is_kept = is_gone ? same == files.end() && !is_directory
                                 : same != files.end() && same->second.starts_with(edit.mode + " ") &&
                                       same->second.ends_with(" " + edit.id);
    if (!is_kept) {
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
    return fail(ExitCode::refused,
                fmt::format("the deployed commit {} is not in this repository",
                            printable(adopted.base.substr(0, 12))),
                {}, "git fetch   (then run the same command again)");
  }
  auto tree = repository.tree_id(adopted.base, root);
  if (!deployed.artifacts.empty()) {
    for (const Artifact& artifact : deployed.artifacts) {
      for (const Edit& edit : drift.edits) {
        if (printable(edit.path) == artifact.path) {
          return fail(
              ExitCode::refused, fmt::format("the edit of `{}` on the host cannot be adopted", artifact.path),
              "the build makes this file; it is not in git",
              "change what the file is built from\nslipway deploy --overwrite-drift   (replaces the edit)");
        }
      }
    }
    const auto artifacts = artifacts_in_tree(repository, deployed);
    if (tree && artifacts) {
      tree = tree_with_artifacts(repository, *tree, *artifacts, settings.application.root);
    }
  }
  if (!tree || *tree != deployed.tree) {
    return fail(ExitCode::refused,
                fmt::format("the files of release {} are not those of commit {}", deployed.number,
                            adopted.base.substr(0, 12)),
                "ROOT has changed since the release was deployed",
                "configure with the ROOT of that time, and run the same command again");
  }
  SLIPWAY_TRY_ASSIGN(const std::string edited, patched_tree(repository, adopted.base, root, drift.patch));
  SLIPWAY_TRY_ASSIGN(adopted.commit,
                     repository.write_commit(
                         edited, {adopted.base},
                         fmt::format("Edits made on the host to release {} of {}\n\nTaken from {} "
                                     "on {}.\n",
                                     deployed.number, settings.place.deployment,
                                     printable(settings.place.directory), printable(settings.place.host))));
  adopted.branch = branch_name(repository, settings.place, deployed.number);
  SLIPWAY_TRY(repository.create_branch(adopted.branch, adopted.commit));
  return adopted;
}

Result<std::optional<AdoptedDrift>> adopt_edits(const Settings& settings) {
  SLIPWAY_TRY_ASSIGN(const git::Repository repository,
                     git::Repository::open(settings.application.source_directory));
  SLIPWAY_TRY_ASSIGN(const Target target, find_target(repository, settings.application, {}));
  SLIPWAY_TRY_ASSIGN(HostSession session, HostSession::open(settings, {}));
  SLIPWAY_TRY_ASSIGN(const Journal journal,
                     fetch_journal(repository, settings.place, session.state(), session.connection()));
  const Release* deployed = journal.deployed_release();
  if (session.state().drift.empty() || deployed == nullptr) {
    return std::nullopt;
  }
  SLIPWAY_TRY_ASSIGN(const Drift drift, read_drift(session));
  SLIPWAY_TRY_ASSIGN(AdoptedDrift adopted, adopt_drift(repository, settings, target.root, *deployed, drift));
  return adopted;
}

Result<void> check_drift(const git::Repository& repository, HostSession& session, const std::string& tree) {
  // What a switch that was interrupted has left is put right by the run, which then looks for edits itself.
  if (session.state().drift.empty() || !session.state().unfinished.empty()) {
    return {};
  }
  SLIPWAY_TRY_ASSIGN(const Drift drift, read_drift(session));
  SLIPWAY_TRY_ASSIGN(const std::vector<std::string> lost, lost_edits(repository, tree, drift));
  if (lost.empty()) {
    return {};
  }
  return fail(ExitCode::refused,
              fmt::format("files in `{}` were edited on the host", printable(session.state().directory)),
              fmt::format("a deployment would overwrite these edits:\n{}\n{}",
                          printable_lines(trim(session.state().drift)), drift_text(drift)),
              "slipway deploy --adopt-drift   (brings the edits into the repository, as a branch)\n"
              "slipway deploy --overwrite-drift   (replaces them; the host's journal keeps them)");
}

}  // namespace slipway::deploy
