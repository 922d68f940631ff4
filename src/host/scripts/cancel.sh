#!/bin/sh
# Asks a run to stop. The run decides what that means at its step; launch.sh follows it to its end.
#
# usage: cancel.sh RUN_DIRECTORY WHO
# Prints how long the run's log was before.

# shellcheck source=runner/process.sh
. "${0%/*}/runner/process.sh"
set -u
run=$1
umask 077
wc -c <"$run/log" || exit 70
printf '%s\n' "$2" >"$run/cancel.new" && mv -f -- "$run/cancel.new" "$run/cancel" || exit 70
if is_alive "$run/pid"; then kill -TERM "${noted%% *}"; fi
