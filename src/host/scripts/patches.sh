#!/bin/sh
# Makes files of a release from those of an earlier one and what differs. They go to the journal's objects, where the files that are
# sent afterwards find them.
#
# usage: patches.sh NONCE DIRECTORY NAME      (DIRECTORY is absolute; NAME begins the names of references for them)
# Prints "NONCE ready zstd", or without zstd if that program is not here. Then it reads patches from its standard input, each a line
# "KIND BASE ID BEFORE AFTER BYTES LEVEL SIZE" with BYTES bytes after it:
#   zstd    the output of `zstd --patch-from` with the object BASE
#   splice  the first BEFORE bytes of BASE, then these bytes, then the last AFTER bytes of BASE
# LEVEL is how much git compresses the file, and SIZE is what it has to become.
# For each file that has become the object ID it prints "NONCE made ID". Of a file that has not, it says nothing: git sends that as a whole.
# Meanwhile "NONCE at BYTES" says each second how much was written for all files: each is written twice.

set -u
nonce=$1 state=$2/.slipway name=$3
LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export LC_ALL GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
umask 077
# Files above the threshold pass through git without being held in memory: to a pack of their own.
journal() { git --git-dir="$state/journal.git" -c core.bigFileThreshold=1m "$@"; }

work=$(mktemp -d "$state/patches.XXXXXX") || exit 1
trap 'rm -rf -- "$work"' EXIT
trap 'exit 1' HUP INT TERM PIPE
zstd=''
if command -v zstd >/dev/null 2>&1; then zstd=zstd; fi
printf '\n%s ready %s\n' "$nonce" "$zstd"

patched() { # prints the file
  if [ "$kind" = zstd ]; then
    journal cat-file blob "$base" >"$work/base" && zstd -d -q -c --patch-from="$work/base" "$work/patch" 2>/dev/null
  else
    journal cat-file blob "$base" | head -c "$before" && cat -- "$work/patch" && journal cat-file blob "$base" | tail -c "$after"
  fi
}

tell() { # tell BYTES: each second, how much is written: BYTES before, the file, and what git has of it
  while sleep 1 3>&-; do
    written=$(stat -c %s "$work/file" "$state"/journal.git/objects/pack/tmp_pack_* | awk '{ sum += $1 } END { print sum + 0 }')
    if [ "$written" -gt "$((2 * size))" ]; then written=$((2 * size)); fi
    printf '%s at %s\n' "$nonce" "$(($1 + written))" >&3
  done >/dev/null 2>&1
}

done=0
while read -r kind base id before after bytes level size; do
  head -c "$bytes" >"$work/patch" || exit 1
  [ "$(wc -c <"$work/patch")" -eq "$bytes" ] || exit 1
  tell "$done" 3>&1 &
  teller=$!
  # git reads a pipe to its end before it writes, but a file as it comes.
  if patched >"$work/file" && [ "$(journal -c "core.compression=$level" hash-object -w --stdin <"$work/file" 2>/dev/null)" = "$id" ] &&
    journal update-ref "refs/slipway/incoming/$name-$id" "$id" 2>/dev/null; then
    printf '%s made %s\n' "$nonce" "$id"
  fi
  kill "$teller" 2>/dev/null
  wait "$teller" 2>/dev/null
  rm -f -- "$work/file" "$work/base"
  done=$((done + 2 * size))
done
