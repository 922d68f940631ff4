#!/bin/sh
# Prints the log of a past run, or what a container of it said at its end.
#
# usage: run-log.sh DIRECTORY RELEASE SERVICE      (an absolute path; SERVICE empty for the run's own log)
# Prints the run's nonce in a line of its own, then the log. Exit status 3: there is none.

set -u
directory=$1 release=$2 service=$3
found=
for run in "$directory/.slipway/runs/$release"-*/; do
  [ -f "${run}log" ] || continue
  # An attempt whose journal moved meanwhile has the same number: the last one counts.
  if [ -z "$found" ] || [ -n "$(find "${run}log" -newer "${found}log")" ]; then found=$run; fi
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
