#pragma once

#include "classify/tree.hpp"
#include "compose/model.hpp"
#include "deploy/plan/journal.hpp"
#include "git/repository.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::deploy {

/// A file of a tree.
struct TreeFile {
  std::string mode;  ///< As git writes it: "100644".
  std::string id;
  std::string path;
  std::uint64_t bytes = 0;
};

/// SHIP minimal: which files of a tree go to the host, and which are not sent because only images need them.
struct Shipment {
  std::vector<TreeFile> sent;
  std::vector<TreeFile> left;

  bool is_everything() const { return left.empty(); }
  /// "3 of 12 files go to the host (4 kB of 2 MB) …", for the plan.
  std::string summary() const;
};

/// All files of a tree, those of directories below included.
Result<std::vector<TreeFile>> files_of(const classify::Tree& tree);

/// Decides file by file (compose/run_time_files.hpp). Two kinds are sent although compose does not read them:
/// the first file of each build context, because compose v1 needs the directory, and files that git reads
/// itself.
Result<Shipment> choose_shipment(const classify::Tree& tree, const compose::Model& model);

/// A shipment as objects of git.
struct Shipped {
  std::string tree;         ///< What goes into DIRECTORY.
  std::string left_behind;  ///< A commit that lists the rest; empty if everything goes.
};
/// Writes both. The list is a tree that has, below a directory for each mode ("100644/src/main.py"), an entry
/// of the kind git has for submodules: it names an id whose object need not be there. So the whole tree can
/// be compared wherever the journal is, although its content was not sent. `before` is the list of the
/// release before it, whose directories are not sent again; empty if there is none.
Result<Shipped> write_shipment(const git::Repository& repository, const Shipment& shipment,
                               const std::string& before);

/// Makes sure that the whole tree of a release is an object of this repository. If it is not, makes it from
/// the files that were sent and the list of the others. Contents that are not here are not needed to
/// compare trees. Error: the result is not the tree that the entry names.
Result<void> restore_whole_tree(const git::Repository& repository, const Release& release);

/// How `git ls-tree` and `git update-index --index-info` write what an entry is.
std::string mode_of(classify::EntryKind kind);

/// A tree made in an index of its own: what it starts from (empty: nothing), and the files. Mode "0" takes
/// away what it starts with.
Result<std::string> tree_with(const git::Repository& repository, const std::string& start,
                              const std::vector<TreeFile>& files);

}  // namespace slipway::deploy
