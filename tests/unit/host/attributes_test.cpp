#include "runner_function.hpp"
#include "util/file.hpp"
#include "util/process.hpp"

#include <gtest/gtest.h>

namespace slipway::host {
namespace {

/// `checkout` and `follow_attributes` of the runner, from each of some trees to others, held against a
/// checkout that starts from nothing.
constexpr const char* each_to_each = R"sh(
set -u
cd "$1" || exit 1
journal=$1/journal.git state=$1/state run=$1/run directory="$1/a directory"
mkdir state run "$directory"
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_LITERAL_PATHSPECS=1
git init -q --bare "$journal"
repository() { git --git-dir="$journal" "$@"; }
tree_of() { # tree_of ATTRIBUTES NESTED
  rm -rf files files.index
  mkdir -p files/in
  printf 'a\nb\n' >'files/a $(b).txt'
  printf 'a\r\nb\n' >files/mixed.txt
  printf 'a\n\000' >files/binary.bin
  printf '$Id$\n' >files/in/-id
  printf 'x\n' >files/in/x.txt
  if [ -n "$3" ]; then printf 'n\n' >"files/in/$3"; fi
  printf "$1" >files/.gitattributes
  if [ -n "$2" ]; then printf "$2" >files/in/.gitattributes; fi
  # As it is: nothing is normalised on its way into git.
  (cd files && find . -type f | sed 's,^\./,,' | while IFS= read -r file; do
    printf '100644 %s\t%s\000' "$(git --git-dir="$journal" hash-object -w --no-filters -- "$file")" "$file"
  done) | GIT_INDEX_FILE=$state/make.index repository update-index -z --index-info &&
    GIT_INDEX_FILE=$state/make.index repository write-tree && rm -f "$state/make.index"
}
{
  tree_of '' '' "$2"
  tree_of '* text=auto\n' '' "$2"
  tree_of '* text=auto eol=crlf\n' '' "$2"
  tree_of '* text eol=crlf\n*.bin -text\n' '* text eol=lf\n' "$2"
  tree_of '*.txt crlf\n* eol=crlf\n' '' "$2"
  tree_of '* -crlf eol=crlf\nin/* ident\n' '' "$2"
  tree_of '[attr]windows text eol=crlf\n*.txt windows\n' '-id ident\n' "$2"
  tree_of 'a* working-tree-encoding=UTF-16\n' 'x.txt eol=crlf\n' "$2"
} >trees && sed -n "$3" trees >some || exit 1
while read -r old; do
  while read -r new; do
    rm -rf "$directory" fresh "$state/live.index" "$state/fresh.index"
    mkdir "$directory" fresh
    checkout "$state/live.index" "$directory" --reset -u "$old" || exit 1
    # Times that are not those of the index would make git look again.
    checkout "$state/live.index" "$directory" -m -u "$old" "$new" && follow_attributes "$old" "$new" || exit 1
    checkout "$state/fresh.index" "$1/fresh" --reset -u "$new" || exit 1
    diff -r fresh "$directory" >different || { echo "from $old to $new:"; cat different; }
    # Of `text` and CR LF in git, git itself says that it is changed as soon as it looks.
    live diff-files --name-only | grep -v -x mixed.txt
  done <some
done <trees
true
)sh";

/// To which of the trees, as an address of sed.
std::string differences(const std::string& more_file, const std::string& which) {
  const auto directory = TemporaryDirectory::create();
  std::string script;
  for (const char* function : {"checkout", "follow_attributes", "attributes_in", "written_otherwise"}) {
    script += runner_function(function);
  }
  script += runner_function("on_files") + "live() { on_files \"$state/live.index\" \"$@\"; }\n";
  const auto finished = run(
      {.argv = {"/bin/sh", "-c", script + each_to_each, "sh", directory->path().native(), more_file, which}});
  EXPECT_TRUE(finished && finished->ok()) << finished->err;
  return finished->out;
}

TEST(FollowAttributes, LeavesWhatACheckoutFromNothingWrites) {
  EXPECT_EQ(differences("", "2,4p"), "");
}

TEST(FollowAttributes, NamesThatDoNotFitOnALine) {
  EXPECT_EQ(differences("odd \001 name.txt", "3p"), "");
}

}  // namespace
}  // namespace slipway::host
