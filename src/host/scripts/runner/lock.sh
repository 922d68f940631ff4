#!/bin/sh
# The lock: one run at a time in a directory. It is the kernel's, and ends with the processes that hold it.

start_of() { # start_of PID: when the process began, as the kernel counts; with its id it names one process for good
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  # shellcheck disable=SC2086 # words
  set -- ${stat##*) }
  printf '%s\n' "${20}"
}
note_process() { # note_process FILE: which process this is, for those who look for it
  printf '%s %s\n' "$$" "$(start_of $$)" >"$1.new" && mv -f -- "$1.new" "$1"
}

end_orphans() { # end_orphans RUN: what a run that is no more has left running. 1 where the run is alive
  read -r pid start <"$1/pid" 2>/dev/null || return 0
  [ "$(start_of "$pid")" != "$start" ] || return 1
  kill -s TERM -- "-$pid" 2>/dev/null || return 0
  patience=50
  while kill -s 0 -- "-$pid" 2>/dev/null && [ "$patience" -gt 0 ]; do
    patience=$((patience - 1))
    sleep 0.1 2>/dev/null || sleep 1
  done
  kill -s KILL -- "-$pid" 2>/dev/null
  return 0
}

take_lock() { # take_lock SECONDS: waits that long for a run that is about to end
  exec 9>>"$state/lock"
  if ! flock -w "$1" 9; then
    # A build that outlives its run holds the lock as well.
    other=$(cat "$state/run" 2>/dev/null)
    [ -n "$other" ] && end_orphans "$state/runs/$other" && flock -w 5 9 || return 1
  fi
  note_process "$run/pid"
  printf '%s\n' "$holder" >"$state/holder.new" && mv -f -- "$state/holder.new" "$state/holder"
  # From here on the words above are those of the holder.
  printf '%s\n' "${run##*/}" >"$state/run.new" && mv -f -- "$state/run.new" "$state/run"
  # Locks of git that a killed run has left behind. Nothing but runs writes these, and we are the only one.
  rm -f -- "$state"/*.lock "$journal/packed-refs.lock" "$journal/HEAD.lock" "$journal/refs/heads"/*.lock
}
