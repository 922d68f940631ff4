#!/bin/sh
# CONFIRM_FROM_CLIENT: the release has to work from where the client stands, too. confirm.sh brings the client's word.

await_confirmation() { # sets `reason` where the word is no, or does not come in time
  say "confirm $confirm_timeout"
  # The client holds back the end of the last line that has come: there has to be another one.
  echo "waiting for the client's word"
  confirm_started=$(date +%s)
  until [ -s "$run/confirmation" ]; do
    if [ -n "$cancelled" ]; then return 1; fi
    # Whoever makes the directory first has decided: a word that comes later changes nothing.
    if [ "$(($(date +%s) - confirm_started))" -ge "$confirm_timeout" ] && mkdir "$run/decided" 2>/dev/null; then
      reason="the client did not confirm within $confirm_timeout s that it works"
      return 1
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  read -r answer <"$run/confirmation"
  if [ "$answer" != yes ]; then
    reason="the client's smoke tests say that it does not work"
    return 1
  fi
}
