#!/bin/sh
# CONFIRM_FROM_CLIENT: the release has to work from where the client stands, too. confirm.sh brings the client's word.

await_confirmation() { # sets `reason` where the word is no, or does not come in time
  say "confirm $confirm_timeout"
  # The client holds back the end of the last line that has come: there has to be another one.
  echo "waiting for the client to confirm the release"
  confirm_started=$(whole_seconds)
  until [ -e "$run/confirmation" ]; do
    if [ -n "$cancelled" ]; then return 1; fi
    if [ "$(passed_since "$confirm_started")" -ge "$confirm_timeout" ]; then
      # The first link decides, and a word that comes later changes nothing. A file that is there already needs no room.
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
