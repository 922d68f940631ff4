#!/bin/sh
# CONFIRM_FROM_CLIENT: the release also has to work as seen from the client. confirm.sh brings the client's answer.

await_confirmation() { # sets `reason` if the answer is no, or does not come in time
  say "confirm $confirm_timeout"
  # The client takes a line only when the next one begins, so this line follows.
  echo "waiting for the client to confirm the release"
  confirm_started=$(whole_seconds)
  until [ -e "$run/confirmation" ]; do
    if [ -n "$cancelled" ]; then return 1; fi
    if [ "$(passed_since "$confirm_started")" -ge "$confirm_timeout" ]; then
      # The first link decides, and a later answer changes nothing. A link to an existing file needs no room on the disk.
      ln -- "$run/plan.sh" "$run/confirmation" 2>/dev/null
      break
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  answer=
  { read -r answer <"$run/confirmation"; } 2>/dev/null
  case $answer in
    yes) return 0 ;;
    no) reason="smoke tests failed" ;;
    *) reason="the client did not confirm the release within $confirm_timeout s" ;;
  esac
  return 1
}
