#!/bin/sh
# Tells the run whether the client's smoke tests passed (confirmation), or whether the project's tests passed (tests). The answer is
# written to a file of its own, which is then linked into place: the first link decides, and a half-written answer never counts.
#
# usage: confirm.sh RUN_DIRECTORY WORD [confirmation|tests]
# Exit status: 0 the run has this word; 3 too late, the run has decided without it; 70 the word could not be written.

set -u
run=$1 place=$1/${3:-confirmation}
umask 077
word=$run/word.$$
if ! printf '%s\n' "$2" >"$word" || [ "$(cat -- "$word")" != "$2" ]; then
  rm -f -- "$word"
  exit 70
fi
problem=$(ln -- "$word" "$place" 2>&1)
rm -f -- "$word"
if [ ! -e "$place" ]; then
  printf '%s\n' "$problem" >&2
  exit 70
fi
[ "$(head -n 1 "$place")" = "$2" ] || exit 3
