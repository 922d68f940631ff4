#!/bin/sh
# The run, from its lock to its end, and the process that watches over it.

finish() { # finish CODE OUTCOME
  step_end
  printf '%s %s %s\n' "$1" "$2" "${reason:-}" >"$run/end"
  say "end $1 $2 ${reason:-}"
  rm -f -- "$state/holder"
  exit "$1"
}

give_up() { # give_up CODE OUTCOME: nothing was switched, the old release runs
  rm -f -- "$state/reserve"
  record "$2" || say "problem the journal could not be written"
  finish "$1" "$2"
}

begin() { # begin SECONDS: takes the lock, or ends
  if ! take_lock "$1"; then
    reason=$(holder_now | head -n 1)
    say "end 4 locked $reason"
    exit 4
  fi
}

work() {
  reason=
  : >"$run/trailers"
  : >"$run/images"
  trap on_terminate TERM
  # One second: whoever only looks at the lock holds it for a moment.
  begin 1

  if [ -e "$state/unfinished" ]; then recover; fi
  if [ "$(repository rev-parse --verify --quiet refs/heads/journal)" != "$expected_journal" ]; then
    reason="the journal has a newer entry than the plan was made for"
    finish 3 moved
  fi
  if ! receive_files || ! repository cat-file -e "$tree^{tree}" 2>/dev/null; then
    reason="the files of the release did not arrive"
    is_full && reason="$reason: the disk is full" && finish 6 refused
    finish 3 refused
  fi

  step Stage
  keep_reserve
  if [ -n "$programs" ]; then printf '%s' "$programs" >"$state/programs.new" && mv -f -- "$state/programs.new" "$state/programs"; fi
  if ! claim_files || ! claim_secrets; then
    reason=${reason:-the files in $directory cannot be compared with the release}
    give_up 3 refused
  fi
  mkdir -p -- "$staging"
  if { [ "$builds" = yes ] || [ "$reads_compose" = yes ]; } &&
    ! checkout "$state/staging.index" "$staging" --reset -u "$tree"; then
    reason="the files could not be checked out for the build"
    give_up 7 failed
  fi
  if [ "$reads_compose" = yes ] && ! compose_reads_files; then give_up 3 refused; fi
  stop_before_switch

  step Build
  note_what_runs
  start_measuring
  if ! pull_images || ! build_images; then
    stop_before_switch
    reason=${reason:-an image could not be built}
    if ! revive; then
      reason="$reason; the engine went away, and what ran before is not healthy"
      give_up 9 broken
    fi
    give_up 7 failed
  fi
  record_measures
  if [ "$touches" = files ]; then put_files_alone; fi
  # So that the switch need not wait for a slow disk to take all that the build has written.
  durable "$directory"
  stop_before_switch

  step Switch
  begin_outage
  # A build takes long enough for somebody to edit a file meanwhile.
  if ! claim_files || ! claim_secrets || ! save_drift || ! keep_edited_secrets; then
    reason=${reason:-the files in $directory cannot be compared with the release}
    give_up 3 refused
  fi
  remember
  stop_before_switch
  durable "$directory"
  printf '%s\n' "$run" >"$state/unfinished.new" && mv -f -- "$state/unfinished.new" "$state/unfinished"
  durable "$directory"
  switch_over
}

switch_over() {
  failed=
  if ! checkout "$state/live.index" "$directory" -m -u "$(cat "$run/old-tree")" "$tree" || ! install_secrets "$secrets"; then
    reason="the files of the release could not be put in place"
    if restore_files; then
      rm -f -- "$state/unfinished"
      give_up 3 refused
    fi
    failed=yes
  fi
  if [ -z "$failed" ] && ! tag_images; then
    reason="the images of the release could not be named"
    failed=yes
  fi
  if [ -z "$failed" ] && ! start_services; then failed=yes; fi

  if [ -z "$failed" ]; then
    step Health
    if ! wait_for_health "$awaited_services"; then failed=yes; fi
  fi
  if [ -z "$failed" ] && [ "$confirm_timeout" -gt 0 ]; then
    step Confirm
    if ! await_confirmation; then failed=yes; fi
  fi
  if [ -n "$failed" ] || [ -n "$cancelled" ]; then
    put_back
  fi

  # From here on it is too late to cancel.
  trap '' TERM
  look_at_images &
  measure_outage
  if ! record deployed; then
    reason="the release is healthy, but it could not be recorded"
    put_back
  fi
  settle_deployed || say "problem not all is noted yet that follows from that; the next run does it"
  step Tidy
  tidy || say "problem tidying was not possible; the deployment is not affected"
  finish 0 deployed
}

put_back() {
  rm -f -- "$state/reserve"
  if [ -z "$cancelled" ]; then show_failure; fi
  put_back_code=8 put_back_entry=failed put_back_word=restored
  if [ -n "$cancelled" ]; then
    stop_reason "what ran before is back"
    put_back_code=12 put_back_entry=cancelled put_back_word=cancelled
  fi
  # Undoing is not undone.
  trap '' TERM
  cancelled=
  step Restore
  if restore; then
    record "$put_back_entry" || say "problem the journal could not be written"
    finish "$put_back_code" "$put_back_word"
  fi
  record broken || say "problem the journal could not be written"
  finish 9 broken
}

# The run was killed. What it has begun is put right at once.
put_right() {
  begin 10
  last_step=$(cat "$run/step" 2>/dev/null)
  recovered=
  if [ -e "$state/unfinished" ] && [ "$(cat "$state/unfinished")" = "$run" ]; then recover; fi
  if [ -z "$recovered" ] && repository log -1 --format=%B refs/heads/deployed 2>/dev/null | grep -qx "Release: $release"; then
    recovered=completed
  fi
  reason="it was ended from outside in the step ${last_step:-before the first}"
  case $recovered in
    completed)
      reason=
      finish 0 deployed
      ;;
    restored) finish 8 restored ;;
    broken) finish 9 broken ;;
  esac
  give_up 1 interrupted
}

supervise() {
  # A signal to the group is for the run; we wait for what becomes of it.
  trap : TERM
  note_process "$run/supervisor"
  setsid sh "$0" "$run" work &
  worker=$!
  wait "$worker"
  worker_status=$?
  while kill -0 "$worker" 2>/dev/null; do
    wait "$worker"
    worker_status=$?
  done
  if [ "$worker_status" -gt 128 ] && [ ! -s "$run/end" ]; then
    say "problem the run was killed; putting things right"
    end_orphans "$run"
    setsid sh "$0" "$run" put-right &
    wait $!
  fi
}

case ${2:-} in
  work) work ;;
  put-right) put_right ;;
  *) supervise ;;
esac
