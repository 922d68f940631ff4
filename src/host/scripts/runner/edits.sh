#!/bin/sh
# Finds the files that were edited on the host since the deployed release was put there: for the run, which puts
# other files in place, and for the client, which asks before it builds (drift.sh).
#
# Uses: directory; journal, its bare repository; state, whose live.index says what was put there; run, a directory for notes.

on_files() { # on_files INDEX GIT_COMMAND…: git on the files in DIRECTORY
  (cd "$directory" && index=$1 && shift && GIT_INDEX_FILE=$index git --git-dir="$journal" --work-tree="$directory" \
    -c core.autocrlf=false -c core.eol=lf -c core.attributesFile=/dev/null -c core.quotePath=true --no-optional-locks "$@")
}
live() { on_files "$state/live.index" "$@"; }

# Reads paths, each ended by NUL. Prints what is in the way of a path: a file or link in place of one of its directories, or untracked
# files in a directory of its name. Existing files at the paths themselves, which can be compared, go to file descriptor 3.
# GIT_INDEX_FILE says what is tracked.
# shellcheck disable=SC2016 # for the inner shell
is_tracked='
  is_tracked() { [ "$(git ls-files -z -- "$1" | tr -d "\0")" = "$1" ]; }'
# shellcheck disable=SC2016 # for the inner shell
look_at_paths=$is_tracked'
  for path do
    ahead=$path way= blocker=
    while case $ahead in */*) true ;; *) false ;; esac do
      way=$way${ahead%%/*} ahead=${ahead#*/}
      if [ -h "$way" ] || { [ -e "$way" ] && [ ! -d "$way" ]; }; then blocker=$way; break; fi
      [ -e "$way" ] || break
      way=$way/
    done
    if [ -n "$blocker" ]; then
      is_tracked "$blocker" || printf "%s\0" "$blocker"
    elif [ -d "$path" ] && [ ! -h "$path" ]; then
      git ls-files --others -z -- "$path"
    elif [ -e "$path" ] || [ -h "$path" ]; then
      printf "%s\0" "$path" >&3
    fi
  done'
obstacles() { # obstacles PRESENT: paths on standard input; those to compare go to the file PRESENT
  (cd "$directory" && GIT_DIR=$journal GIT_WORK_TREE=$directory GIT_INDEX_FILE=$state/live.index \
    xargs -0 sh -c "$look_at_paths" sh 3>"$1")
}

# Writes the paths of the release that were changed in DIRECTORY since it was put there to $run/drift, each ended by NUL.
find_drift() {
  live update-index -q --refresh >/dev/null 2>&1
  live diff-files --name-only -z --ignore-submodules=all >"$run/drift"
}

# Sets `edited_tree` to the tree of the release with the edits in $run/drift, and leaves its index in $run/edited.index.
find_edits() {
  cp -- "$state/live.index" "$run/edited.index" || return 1
  # If something else is in place of a directory, the release's files below it are gone.
  obstacles "$run/edited-here" <"$run/drift" >"$run/edited-beyond" || return 1
  on_files "$run/edited.index" update-index --force-remove -z --stdin <"$run/drift" &&
    on_files "$run/edited.index" update-index --add -z --stdin <"$run/edited-here" &&
    edited_tree=$(on_files "$run/edited.index" write-tree)
}
