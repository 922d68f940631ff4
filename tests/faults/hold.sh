#!/bin/sh
# Stands in front of git and docker on a host under test (as /usr/local/bin/docker, …): it holds the one call that
# /run/fault/hold describes until something is written to the pipe /run/fault/go.
#
# /run/fault/hold: one line "before PATTERN" or "after PATTERN"; the pattern is matched against "STEP: PROGRAM ARGUMENTS",
# where STEP is the step of the run that is going on. Without that file the real program is all there is.

program=${0##*/}
if [ -s /run/fault/hold ]; then
  read -r moment pattern </run/fault/hold
  step=$(tail -n 1 /root/app/.slipway/holder 2>/dev/null)
  # shellcheck disable=SC2254 # a pattern is what it is
  case "${step##* }: $program $*" in
    $pattern)
      # Whoever moves the file has the turn; all later calls go through.
      if mv /run/fault/hold /run/fault/held 2>/dev/null; then
        status=0
        if [ "$moment" = after ]; then
          "/usr/bin/$program" "$@"
          status=$?
        fi
        : >/run/fault/reached
        cat /run/fault/go >/dev/null
        [ "$moment" = before ] || exit "$status"
      fi
      ;;
  esac
fi
exec "/usr/bin/$program" "$@"
