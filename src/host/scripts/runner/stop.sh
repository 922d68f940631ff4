#!/bin/sh
# Stopping a run from outside: `slipway cancel` writes RUN_DIRECTORY/cancel and sends SIGTERM to the run.

# If there is no command that the signal can end, the run checks `cancelled` between two steps and while it waits.
cancelled=
stoppable_runs=
askers_killed= # yes: what the run had asked the engine for may still be going on
on_terminate() {
  cancelled=yes
  if [ -n "$stoppable_runs" ]; then end_children; fi
}
# The run leads a process group. Only the run and the processes that it has started are in it.
end_children() {
  askers_killed=yes
  trap '' TERM
  kill -s TERM -- "-$$" 2>/dev/null || kill -TERM "$stoppable"
  trap on_terminate TERM
}

stoppably() { # stoppably COMMAND…: runs it so that the signal ends it
  [ -z "$cancelled" ] || return 1
  stoppable_runs=yes
  "$@" &
  stoppable=$!
  # The signal may have come before the command was started.
  if [ -n "$cancelled" ]; then end_children; fi
  wait "$stoppable"
  stopped_status=$?
  if [ -n "$cancelled" ]; then
    wait "$stoppable"
    stopped_status=1
  fi
  stoppable_runs=
  return "$stopped_status"
}

stop_reason() {
  if [ -s "$run/cancel" ]; then
    reason="cancelled by $(head -n 1 "$run/cancel") in the step $last_step"
  else
    reason="stopped by a signal in the step $last_step"
  fi
}

stop_before_switch() { # ends the run where it was cancelled
  if [ -n "$cancelled" ]; then
    stop_reason
    reason="$reason; nothing was switched"
    give_up 12 cancelled
  fi
}
