#!/bin/sh
# Prints which of the deployed release's files were edited, as edits.sh finds them: the length in bytes of the list that follows,
# and a newline; the list in the format of `git diff-tree --raw -z`; and a patch for `git apply`. The functions of edits.sh come before
# this text. Changes nothing.
#
# usage: drift.sh DIRECTORY      (an absolute path)

set -u
directory=$1
journal=$directory/.slipway/journal.git
LC_ALL=C
# Without the account's configuration, whose diff programs would run here.
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_LITERAL_PATHSPECS=1
export LC_ALL GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_LITERAL_PATHSPECS

# A copy of the index, and a directory outside of the journal for the objects that the edits make.
run=$(mktemp -d) || exit 1
trap 'rm -rf -- "$run"' EXIT
state=$run
cp -- "$directory/.slipway/live.index" "$state/live.index" && mkdir -p "$run/objects/info" &&
  printf '%s\n' "$journal/objects" >"$run/objects/info/alternates" || exit 1
GIT_OBJECT_DIRECTORY=$run/objects
export GIT_OBJECT_DIRECTORY

edited_tree=
compare() { # compare HOW…
  git --git-dir="$journal" --no-pager -c core.quotePath=true diff-tree -r --no-renames --full-index "$@" "$released_tree" "$edited_tree"
}

released_tree=$(live write-tree) && find_drift && find_edits && compare --raw -z >"$run/edits" || exit 1
printf '%s\n' "$(wc -c <"$run/edits")"
cat "$run/edits"
compare --patch --binary --no-color --no-ext-diff --no-textconv
