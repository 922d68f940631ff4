#!/bin/sh
# Starts a run that goes on if the connection is lost, and prints its log until it ends.
#
# usage: launch.sh RUN_DIRECTORY OFFSET [RUNNER PLAN COMPOSE]
#   RUN_DIRECTORY          DIRECTORY/.slipway/runs/NAME, new
#   OFFSET                 how much of the log is known already
#   RUNNER, PLAN, COMPOSE  the texts of runner.sh and of the files it sources; instead of the first one, the absolute path of a file that
#                          has it
# Without the texts, only follows the existing run.
#
# Exit status: 70, 71, 72 if the run's files could not be written; 75 if there is no file RUNNER, and nothing was done; 74 if the log could
# not be printed; 0 if the run has ended.
#
# The run holds a lock on RUN_DIRECTORY/alive: whoever can take it knows that the run has ended, however it ended.

set -u
run=$1 offset=$2
LC_ALL=C
export LC_ALL
umask 077

write_runner() { # write_runner RUNNER
  case $1 in
    # Nobody writes to such a file again, so a link is as good as a copy.
    /*) ln -- "$1" "$run/runner.sh" 2>/dev/null || cp -- "$1" "$run/runner.sh" ;;
    *) printf '%s' "$1" >"$run/runner.sh" ;;
  esac
}

if [ $# -eq 5 ]; then
  case $3 in /*) [ -f "$3" ] || exit 75 ;; esac
  mkdir -- "$run" || exit 70
  write_runner "$3" && printf '%s' "$4" >"$run/plan.sh" &&
    printf '%s' "$5" >"$run/compose.sh" && true >"$run/log" || exit 71
  exec 8>"$run/alive"
  flock -n 8 || exit 72
  setsid sh "$run/runner.sh" "$run" </dev/null >>"$run/log" 2>&1 &
  exec 8>&-
fi

# Prints what is new: every look goes on at the place in the log where the one before has ended. A reader that has gone away ends the
# following, not the run.
[ -r "$run/log" ] || exit 74
exec 7<"$run/log"
if [ "$offset" -gt 0 ]; then tail -c "+$((offset + 1))" <&7 || exit 74; fi
print_news() { cat <&7; }
# Waiting for the lock is the pause between two looks, and ends at once when the run does.
until flock -w 0.2 "$run/alive" true; do
  print_news || exit 74
done
print_news
