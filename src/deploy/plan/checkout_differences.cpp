#include "deploy/plan/checkout_differences.hpp"

#include "git/checkout_attributes.hpp"
#include "image/go/code_points.hpp"
#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;
using git::Attributes;
using git::gets_crlf;
using git::line_ends;
using git::LineEnds;
using git::value_of;
using lint::CheckoutDifference;
using Kind = CheckoutDifference::Kind;

/// What of the configuration decides about a checkout.
struct CheckoutSettings {
  std::string autocrlf;  ///< "true", "input" or "false".
  bool eol_is_crlf = false;
  std::set<std::string> filters;  ///< Those that make something.
  fs::path attributes_file;
};

bool speaks_of_checkouts(const std::string& attributes) {
  constexpr std::array<const char*, 7> words{"text", "crlf", "eol", "ident", "filter", "encoding", "binary"};
  for (const std::string& line : split(attributes, '\n')) {
    for (const char* word : words) {
      if (!line.starts_with('#') && line.find(word) != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

/// As git reads core.autocrlf: "true", "false" or "input".
std::string as_boolean_or_word(const std::string& value) {
  const std::string word = image::to_lower(value);
  if (word == "input" || word == "false" || word == "no" || word == "off" || word.empty()) {
    return word == "input" ? "input" : "false";
  }
  const bool is_zero = word.find_first_not_of('0') == std::string::npos;
  return is_zero ? "false" : "true";
}

Result<CheckoutSettings> settings_of(const git::Repository& repository) {
  CheckoutSettings settings;
  SLIPWAY_TRY_ASSIGN(const std::string configured, repository.checkout_configuration());
  std::map<std::string, std::string> programs;
  for (const std::string& record : split(configured, '\0')) {
    const std::size_t end = record.find('\n');
    const std::string key = record.substr(0, end);
    // A key alone is true (git-config(1)).
    const std::string value = end == std::string::npos ? "true" : record.substr(end + 1);
    if (key == "core.autocrlf") {
      settings.autocrlf = as_boolean_or_word(value);
    } else if (key == "core.eol") {
      settings.eol_is_crlf = image::to_lower(value) == "crlf";
    } else if (key == "core.attributesfile") {
      settings.attributes_file = value;
    } else if (key.starts_with("filter.")) {
      programs[key] = value;  // The last one holds.
    }
  }
  for (const auto& [key, program] : programs) {
    if (!program.empty() && program != "cat") {
      settings.filters.insert(key.substr(7, key.rfind('.') - 7));
    }
  }
  const char* home = std::getenv("HOME");
  if (settings.attributes_file.empty()) {
    const char* config_home = std::getenv("XDG_CONFIG_HOME");
    if (config_home != nullptr && *config_home != '\0') {
      settings.attributes_file = fs::path(config_home) / "git" / "attributes";
    } else if (home != nullptr) {
      settings.attributes_file = fs::path(home) / ".config" / "git" / "attributes";
    }
  } else if (settings.attributes_file.native().starts_with("~/") && home != nullptr) {
    settings.attributes_file = fs::path(home) / settings.attributes_file.native().substr(2);
  }
  return settings;
}

/// Where attributes stand that the host does not see, all of them; empty if nowhere.
Result<std::string> attributes_beside(const git::Repository& repository, const CheckoutSettings& settings,
                                      const std::string& commit, const std::string& root) {
  std::vector<std::string> places;
  for (const fs::path& file : {repository.common_directory() / "info" / "attributes",
                               settings.attributes_file, fs::path("/etc/gitattributes")}) {
    if (!file.empty() && speaks_of_checkouts(read_file(file).value_or(std::string{}))) {
      places.push_back(printable(file.native()));
    }
  }
  if (!root.empty()) {
    SLIPWAY_TRY_ASSIGN(const std::string top, repository.tree_id(commit, {}));
    const auto whole = repository.tree(top);
    std::string directory;
    for (const std::string& part : split(root, '/')) {
      const std::string path = directory + ".gitattributes";
      SLIPWAY_TRY_ASSIGN(const auto entry, whole->find(path));
      if (entry && entry->kind != classify::EntryKind::directory) {
        SLIPWAY_TRY_ASSIGN(const std::string text, whole->read(path));
        if (speaks_of_checkouts(text)) {
          places.push_back(printable(path) + ", above ROOT");
        }
      }
      directory += part + "/";
    }
  }
  return join(places, "; ");
}

class Comparison {
 public:
  Comparison(const CheckoutSettings& settings, std::string beside, const classify::Tree& tree)
      : settings_(settings),
        // git takes macros from the top of a repository alone, which the tree is on the host.
        beside_(beside.empty() ? std::string("a macro of a .gitattributes that is not at the top here")
                               : std::move(beside)),
        tree_(tree) {}

  /// Whether there were more files than are read.
  bool is_cut() const { return read_ > most_read; }

  /// What the checkout here does to the file that the host's does not. Error if it cannot be read.
  Result<std::optional<CheckoutDifference>> compare(const std::string& path, const Attributes& here,
                                                    const Attributes& there) {
    const auto differs = [&](const char* name) { return value_of(here, name) != value_of(there, name); };
    if (const std::string& filter = value_of(here, "filter");
        filter != "lfs" && settings_.filters.contains(filter)) {
      return CheckoutDifference{
          path, Kind::filter,
          fmt::format("in a checkout here it goes through the filter `{}`", printable(filter))};
    }
    if (differs("working-tree-encoding")) {
      return CheckoutDifference{path, Kind::rewritten, "`working-tree-encoding` is set in " + beside_};
    }
    const LineEnds ends_here = line_ends(here, settings_.autocrlf, settings_.eol_is_crlf);
    const LineEnds ends_there = line_ends(there, "false", false);
    const bool ident = (value_of(here, "ident") == "set") != (value_of(there, "ident") == "set");
    if ((ends_here == ends_there && !ident) || ++read_ > most_read) {
      return std::nullopt;
    }
    SLIPWAY_TRY_ASSIGN(const std::string content, tree_.read(path));
    if (gets_crlf(ends_here, content) != gets_crlf(ends_there, content)) {
      std::string because = fmt::format("its attributes are set in {}", beside_);
      if (!differs("text") && !differs("crlf") && !differs("eol")) {
        because = settings_.autocrlf == "true" ? "core.autocrlf is true here" : "core.eol is crlf here";
      }
      return CheckoutDifference{path, Kind::line_ends, because};
    }
    if (ident && (content.find("$Id$") != std::string::npos || content.find("$Id:") != std::string::npos)) {
      return CheckoutDifference{path, Kind::rewritten, fmt::format("`ident` is set in {}", beside_)};
    }
    return std::nullopt;
  }

 private:
  /// More files than that are not read.
  static constexpr std::size_t most_read = 2000;

  const CheckoutSettings& settings_;
  std::string beside_;
  const classify::Tree& tree_;
  std::size_t read_ = 0;
};

Result<lint::CheckoutDifferences> find_differences(const git::Repository& repository,
                                                   const std::string& commit, const std::string& root,
                                                   const std::string& tree, const image::TreeSurvey& survey) {
  SLIPWAY_TRY_ASSIGN(const CheckoutSettings settings, settings_of(repository));
  SLIPWAY_TRY_ASSIGN(const std::string beside, attributes_beside(repository, settings, commit, root));
  const bool by_configuration =
      settings.autocrlf == "true" || (settings.autocrlf != "input" && settings.eol_is_crlf);
  if (!by_configuration && beside.empty() && !(survey.has_other_filters && !settings.filters.empty())) {
    return lint::CheckoutDifferences{};
  }
  // By the commit, not by what lies in the working tree.
  SLIPWAY_TRY_ASSIGN(const git::PlainIndex view, git::PlainIndex::of(repository, tree));
  Command read = repository.command({"read-tree", commit});
  Command ask = repository.command({"check-attr", "-z", "--stdin", "--cached"});
  for (Command* command : {&read, &ask}) {
    command->environment.emplace_back("GIT_INDEX_FILE", view.index_beside().native());
  }
  SLIPWAY_TRY(run_checked(read, "read the files of the commit into an index"));
  const std::string prefix = root.empty() ? root : root + "/";
  SLIPWAY_TRY_ASSIGN(const auto here, git::attributes_of(ask, survey.files, prefix));
  SLIPWAY_TRY_ASSIGN(
      const auto there,
      git::attributes_of(view.command({"check-attr", "-z", "--stdin", "--cached"}), survey.files, {}));
  SLIPWAY_TRY_ASSIGN(const std::string top, repository.tree_id(commit, {}));
  const auto whole = repository.tree(top);
  const auto files = repository.tree(tree);
  Comparison comparison(settings, beside, *files);
  lint::CheckoutDifferences differences;
  for (const std::string& path : survey.files) {
    const auto of_here = here.find(path);
    const auto of_there = there.find(path);
    if (of_here != here.end() && of_there != there.end()) {
      SLIPWAY_TRY_ASSIGN(auto difference, comparison.compare(path, of_here->second, of_there->second));
      // What lies in a submodule has its own attributes in both checkouts.
      SLIPWAY_TRY_ASSIGN(const auto entry, difference
                                               ? whole->find(prefix + path)
                                               : Result<std::optional<classify::TreeEntry>>(std::nullopt));
      if (difference && entry) {
        differences.push_back(*std::move(difference));
      }
    }
  }
  if (comparison.is_cut()) {
    for (CheckoutDifference& difference : differences) {
      difference.because += "; not all files were looked at";
    }
  }
  return differences;
}

}  // namespace

lint::CheckoutDifferences checkout_differences(const git::Repository& repository, const std::string& commit,
                                               const std::string& root, const std::string& tree,
                                               const image::TreeSurvey& survey) {
  std::error_code ignored;
  if (!fs::exists(repository.top() / ".git", ignored)) {
    // Nothing is checked out from a bare repository.
    return {};
  }
  return find_differences(repository, commit, root, tree, survey).value_or(lint::CheckoutDifferences{});
}

}  // namespace slipway::deploy
