#!/bin/sh
# A release that differs from the one before it in files alone, which nothing that runs reads: no container is asked.

put_files_alone() { # ends the run
  step Switch
  if ! claim_files || ! claim_secrets || ! save_drift || ! keep_edited_secrets; then
    reason=${reason:-the files in $directory cannot be compared with the release}
    give_up 3 refused
  fi
  live write-tree >"$run/old-tree"
  live_store >"$run/old-secrets"
  stop_before_switch
  # From here on it is too late to cancel.
  trap '' TERM
  printf '%s\n' "$run" >"$state/unfinished.new" && mv -f -- "$state/unfinished.new" "$state/unfinished"
  durable "$directory"
  if ! checkout "$state/live.index" "$directory" -m -u "$(cat "$run/old-tree")" "$tree" || ! install_secrets "$secrets"; then
    restore
    reason="the files of the release could not be put in place"
    give_up 3 refused
  fi
  look_at_images &
  if ! record deployed; then
    restore
    reason="the files were in place, but the release could not be recorded"
    finish 1 unrecorded
  fi
  settle_deployed || say "problem not all is noted yet that follows from that; the next run does it"
  step Tidy
  tidy || say "problem tidying was not possible; the deployment is not affected"
  finish 0 deployed
}
