#!/bin/sh
# Stands in front of a program on a host under test, as /usr/local/bin/<program>: the real one lies in /usr/bin. Without a file
# in /run/fault the real program is all there is.
#
# /run/fault/hold   "before PATTERN" or "after PATTERN": the next call that matches stops there, until something is written to
#                   the pipe /run/fault/go
# /run/fault/moment "N": the N-th call of any of the programs stops like that
# /run/fault/fail   "HUNDREDTHS PATTERN": the next call that matches fails, and its program goes on failing for that long; at 0
#                   it is the one call
# /run/fault/nth    "PROGRAM N": the N-th call of that program fails; /run/fault/calls.PROGRAM has a line for each call
#
# Patterns are matched against "STEP: PROGRAM ARGUMENTS", where STEP is the step of the run that is going on.

program=${0##*/}
[ -e /run/fault ] || exec "/usr/bin/$program" "$@"

hundredths_now() {
  read -r up _ </proc/uptime
  printf '%s%s' "${up%.*}" "${up#*.}"
}
fail() {
  echo "$program: made to fail" >&2
  exit 1
}
current_step() {
  step=
  if [ -e /root/app/.slipway/holder ]; then while read -r line; do step=$line; done </root/app/.slipway/holder; fi
  printf '%s' "${step##* }"
} 2>/dev/null
matches() { # matches PATTERN ARGUMENTS…
  pattern=$1
  shift
  # shellcheck disable=SC2254 # a pattern is what it is
  case "$(current_step): $program $*" in $pattern) true ;; *) false ;; esac
}

await_go() {
  : >/run/fault/reached
  /usr/bin/cat /run/fault/go >/dev/null
}

# Whoever moves the file has the turn; all later calls go through.
if [ -s /run/fault/moment ]; then
  read -r number </run/fault/moment
  echo >>/run/fault/count
  if [ "$(/usr/bin/wc -c </run/fault/count)" -ge "$number" ] && /usr/bin/mv /run/fault/moment /run/fault/held; then await_go; fi
fi 2>/dev/null
if [ -s /run/fault/hold ]; then
  read -r moment pattern </run/fault/hold
  if matches "$pattern" "$@" && /usr/bin/mv /run/fault/hold /run/fault/held 2>/dev/null; then
    status=0
    if [ "$moment" = after ]; then
      "/usr/bin/$program" "$@"
      status=$?
    fi
    await_go
    [ "$moment" = before ] || exit "$status"
  fi
fi
if [ -s /run/fault/fail ]; then
  read -r how_long pattern </run/fault/fail
  if matches "$pattern" "$@" && /usr/bin/mv /run/fault/fail /run/fault/failed 2>/dev/null; then
    if [ "$how_long" -gt 0 ]; then echo "$program $(($(hundredths_now) + how_long))" >/run/fault/away; fi
    fail
  fi
fi
if [ -s /run/fault/away ]; then
  read -r gone until </run/fault/away
  if [ "$gone" = "$program" ] && [ "$(hundredths_now)" -lt "$until" ]; then fail; fi
fi
if [ -s /run/fault/nth ]; then
  read -r wanted which </run/fault/nth
  printf '%s %s: %s %.60s\n' "$$" "$(current_step)" "$program" "$(printf '%s' "$*" | /usr/bin/tr '\n' ' ')" >>"/run/fault/calls.$program"
  number=$(/usr/bin/sed -n "/^$$ /=" "/run/fault/calls.$program" | /usr/bin/tail -n 1)
  if [ "$program $number" = "$wanted $which" ]; then fail; fi
fi
exec "/usr/bin/$program" "$@"
