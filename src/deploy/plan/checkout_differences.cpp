#include "deploy/plan/checkout_differences.hpp"

#include "util/file.hpp"
#include "util/process.hpp"
#include "util/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace slipway::deploy {
namespace {

namespace fs = std::filesystem;
using lint::CheckoutDifference;
using Kind = CheckoutDifference::Kind;

/// What of the configuration decides about a checkout.
struct CheckoutSettings {
  std::string autocrlf;  ///< "true", "input" or "false".
  bool eol_is_crlf = false;
  std::set<std::string> filters;  ///< Those that make something.
  fs::path attributes_file;
};

/// One file's attributes, as `git check-attr` words them: "set", "unset", "unspecified" or a value.
using Attributes = std::map<std::string, std::string>;
constexpr std::array<const char*, 6> attribute_names{"text",  "crlf",   "eol",
                                                     "ident", "filter", "working-tree-encoding"};

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

bool speaks_of_checkouts(const std::string& attributes) {
  constexpr std::array<const char*, 6> words{"text", "crlf", "eol", "ident", "filter", "encoding"};
  for (const std::string& line : split(attributes, '\n')) {
    for (const char* word : words) {
      if (!line.starts_with('#') && line.find(word) != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

Result<CheckoutSettings> settings_of(const git::Repository& repository) {
  CheckoutSettings settings;
  SLIPWAY_TRY_ASSIGN(const std::string configured, repository.checkout_configuration());
  for (const std::string& record : split(configured, '\0')) {
    const std::size_t end = record.find('\n');
    const std::string key = record.substr(0, end);
    // A key alone is true (git-config(1)).
    const std::string value = end == std::string::npos ? "true" : record.substr(end + 1);
    if (key == "core.autocrlf") {
      settings.autocrlf = value == "yes" || value == "on" || value == "1" ? "true" : value;
    } else if (key == "core.eol") {
      settings.eol_is_crlf = value == "crlf";
    } else if (key == "core.attributesfile") {
      settings.attributes_file = value;
    } else if (key.starts_with("filter.") && !value.empty()) {
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

/// Where attributes stand that the host does not see; empty if nowhere. By the first that does.
Result<std::string> attributes_beside(const git::Repository& repository, const CheckoutSettings& settings,
                                      const std::string& commit, const std::string& root) {
  const fs::path info = repository.common_directory() / "info" / "attributes";
  if (speaks_of_checkouts(text_of(info))) {
    return printable(info.native());
  }
  for (const fs::path& file : {settings.attributes_file, fs::path("/etc/gitattributes")}) {
    if (!file.empty() && speaks_of_checkouts(text_of(file))) {
      return printable(file.native());
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
          return printable(path) + ", above ROOT";
        }
      }
      directory += part + "/";
    }
  }
  return std::string{};
}

/// What git does to the line ends of a file as it writes it (`enum convert_crlf_action` in git's convert.c).
enum class LineEnds : unsigned char { kept, all_crlf, crlf_if_text };

LineEnds line_ends(const Attributes& of, const std::string& autocrlf, bool eol_is_crlf) {
  const auto value = [&](const char* name) {
    const auto found = of.find(name);
    return found == of.end() ? std::string("unspecified") : found->second;
  };
  const std::string text = value("text") == "unspecified" ? value("crlf") : value("text");
  if (text == "unset") {
    return LineEnds::kept;
  }
  const std::string eol = value("eol");
  if (text == "auto") {
    const bool crlf =
        eol == "crlf" || (eol != "lf" && (autocrlf == "true" || (autocrlf != "input" && eol_is_crlf)));
    return crlf ? LineEnds::crlf_if_text : LineEnds::kept;
  }
  if (eol == "crlf") {
    return LineEnds::all_crlf;
  }
  if (eol == "lf" || text == "input") {
    return LineEnds::kept;
  }
  if (text == "set") {
    return autocrlf == "true" || (autocrlf != "input" && eol_is_crlf) ? LineEnds::all_crlf : LineEnds::kept;
  }
  return autocrlf == "true" ? LineEnds::crlf_if_text : LineEnds::kept;
}

/// The files of `tree`, in an index of a repository that has nothing but the objects of the other one.
class BareView {
 public:
  static Result<BareView> of(const git::Repository& repository, const std::string& tree) {
    SLIPWAY_TRY_ASSIGN(TemporaryDirectory scratch, TemporaryDirectory::create());
    BareView view(std::move(scratch));
    SLIPWAY_TRY(repository.make_plain_twin(view.scratch_.path() / "bare"));
    SLIPWAY_TRY(run_checked(view.command({"read-tree", tree}), "the files of the tree in an index"));
    return view;
  }

  Command command(std::vector<std::string> words) const {
    return git::plain_command(scratch_.path() / "bare", std::move(words));
  }

 private:
  explicit BareView(TemporaryDirectory scratch) : scratch_(std::move(scratch)) {}

  TemporaryDirectory scratch_;
};

/// By path, without `prefix`.
Result<std::map<std::string, Attributes>> attributes_of(Command command,
                                                        const std::vector<std::string>& files,
                                                        const std::string& prefix) {
  command.argv.insert(command.argv.end(), attribute_names.begin(), attribute_names.end());
  std::string input;
  for (const std::string& file : files) {
    input += prefix + file + '\0';
  }
  SLIPWAY_TRY_ASSIGN(const std::string text, run_checked(command, "the attributes of the files", input));
  std::map<std::string, Attributes> result;
  const std::vector<std::string> words = split(text, '\0');
  for (std::size_t i = 0; i + 2 < words.size(); i += 3) {
    result[words[i].substr(prefix.size())][words[i + 1]] = words[i + 2];
  }
  return result;
}

/// What git finds in the content of each file: "lf", "crlf", "mixed", "none" or "-text".
Result<std::map<std::string, std::string>> contents_of(const BareView& view) {
  SLIPWAY_TRY_ASSIGN(
      const std::string text,
      run_checked(view.command({"ls-files", "-z", "--eol", "--cached"}), "the line ends of the files"));
  std::map<std::string, std::string> result;
  for (const std::string& record : split(text, '\0')) {
    const std::size_t tab = record.find('\t');
    if (tab != std::string::npos && record.starts_with("i/")) {
      result[record.substr(tab + 1)] = record.substr(2, record.find(' ') - 2);
    }
  }
  return result;
}

constexpr const char* lines_in_binary = "binary with lines";

bool gets_crlf(LineEnds ends, const std::string& content) {
  // A text that has some already is left alone, if it is by its content that it is one.
  return (ends != LineEnds::kept && content == "lf") ||
         (ends == LineEnds::all_crlf && (content == "mixed" || content == lines_in_binary));
}

/// A file that looks binary is converted all the same if an attribute says that it is text.
bool has_line_feed_alone(const std::string& bytes) {
  for (std::size_t at = bytes.find('\n'); at != std::string::npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') {
      return true;
    }
  }
  return false;
}

class Comparison {
 public:
  Comparison(const CheckoutSettings& settings, std::string beside)
      : settings_(settings), beside_(std::move(beside)) {}

  /// What the checkout here does to the file that the host's does not.
  std::optional<CheckoutDifference> compare(const std::string& path, const Attributes& here,
                                            const Attributes& there, const std::string& content) const {
    const auto differs = [&](const char* name) { return value(here, name) != value(there, name); };
    if (const std::string& filter = value(here, "filter");
        filter != "lfs" && settings_.filters.contains(filter)) {
      return CheckoutDifference{path, Kind::filter,
                                fmt::format("the filter `{}` makes it readable here", printable(filter))};
    }
    if (differs("working-tree-encoding")) {
      return CheckoutDifference{path, Kind::rewritten,
                                fmt::format("`working-tree-encoding` stands in {}", beside_)};
    }
    const bool here_crlf = gets_crlf(line_ends(here, settings_.autocrlf, settings_.eol_is_crlf), content);
    if (here_crlf != gets_crlf(line_ends(there, "false", false), content)) {
      std::string because = fmt::format("its attributes stand in {}", beside_);
      if (!differs("text") && !differs("crlf") && !differs("eol")) {
        because = settings_.autocrlf == "true" ? "core.autocrlf is true here" : "core.eol is crlf here";
      }
      return CheckoutDifference{path, Kind::line_ends, because};
    }
    return std::nullopt;
  }

  bool may_convert_all(const Attributes& here, const Attributes& there) const {
    return line_ends(here, settings_.autocrlf, settings_.eol_is_crlf) == LineEnds::all_crlf ||
           line_ends(there, "false", false) == LineEnds::all_crlf;
  }

  /// Whether only the file's content can tell: `ident` replaces `$Id$`.
  static bool may_have_ident(const Attributes& here, const Attributes& there) {
    return (value(here, "ident") == "set") != (value(there, "ident") == "set");
  }
  CheckoutDifference by_ident(const std::string& path) const {
    return {path, Kind::rewritten, fmt::format("`ident` stands in {}", beside_)};
  }

 private:
  static const std::string& value(const Attributes& of, const char* name) {
    static const std::string unspecified("unspecified");
    const auto found = of.find(name);
    return found == of.end() ? unspecified : found->second;
  }

  const CheckoutSettings& settings_;
  std::string beside_;
};

}  // namespace

Result<lint::CheckoutDifferences> checkout_differences(const git::Repository& repository,
                                                       const std::string& commit, const std::string& root,
                                                       const std::string& tree,
                                                       const image::TreeSurvey& survey) {
  SLIPWAY_TRY_ASSIGN(const CheckoutSettings settings, settings_of(repository));
  SLIPWAY_TRY_ASSIGN(const std::string beside, attributes_beside(repository, settings, commit, root));
  const bool by_configuration =
      settings.autocrlf == "true" || (settings.autocrlf != "input" && settings.eol_is_crlf);
  if (!by_configuration && beside.empty() && !survey.has_other_filters) {
    return lint::CheckoutDifferences{};
  }
  const auto attributes_here = attributes_of(repository.command({"check-attr", "-z", "--stdin"}),
                                             survey.files, root.empty() ? root : root + "/");
  if (!attributes_here) {
    // Without a working tree nothing is checked out here.
    return lint::CheckoutDifferences{};
  }
  SLIPWAY_TRY_ASSIGN(const BareView view, BareView::of(repository, tree));
  SLIPWAY_TRY_ASSIGN(
      const auto attributes_there,
      attributes_of(view.command({"check-attr", "-z", "--stdin", "--cached"}), survey.files, {}));
  SLIPWAY_TRY_ASSIGN(const auto contents, contents_of(view));
  const Comparison comparison(settings, beside);
  lint::CheckoutDifferences differences;
  const auto files = repository.tree(tree);
  for (const std::string& path : survey.files) {
    const auto of_here = attributes_here->find(path);
    const auto of_there = attributes_there.find(path);
    const auto content = contents.find(path);
    if (of_here == attributes_here->end() || of_there == attributes_there.end() ||
        content == contents.end()) {
      continue;
    }
    std::string kind_of_content = content->second;
    if (kind_of_content == "-text" && comparison.may_convert_all(of_here->second, of_there->second)) {
      SLIPWAY_TRY_ASSIGN(const std::string bytes, files->read(path));
      if (has_line_feed_alone(bytes)) {
        kind_of_content = lines_in_binary;
      }
    }
    auto difference = comparison.compare(path, of_here->second, of_there->second, kind_of_content);
    if (!difference && Comparison::may_have_ident(of_here->second, of_there->second)) {
      SLIPWAY_TRY_ASSIGN(const std::string text, files->read(path));
      if (text.find("$Id$") != std::string::npos || text.find("$Id:") != std::string::npos) {
        difference = comparison.by_ident(path);
      }
    }
    if (difference) {
      differences.push_back(*std::move(difference));
    }
  }
  return differences;
}

}  // namespace slipway::deploy
