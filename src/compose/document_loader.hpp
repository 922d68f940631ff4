#pragma once

#include "classify/tree.hpp"
#include "compose/environment.hpp"
#include "compose/interpolate.hpp"
#include "compose/source_path.hpp"
#include "compose/value.hpp"
#include "util/error.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace slipway::compose {

/// Reads compose files into one document in canonical form: variables replaced, `extends` and `include`
/// applied, files merged. Every value remembers the directory its relative paths start from.
class DocumentLoader {
 public:
  DocumentLoader(const classify::Tree& tree, const PathResolver& resolver)
      : tree_(tree), resolver_(resolver) {}

  /// The files of one project, which lie in the tree, laid over each other.
  Result<Value> load(const std::vector<std::string>& files, const std::string& project_directory,
                     const Environment& environment);

  /// What the files extended and included, and the `.env` files of those.
  const std::set<std::string>& related_files() const { return related_files_; }
  const std::vector<RequiredVariable>& required_variables() const { return required_; }

 private:
  /// A file, or one document of it, whose services are extended one after the other.
  struct Extendable {
    std::string file;
    Value document;
    std::set<std::string> done;
  };
  using Chain = std::vector<std::pair<std::string, std::string>>;  // file and service

  /// A project: the files that `include` or the settings name together.
  struct Scope {
    std::string directory;
    Environment environment;
    std::vector<std::string> including;  ///< The main files of the projects around this one, and its own.
  };

  Result<Value> load_project(const std::vector<std::string>& files, const Scope& scope);
  Result<std::vector<Value>> read_documents(const std::string& file, const std::string& directory,
                                            const Environment& environment);
  Result<void> extend_all(Extendable& documents, const Scope& scope);
  Result<void> extend(Extendable& documents, const std::string& name, const Scope& scope, Chain chain);
  Result<Extendable*> extended_file(const Value& path, const Scope& scope);
  Result<void> include_all(Value& document, const Scope& scope);
  Result<void> include(const Value& entry, Value& document, const Scope& scope);
  Result<std::string> path_in_tree(const Value& value, std::string_view purpose) const;
  Result<void> charge(const Value& value);

  const classify::Tree& tree_;
  const PathResolver& resolver_;
  std::set<std::string> related_files_;
  std::vector<RequiredVariable> required_;
  std::map<std::pair<std::string, std::string>, Extendable> extended_files_;  // by scope's main file and path
  std::size_t files_read_ = 0;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace slipway::compose
