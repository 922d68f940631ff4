#pragma once

#include "git/repository.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <map>
#include <string>
#include <vector>

namespace slipway::git {

/// One file's attributes, as `git check-attr` words them: "set", "unset", "unspecified" or a value.
using Attributes = std::map<std::string, std::string>;

/// "unspecified" for an attribute that was not asked for.
const std::string& value_of(const Attributes& attributes, const char* name);

/// The attributes that decide what a checkout writes, by path without `prefix`. `command` is a `git
/// check-attr -z --stdin`.
Result<std::map<std::string, Attributes>> attributes_of(Command command,
                                                        const std::vector<std::string>& files,
                                                        const std::string& prefix);

/// What git does to the line ends of a file as it writes it (`enum convert_crlf_action` in git's convert.c).
enum class LineEnds : unsigned char { kept, all_crlf, crlf_if_text };

/// `autocrlf` is "true", "input" or "false"; `eol_is_crlf` is core.eol. On a host they are "false" and false.
LineEnds line_ends(const Attributes& of, const std::string& autocrlf, bool eol_is_crlf);

/// Whether git writes CRLF if the content has LF (`gather_stats` and `will_convert_lf_to_crlf` in
/// convert.c).
bool gets_crlf(LineEnds ends, const std::string& content);

/// The files of `tree`, in an index of a repository that has nothing but the objects of the other one.
class PlainIndex {
 public:
  static Result<PlainIndex> of(const Repository& repository, const std::string& tree) {
    SLIPWAY_TRY_ASSIGN(TemporaryDirectory scratch, TemporaryDirectory::create());
    PlainIndex view(std::move(scratch));
    SLIPWAY_TRY(repository.make_plain_twin(view.scratch_.path() / "bare"));
    SLIPWAY_TRY(run_checked(view.command({"read-tree", tree}), "the files of the tree in an index"));
    return view;
  }

  Command command(std::vector<std::string> words) const {
    return plain_command(scratch_.path() / "bare", std::move(words));
  }
  std::filesystem::path index_beside() const { return scratch_.path() / "index"; }

 private:
  explicit PlainIndex(TemporaryDirectory scratch) : scratch_(std::move(scratch)) {}

  TemporaryDirectory scratch_;
};

}  // namespace slipway::git
