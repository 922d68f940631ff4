#!/bin/sh
# Prints the log of a past run, or the kept log of a container of a run that failed.
#
# usage: run-log.sh DIRECTORY RELEASE SERVICE      (an absolute path; SERVICE empty for the run's own log)
# Prints the run's nonce in a line of its own, then the log. Exit status 3: there is none.

set -u
directory=$1 release=$2 service=$3
found='' best=0
for run in "$directory/.slipway/runs/$release"-*/; do
  [ -f "${run}log" ] || continue
  # An attempt that stopped because another one came first has the same release number as that one. Times do not tell them apart, because the
  # clock may have been set. The last run is known by its name, the others by their outcome.
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
