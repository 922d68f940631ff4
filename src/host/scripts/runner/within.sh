#!/bin/sh
# A deadline for commands that a run starts, so that a command that hangs does not hold the lock for ever.

# Descendants of a process that have no children: they do the work, and if they end, their parents end too.
workers_of() { # workers_of PID: process ids, one a line
  sed 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/' /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" '
    { parent[$1] = $2; has_children[$2] }
    END {
      for (id in parent) {
        above = id
        while (above in parent && above != root && parent[above] != above) above = parent[above]
        if (above == root && !(id in has_children)) print id
      }
    }'
}

end_when_late() { # end_when_late SECONDS PID: writes RUN_DIRECTORY/late, and ends what the process has started
  late_at=$(($(whole_seconds) + $1))
  while [ "$(whole_seconds)" -lt "$late_at" ]; do
    # Its number may be another's soon.
    kill -s 0 "$2" 2>/dev/null || return
    sleep 1
  done
  true >"$run/late"
  # It gets ten seconds to end by itself.
  late_signal=TERM
  while kill -s 0 "$2" 2>/dev/null; do
    # shellcheck disable=SC2046 # numbers
    kill -s "$late_signal" $(workers_of "$2") 2>/dev/null
    if [ "$(whole_seconds)" -ge "$((late_at + 10))" ]; then late_signal=KILL; fi
    sleep 1
  done
}

within() { # within SECONDS COMMAND…: runs it; if it takes longer it is ended, which `was_late` then says
  within_seconds=$1
  shift
  rm -f -- "$run/late"
  "$@" &
  timed=$!
  # The locks of the run end with the run.
  end_when_late "$within_seconds" "$timed" 8>&- 9>&- &
  watcher=$!
  wait "$timed"
  timed_status=$?
  kill -s KILL "$watcher" 2>/dev/null
  wait "$watcher" 2>/dev/null
  return "$timed_status"
}
was_late() { [ -e "$run/late" ]; }
