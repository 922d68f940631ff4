#!/bin/sh
# Repairs a journal that a power cut has damaged: HEAD, its settings and the indexes of packs are made anew, unreadable files are
# removed, and the references go back to the newest complete entry.
#
# Uses: journal state repository make_journal. The caller holds the lock.

is_torn() { # whether the journal has damage as a power cut leaves it
  case $(repository for-each-ref --format='%(refname) %(objectname) %(tree)' refs/heads 2>&1) in fatal:* | error:* | *'broken ref'* | *'missing object'*) return 0 ;; esac
  [ -n "$(find "$journal/objects" -type f -size 0 2>/dev/null | head -n 1)" ]
}

is_complete() { repository rev-list --objects "$1" >/dev/null 2>&1; }
mend_journal() { # sets `newest` and `newest_number` to the entry it went back to; empty if none is complete
  rm -f -- "$journal"/*.lock "$journal/refs/heads"/*.lock
  printf 'ref: refs/heads/journal\n' >"$journal/HEAD"
  # Removes settings that cannot be read, and packed references whose lines are damaged.
  if [ ! -s "$journal/config" ] || ! git config --file "$journal/config" --list >/dev/null 2>&1; then rm -f -- "$journal/config"; fi
  if [ -f "$journal/packed-refs" ] && grep -Evq '^(#|\^?[0-9a-f]{40})' "$journal/packed-refs"; then rm -f -- "$journal/packed-refs"; fi
  mkdir -p -- "$journal/objects" "$journal/refs" || return 1
  find "$journal/objects" "$journal/refs" -type f -size 0 -exec rm -f -- {} +
  make_journal "$journal" || return 1
  # A readable pack gets a new index. The readable objects of a torn pack become loose files.
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
  # git prints the path of an unreadable object: "error: …: object corrupt or missing: /…/objects/ab/cdef…"
  repository fsck --no-dangling 2>&1 | sed -n 's/^error: .*: object corrupt or missing: //p' | while IFS= read -r path; do
    case $path in
      "$journal"/objects/??/* | ./objects/??/*) (cd "$journal" && rm -f -- "$path") ;;
    esac
  done
  for name in journal deployed; do
    file=$journal/refs/heads/$name
    if [ -f "$file" ] && ! grep -qxE '[0-9a-f]{40}([0-9a-f]{24})?' "$file"; then rm -f -- "$file"; fi
  done

  # All entries, the newest first: "NUMBER OUTCOME ID"
  repository cat-file --batch-all-objects --batch-check='%(objecttype) %(objectname)' | sed -n 's/^commit //p' |
    while read -r id; do
      repository log -1 --no-walk --format='%(trailers:key=Release,valueonly,separator=) %(trailers:key=Outcome,valueonly,separator=) %H' \
        "$id" 2>/dev/null
    done | awk 'NF == 3' | sort -rn >"$state/entries"

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
}
