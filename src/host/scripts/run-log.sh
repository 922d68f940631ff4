#!/bin/sh
# Prints the log of a past run, or what a container of it said at its end.
#
# usage: run-log.sh DIRECTORY RELEASE SERVICE      (an absolute path; SERVICE empty for the run's own log)
# Prints the run's nonce in a line of its own, then the log. Exit status 3: there is none.

set -u
directory=$1 release=$2 service=$3
found='' best=0
for run in "$directory/.slipway/runs/$release"-*/; do
  [ -f "${run}log" ] || continue
  # Attempts that gave way to another's have the same number as what came of it. No time tells which is which: the clock may have
  # been set. The last run of all is known by name; others by how they ended.
  name=${run%/} fits=2
  if [ "${name##*/}" = "$(cat "$directory/.slipway/run" 2>/dev/null)" ]; then fits=3; fi
  case $(cat "${run}end" 2>/dev/null) in *' moved '* | *' locked '*) fits=1 ;; esac
  if [ "$fits" -gt "$best" ]; then found=$run best=$fits; fi
done
[ -n "$found" ] || exit 3
name=${found%/}
printf '%s\n' "${name##*-}"
if [ -z "$service" ]; then
  cat -- "${found}log"
else
  [ -f "${found}failed/$service.log" ] || exit 4
  cat -- "${found}failed/$service.log"
fi
