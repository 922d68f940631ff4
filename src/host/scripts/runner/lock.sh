#!/bin/sh
# The lock: one run at a time in a directory. The kernel releases it when the processes that hold it end.

# Sets `orphans` to the processes that a run has started. Each has the run's name in its environment: the number of the run's session alone may
# belong to another session by now. The process group does not help: `timeout` and the plugins of docker have groups of their own.
find_orphans() { # find_orphans RUN SESSION
  orphans=
  for stat_file in /proc/[0-9]*/stat; do
    { read -r stat <"$stat_file"; } 2>/dev/null || continue
    member=${stat%% *}
    # shellcheck disable=SC2086 # words
    set -- "$1" "$2" ${stat##*) }
    if [ "${6:-}" = "$2" ] && tr '\0' '\n' 2>/dev/null <"/proc/$member/environ" | grep -Fqx -- "SLIPWAY_RUN=$1"; then
      orphans="$orphans $member"
    fi
    set -- "$1" "$2"
  done
  [ -n "$orphans" ]
}
end_orphans() { # end_orphans RUN: ends the processes that a dead run has left running. 1 if the run is alive
  if is_alive "$1/pid"; then return 1; fi
  # No process of an earlier boot is left.
  [ -n "$noted" ] && identity_of $$ && [ "${noted##* }" = "${identity##* }" ] || return 0
  signal=TERM patience=50
  while find_orphans "$1" "${noted%% *}"; do
    # shellcheck disable=SC2086 # numbers
    kill -s "$signal" $orphans 2>/dev/null
    if [ "$signal" = TERM ]; then signal=0; fi
    patience=$((patience - 1))
    if [ "$patience" -eq 0 ]; then signal=KILL; fi
    [ "$patience" -gt -20 ] || break
    sleep 0.1 2>/dev/null || sleep 1
  done
  return 0
}

take_lock() { # take_lock SECONDS: waits that long for a run that is about to end. 1 if another run has it, 2 if the holder cannot be noted
  exec 9>>"$state/lock"
  if ! flock -w "$1" 9; then
    # A build that still runs after its run was killed holds the lock too.
    other=$(cat "$state/run" 2>/dev/null)
    [ -n "$other" ] && end_orphans "$state/runs/$other" && flock -w 5 9 || return 1
  fi
  note_holder
}
note_holder() { # writes down that this run has the lock. 2 if that fails
  previous=
  { read -r previous <"$state/run"; } 2>/dev/null
  note_process "$run/pid" && printf '%s\n' "$holder" >"$state/holder.new" && mv -f -- "$state/holder.new" "$state/holder" &&
    # From here on `holder` is the text of this run.
    printf '%s\n' "${run##*/}" >"$state/run.new" && mv -f -- "$state/run.new" "$state/run" || return 2
  # Removes locks of git that a killed run has left behind. Only runs make them, and this is the only run.
  for left_lock in "$state"/*.lock "$journal/packed-refs.lock" "$journal/HEAD.lock" "$journal/refs/heads"/*.lock; do
    if [ -e "$left_lock" ]; then rm -f -- "$left_lock" || return 2; fi
  done
}
