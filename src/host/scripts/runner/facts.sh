#!/bin/sh
# Facts: files that a run relies on later. A fact is written to a new file, brought to the disk and read back before it is renamed to its place.
# Its last line is `end`. A reader refuses a fact that is absent or torn: it never counts as empty.

# When this returns 0, everything written to the file system of the directory so far is on the disk.
durable() { sync -f "$1" 2>/dev/null || sync; }

# A disk that cannot be written to for a moment is asked again, for 10 s: on the way back there is nothing else to do.
durable_in_time() { # durable_in_time PLACE
  durable_asked=$(whole_seconds)
  until durable "$1"; do
    [ "$(passed_since "$durable_asked")" -lt 10 ] || return 1
    sleep 0.5 2>/dev/null || sleep 1
  done
}

write_down() { # write_down FILE TEXT: FILE has the text, on the disk; otherwise 1, and FILE as it was
  write_aside "$1" "$2" now && { sync "${1%/*}" 2>/dev/null || sync; }
}
# The same, if the caller calls `durable` before anything relies on it: a slow card is waited for once, not for each file.
write_aside() { # write_aside FILE TEXT [now]: with `now` the text is on the disk before FILE is replaced
  if write_new "$@" && mv -f -- "$1.new" "$1"; then return 0; fi
  rm -f -- "$1.new"
  return 1
}
write_new() { # write_new FILE TEXT [now]: writes FILE.new alone, and reads it back
  printf '%s\n' "$2" >"$1.new" && { [ $# -eq 2 ] || sync "$1.new" 2>/dev/null || sync; } && has_text "$1.new" "$2"
}
has_text() { # has_text FILE TEXT: whether the file has the text and the end of its line, and nothing else
  written='' written_line='' written_end='
'
  while IFS= read -r written_line; do written=$written$written_line$written_end; done <"$1" 2>/dev/null || return 1
  [ "$written$written_line" = "$2$written_end" ]
}

# Saves what the command prints; 1, and no new FILE, if the command or the disk failed.
keep_fact() { save_fact write_down "$@"; }  # keep_fact FILE COMMAND…: as write_down
note_fact() { save_fact write_aside "$@"; } # note_fact FILE COMMAND…: as write_aside
save_fact() {
  how_to_save=$1 fact=$2
  shift 2
  told=$("$@") || return 1
  "$how_to_save" "$fact" "${told:+$told
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
