#!/bin/sh
# Waits until no run holds a deployment's lock, and prints who holds it, again whenever that changes. The functions of
# runner/clock.sh and runner/holder.sh come before this text.
#
# usage: wait.sh DIRECTORY SECONDS      (0: without limit)
# Exit status: 0 free, 4 still held after SECONDS.

set -u
state=$1/.slipway seconds=$2
LC_ALL=C
export LC_ALL
began=$(whole_seconds)
shown=''
said=0
until [ ! -e "$state/lock" ] || flock -s -w 1 "$state/lock" true; do
  now=$(whole_seconds)
  holder=$(holder_now)
  who=$(printf '%s\n' "$holder" | head -n 1)
  step=$(printf '%s\n' "$holder" | sed 1d | tail -n 1)
  if [ -n "$step" ]; then who="$who, step ${step#* }"; fi
  # Printed again from time to time, so that the client can tell a dead connection from a long build.
  if [ "$who" != "$shown" ] || [ "$((now - said))" -ge 15 ]; then
    printf '%s\n' "$who" || exit 74
    shown=$who
    said=$now
  fi
  if [ "$seconds" -gt 0 ] && [ "$((now - began))" -ge "$seconds" ]; then exit 4; fi
done
