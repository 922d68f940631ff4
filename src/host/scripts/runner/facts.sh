#!/bin/sh
# Facts: what a run relies on later. A fact is written aside, brought to the disk and read back before it takes its place,
# and its last line is `end`. Whoever reads one refuses what is absent or torn: empty is never an answer.

# What has been written into a directory's file system so far is on the disk when this returns 0.
durable() { sync -f "$1" 2>/dev/null || sync; }

write_down() { # write_down FILE TEXT: FILE has the text, on the disk, whatever happens next; 1, and FILE as it was, if not
  if printf '%s\n' "$2" >"$1.new" && { sync "$1.new" 2>/dev/null || sync; } &&
    written=$(cat -- "$1.new") && [ "$written" = "$2" ] &&
    mv -f -- "$1.new" "$1" && { sync "${1%/*}" 2>/dev/null || sync; }; then
    return 0
  fi
  rm -f -- "$1.new"
  return 1
}

keep_fact() { # keep_fact FILE COMMAND…: what the command prints; 1, and no new FILE, if the command failed or the disk did
  fact=$1
  shift
  told=$("$@") || return 1
  write_down "$fact" "${told:+$told
}end"
}

recall() { # recall FILE: sets `recalled` to the lines of the fact; 1 if it is absent or torn
  recalled='' fact_line='' last_line='' line_end='
'
  [ -f "$1" ] || return 1
  while IFS= read -r fact_line; do
    recalled=$recalled${last_line:+$last_line$line_end}
    last_line=$fact_line
  done <"$1" 2>/dev/null
  # A last line without its end was not written whole.
  [ -z "$fact_line" ] && [ "$last_line" = end ]
}
