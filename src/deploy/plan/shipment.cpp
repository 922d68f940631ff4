#include "deploy/plan/shipment.hpp"

#include "compose/run_time_files.hpp"
#include "util/file.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace slipway::deploy {
namespace {

constexpr std::string_view submodule_mode = "160000";
constexpr std::string_view link_mode = "120000";

Result<void> list_files(const classify::Tree& tree, const std::string& directory,
                        std::vector<TreeFile>& files) {
  SLIPWAY_TRY_ASSIGN(const auto entries, tree.list(directory));
  for (const classify::TreeEntry& entry : entries) {
    const std::string path = compose::join_path(directory, entry.name);
    if (entry.kind == classify::EntryKind::directory) {
      SLIPWAY_TRY(list_files(tree, path, files));
      continue;
    }
    TreeFile file{mode_of(entry.kind), entry.id, path, 0};
    if (entry.kind != classify::EntryKind::submodule) {
      // Of a release that somebody else has deployed, some contents may not be here.
      file.bytes = tree.size(path).value_or(0);
    }
    files.push_back(std::move(file));
  }
  return {};
}

/// Names that git itself may read, in all the spellings that it takes for them (`.GIT…`, `GIT~1`): a list
/// that has them as submodules would be refused by the host.
bool is_read_by_git(std::string_view path) {
  std::string plain;
  for (const char character : path) {
    if (static_cast<unsigned char>(character) < 0x80) {
      plain += character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
    }
  }
  return plain.find(".git") != std::string::npos || plain.find('~') != std::string::npos;
}

/// One file of each directory that compose wants to exist.
void keep_context_directories(Shipment& shipment, const compose::Model& model) {
  for (const auto& [name, service] : model.services) {
    if (!service.build || !service.build->context.path.is_inside()) {
      continue;
    }
    const std::string& directory = service.build->context.path.resolved;
    const auto lies_there = [&](const TreeFile& file) { return compose::is_within(file.path, directory); };
    if (std::none_of(shipment.sent.begin(), shipment.sent.end(), lies_there)) {
      const auto first = std::find_if(shipment.left.begin(), shipment.left.end(), lies_there);
      if (first != shipment.left.end()) {
        shipment.sent.push_back(*first);
        shipment.left.erase(first);
      }
    }
  }
}

std::uint64_t bytes_of(const std::vector<TreeFile>& files) {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const TreeFile& file) { return sum + file.bytes; });
}

}  // namespace

std::string mode_of(classify::EntryKind kind) {
  switch (kind) {
    case classify::EntryKind::executable:
      return "100755";
    case classify::EntryKind::symlink:
      return std::string(link_mode);
    case classify::EntryKind::submodule:
      return std::string(submodule_mode);
    default:
      return "100644";
  }
}

Result<std::string> tree_with(const git::Repository& repository, const std::string& start,
                              const std::vector<TreeFile>& files) {
  SLIPWAY_TRY_ASSIGN(const TemporaryDirectory scratch, TemporaryDirectory::create());
  const auto with_index = [&](std::vector<std::string> words) {
    Command command = repository.command(std::move(words));
    command.environment.emplace_back("GIT_INDEX_FILE", (scratch.path() / "index").native());
    return command;
  };
  if (!start.empty()) {
    SLIPWAY_TRY(run_checked(with_index({"read-tree", start}), "read the shipped files"));
  }
  std::string input;
  for (const TreeFile& file : files) {
    input += fmt::format("{} {}\t{}", file.mode, file.id, file.path);
    input += '\0';
  }
  SLIPWAY_TRY(run_checked(with_index({"update-index", "-z", "--index-info"}),
                          "make an index of the files that go to the host", input));
  SLIPWAY_TRY_ASSIGN(const std::string tree, run_checked(with_index({"write-tree", "--missing-ok"}),
                                                         "write the tree of the shipped files"));
  return std::string(trim(tree));
}

std::string Shipment::summary() const {
  const std::uint64_t bytes = bytes_of(sent);
  return fmt::format("SHIP minimal: {} of {} go to the host ({} of {}); only images need the others",
                     sent.size(), count_of(sent.size() + left.size(), "file"), bytes_text(bytes),
                     bytes_text(bytes + bytes_of(left)));
}

Result<std::vector<TreeFile>> files_of(const classify::Tree& tree) {
  std::vector<TreeFile> files;
  SLIPWAY_TRY(list_files(tree, {}, files));
  return files;
}

Result<Shipment> choose_shipment(const classify::Tree& tree, const compose::Model& model) {
  SLIPWAY_TRY_ASSIGN(std::vector<TreeFile> files, files_of(tree));
  Shipment shipment;
  for (TreeFile& file : files) {
    // Links go along: without them an earlier tree could not be understood in another clone.
    const bool goes = file.mode == submodule_mode || file.mode == link_mode || is_read_by_git(file.path) ||
                      compose::may_be_read_at_run_time(model, file.path);
    (goes ? shipment.sent : shipment.left).push_back(std::move(file));
  }
  keep_context_directories(shipment, model);
  return shipment;
}

Result<Shipped> write_shipment(const git::Repository& repository, const Shipment& shipment,
                               const std::string& before) {
  Shipped shipped;
  SLIPWAY_TRY_ASSIGN(shipped.tree, tree_with(repository, {}, shipment.sent));
  std::vector<TreeFile> list = shipment.left;
  for (TreeFile& file : list) {
    file.path = file.mode + "/" + file.path;
    file.mode = submodule_mode;
  }
  SLIPWAY_TRY_ASSIGN(const std::string tree, tree_with(repository, {}, list));
  const std::vector<std::string> parents =
      before.empty() ? std::vector<std::string>{} : std::vector<std::string>{before};
  SLIPWAY_TRY_ASSIGN(
      shipped.left_behind,
      repository.write_commit(tree, parents, "Files of a release that only its images need\n"));
  return shipped;
}

Result<void> restore_whole_tree(const git::Repository& repository, const Release& release) {
  if (release.left_behind.empty() || repository.has(release.tree)) {
    return {};
  }
  std::vector<TreeFile> files;
  SLIPWAY_TRY_ASSIGN(const std::string listed, repository.tree_id(release.left_behind, {}));
  std::vector<TreeFile> list;
  SLIPWAY_TRY(list_files(*repository.tree(listed), {}, list));
  for (const TreeFile& entry : list) {
    const std::size_t slash = entry.path.find('/');
    if (slash != std::string::npos) {
      files.push_back({entry.path.substr(0, slash), entry.id, entry.path.substr(slash + 1), 0});
    }
  }
  SLIPWAY_TRY_ASSIGN(const std::string tree, tree_with(repository, release.shipped_tree, files));
  if (tree != release.tree) {
    return fail(ExitCode::failure,
                fmt::format("the files of release {} cannot be put together", release.number),
                fmt::format("they make tree {} instead of {}", tree, release.tree),
                "git fetch   (the commit that was deployed has that tree)");
  }
  return {};
}

}  // namespace slipway::deploy
