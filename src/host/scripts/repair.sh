#!/bin/sh
# Repairs a journal that a power cut has torn: HEAD, its settings and the indexes of packs are made anew, what cannot be read is
# removed, and the references go back to the newest entry that is complete. Entries that are lost here may still be known to a
# client, which pushes them afterwards.
#
# usage: repair.sh DIRECTORY
# Prints "entry ID NUMBER" for the entry it went back to, or "nothing" where no entry is complete.
# Exit status: 0 repaired, 4 a run holds the lock.

# shellcheck source=make_journal.sh
. "${0%/*}/make_journal.sh"
set -u
state=$1/.slipway
journal=$state/journal.git
LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export LC_ALL GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
umask 022

exec 9>>"$state/lock"
flock -w 5 9 || exit 4
repository() { git --git-dir="$journal" -c core.fsync=committed,loose-object,reference "$@"; }

rm -f -- "$journal"/*.lock "$journal/refs/heads"/*.lock
printf 'ref: refs/heads/journal\n' >"$journal/HEAD"
# Settings that cannot be read, and references that have no line of their own each.
if [ ! -s "$journal/config" ] || ! git config --file "$journal/config" --list >/dev/null 2>&1; then rm -f -- "$journal/config"; fi
if [ -f "$journal/packed-refs" ] && grep -Evq '^(#|\^?[0-9a-f]{40})' "$journal/packed-refs"; then rm -f -- "$journal/packed-refs"; fi
mkdir -p -- "$journal/objects" "$journal/refs" || exit 1
find "$journal/objects" "$journal/refs" -type f -size 0 -exec rm -f -- {} +
make_journal "$journal" || exit 1
# A pack that can be read has its index made anew; of one that is torn, what can be read of it becomes loose files.
for pack in "$journal/objects/pack"/*.pack; do
  if [ ! -f "$pack" ] || repository verify-pack "$pack" >/dev/null 2>&1; then continue; fi
  rm -f -- "${pack%.pack}.idx" "${pack%.pack}.rev"
  if repository index-pack "$pack" >/dev/null 2>&1; then continue; fi
  mv -f -- "$pack" "$state/torn.pack"
  repository unpack-objects -q -r <"$state/torn.pack" >/dev/null 2>&1
  rm -f -- "$state/torn.pack"
done
for index in "$journal/objects/pack"/*.idx "$journal/objects/pack"/*.rev; do
  if [ -f "$index" ] && [ ! -f "${index%.*}.pack" ]; then rm -f -- "$index"; fi
done
# git names what it cannot read by its path: "error: …: object corrupt or missing: /…/objects/ab/cdef…"
repository fsck --no-dangling 2>&1 | sed -n 's/^error: .*: object corrupt or missing: //p' | while IFS= read -r path; do
  case $path in
    "$journal"/objects/??/* | ./objects/??/*) (cd "$journal" && rm -f -- "$path") ;;
  esac
done
for name in journal deployed; do
  file=$journal/refs/heads/$name
  if [ -f "$file" ] && ! grep -qxE '[0-9a-f]{40}([0-9a-f]{24})?' "$file"; then rm -f -- "$file"; fi
done

# Every entry that there is, the newest first: "NUMBER OUTCOME ID"
repository cat-file --batch-all-objects --batch-check='%(objecttype) %(objectname)' | sed -n 's/^commit //p' |
  while read -r id; do
    repository log -1 --no-walk --format='%(trailers:key=Release,valueonly,separator=) %(trailers:key=Outcome,valueonly,separator=) %H' \
      "$id" 2>/dev/null
  done | awk 'NF == 3' | sort -rn >"$state/entries"

is_complete() { repository rev-list --objects "$1" >/dev/null 2>&1; }
newest='' deployed=''
while read -r number outcome id; do
  if [ -z "$newest" ] || { [ -z "$deployed" ] && [ "$outcome" = deployed ]; }; then
    is_complete "$id" || continue
    [ -n "$newest" ] || newest=$id newest_number=$number
    if [ "$outcome" = deployed ]; then deployed=$id; fi
  fi
  [ -z "$deployed" ] || break
done <"$state/entries"
rm -f -- "$state/entries"

for name in journal deployed; do
  if [ "$name" = journal ]; then id=$newest; else id=$deployed; fi
  if [ -n "$id" ]; then
    repository update-ref "refs/heads/$name" "$id"
  else
    repository update-ref -d "refs/heads/$name" 2>/dev/null || rm -f -- "$journal/refs/heads/$name"
  fi
done
sync -f "$journal" 2>/dev/null || sync
if [ -n "$newest" ]; then printf 'entry %s %s\n' "$newest" "$newest_number"; else printf 'nothing\n'; fi
