#pragma once

#include "image/go/pattern.hpp"
#include "image/go/rune_class.hpp"
#include "image/ignore/ignore_file.hpp"
#include "util/error.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::image {

/// What the rules say about one path.
struct IgnoreVerdict {
  /// Whether the path is kept out. A path that may be kept out, but not certainly, is not: it may reach the
  /// image.
  bool ignored = false;
  /// False if a pattern that cannot be evaluated exactly decides.
  bool exact = true;
  /// The path is named to the builder, but its content is not: a file arrives with zero bytes, and the build
  /// succeeds. BuildKit lists files by one algorithm and opens them by another; here the two disagree.
  bool sent_empty = false;
  /// The line of the pattern that made up the verdict. Nothing if no pattern had a say.
  std::optional<std::size_t> line;
};

/// What is certain about everything that may lie below a directory.
enum class Below : std::uint8_t {
  included,  ///< Every path is included, and with its content.
  ignored,   ///< Every path is ignored.
  mixed      ///< It depends on the path.
};

/// The patterns of an ignore file, or those of `COPY --exclude`, and their evaluation exactly as BuildKit
/// walks a directory tree: from the top down, a parent's result for each pattern handed to its children
/// (chained MatchesUsingParentResults). This is not "the last matching line wins": after `a/b` and `!a` the
/// file `a/b` stays ignored.
///
/// A walk starts with root(), asks file() for what is not a directory, and enter() for directories; a
/// symbolic link is a file. Paths are bytes as git stores them. Evaluation fills caches: not to be shared
/// between threads.
class IgnoreRules {
 public:
  /// How far a walk has come: a directory and what is known of it.
  class Directory {
   public:
    /// The path with a slash at its end; empty for the root.
    const std::string& prefix() const { return prefix_; }
    /// True if BuildKit does not look into the directory: everything below is ignored, whatever a pattern
    /// says about it.
    bool skipped() const { return skipped_; }

   private:
    friend class IgnoreRules;
    /// A pattern that may still have a say about something below.
    struct Alive {
      std::size_t rule = 0;
      Pattern::Cursor cursor = Pattern::dead;  ///< What it makes of prefix_.
      Possible walked = Possible::no;          ///< The result that the walk hands to the children.
      Possible matched = Possible::no;         ///< Whether it matches the directory or a parent of it.
    };

    std::string prefix_;
    bool skipped_ = false;
    std::optional<std::size_t> decider_;  ///< Of the verdict about the directory itself.
    /// In the order of the rules. What is not here matches nothing below, and nothing above.
    std::vector<Alive> alive_;
  };

  struct Entered {
    Directory directory;
    IgnoreVerdict verdict;  ///< About the directory itself: an ignored one can hold included files.
  };

  /// The rules of a build context. Error with Docker's reason if Docker refuses a pattern.
  static Result<IgnoreRules> for_context(const IgnoreFile& file);

  /// The patterns of `COPY --exclude` (relative to the source), in `origin` (such as "Dockerfile:7"). The
  /// copy walks like the context but looks into every directory and opens by the same algorithm; `line` of a
  /// verdict is the number of the pattern.
  static Result<IgnoreRules> for_copy(const std::vector<std::string>& patterns, std::string origin);

  /// No rules: everything is included.
  IgnoreRules() = default;

  Directory root() const;
  /// Error if a path is compared with a pattern that only fails when it is used: such a build fails.
  Result<IgnoreVerdict> file(const Directory& parent, std::string_view name) const;
  Result<Entered> enter(const Directory& parent, std::string_view name) const;
  /// Whether every path below has the same verdict, so that equal trees are equal contexts.
  Below below(const Directory& directory) const;

  /// The verdict about a path that need not exist, walking down from the root.
  Result<IgnoreVerdict> verdict(std::string_view path, bool is_directory) const;

  /// Marks in `seen`, which has a place for each rule, the rules whose pattern matches (or may match) this
  /// path, whether or not they decide anything about it. What is unmarked after all files and directories of
  /// a context matches nothing there.
  void collect_matches(const Directory& parent, std::string_view name, std::vector<bool>& seen) const;

  struct Rule {
    Pattern pattern;
    std::size_t line = 0;
  };
  const std::vector<Rule>& rules() const { return rules_; }
  const std::string& name() const { return name_; }
  /// One sentence for each pattern that cannot be evaluated exactly.
  std::vector<std::string> warnings() const;

 private:
  struct Flow;
  /// `matches(n)` answers for the rule of alive[n] and the path itself.
  template <class Matches>
  Result<Flow> follow(const std::vector<Directory::Alive>& alive, std::vector<Directory::Alive>* below,
                      Matches matches) const;
  template <class Matches>
  Possible opened(const std::vector<Directory::Alive>& alive, Matches matches) const;
  static Result<IgnoreRules> parse(const IgnoreFile& file);
  IgnoreVerdict to_verdict(const Flow& flow) const;
  bool skips(const std::string& prefix) const;
  Error broken(const Rule& rule) const;

  std::string name_;
  std::vector<Rule> rules_;
  bool is_context_ = false;
  bool has_exclusions_ = false;
  bool skips_by_prefix_ = false;         ///< Whether BuildKit tells by prefixes what no exclusion can reach.
  mutable std::vector<Possible> asked_;  ///< Of the rules that are alive, their answers for the path at hand.
  mutable std::vector<Directory> last_way_;  ///< Of verdict(): the directories on the way to the last file.
};

}  // namespace slipway::image
