#!/bin/sh
# Brings the client's word on whether the release works. Exit status 3: too late, the run has decided without it.
#
# usage: confirm.sh RUN_DIRECTORY yes|no

run=$1
umask 077
[ -s "$run/confirmation" ] && exit 0
mkdir -- "$run/decided" 2>/dev/null || exit 3
printf '%s\n' "$2" >"$run/confirmation.new" && mv -f -- "$run/confirmation.new" "$run/confirmation"
