#!/bin/sh
# Asks a run to stop. It decides itself what that means for what it is doing; launch.sh follows it to its end.
#
# usage: cancel.sh RUN_DIRECTORY WHO
# Prints how long the run's log was before.

run=$1
umask 077
wc -c <"$run/log" || exit 70
printf '%s\n' "$2" >"$run/cancel.new" && mv -f -- "$run/cancel.new" "$run/cancel" || exit 70
read -r pid start <"$run/pid" || exit 71
# The same process still, not another that has its number by now.
[ "$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d ' ' -f 20)" = "$start" ] || exit 0
kill -TERM "$pid"
