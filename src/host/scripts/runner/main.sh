#!/bin/sh
# The run, from its lock to its end, and the process that watches over it.

finish() { # finish CODE OUTCOME
  step_end
  if ! write_down "$run/end" "$1 $2 $reason"; then
    free_reserve
    # Even if it is not certain that it is on the disk, a reader now has to see that the run was not killed.
    write_down "$run/end" "$1 $2 $reason" || printf '%s\n' "$1 $2 $reason" >"$run/end"
  fi
  say "end $1 $2 $reason"
  rm -f -- "$state/holder"
  exit "$1"
}

give_up() { # give_up CODE ENTRY [OUTCOME]: nothing was switched, and the old release runs, or is started again
  free_reserve
  # After an interrupted run, `ran` may be out of date: the next deployment looks again.
  if [ "$2" != interrupted ] && [ -f "$run/ran" ] && ! revive; then
    reason="$reason; $not_revived"
    set -- 9 broken
  fi
  record "$2" || say "problem the journal could not be written"
  finish "$1" "${3:-$2}"
}

begin() { # begin SECONDS: takes the lock, or ends
  take_lock "$1"
  case $? in
    0) ;;
    1)
      reason=$(holder_now | head -n 1)
      say "end 4 locked $reason"
      exit 4
      ;;
    *)
      reason="the run could not write to $state"
      if is_full; then reason="$reason: the disk is full"; fi
      finish 6 refused
      ;;
  esac
}

work() {
  trap on_terminate TERM
  # One second: a process that only tests the lock holds it for a moment.
  begin 1
  if ! true >"$run/trailers" || ! true >"$run/images"; then refuse "the run could not write to $run"; fi

  recovered=
  if [ -e "$state/unfinished" ]; then recover; fi
  if [ "$recovered" = unknown ]; then
    refuse "the switch of release $interrupted_release was interrupted, and the journal could not be read: it says if the switch has to be finished or undone"
  fi
  mend_live_store
  clear_stopped_tests
  if ! read_references; then refuse "the journal could not be read"; fi
  if [ "$journal_head" != "$expected_journal" ]; then
    reason="the journal on the host has a newer entry than the plan"
    finish 3 moved
  fi
  if ! receive_files || ! repository cat-file -e "$tree^{tree}" 2>/dev/null; then
    reason="the files of the release did not arrive on the host"
    is_full && reason="$reason: the disk is full" && finish 6 refused
    finish 3 refused
  fi

  step Stage
  install_recover || say "problem $state/recover could not be written; it is the script that recovers on the host itself"
  keep_reserve
  if [ -n "$programs" ]; then printf '%s' "$programs" >"$state/programs.new" && mv -f -- "$state/programs.new" "$state/programs"; fi
  if ! claim_all; then give_up 3 refused; fi
  if { [ "$builds" = yes ] || [ "$reads_compose" = yes ]; } && ! stage_files; then
    reason="the files could not be checked out for the build"
    give_up 7 failed
  fi
  if [ "$reads_compose" = yes ] && ! compose_reads_files; then give_up 3 refused; fi
  stop_before_switch

  step Build
  if [ "$touches" = files ]; then
    # Nothing is built, and no container is touched: the engine is asked for them only if it ended meanwhile.
    if ! is_swarm && ! note_fact "$run/ran" printf '%s\n' "$running_before"; then refuse "the list of the running containers could not be saved"; fi
    engine_before=$(engine_process)
  else
    if ! is_swarm && ! note_what_runs; then
      # Without the engine nobody knows what runs, so nobody may say that it does.
      if ! engine_answers; then
        reason="docker could not list the running containers; the Docker engine does not answer"
        give_up 9 broken
      fi
      refuse "docker could not list the running containers"
    fi
    start_measuring
  fi
  if ! make_images; then
    stop_before_switch
    reason=${reason:-an image could not be built}
    give_up 7 failed
  fi
  record_measures
  if [ "$touches" != files ]; then
    # So that the switch need not wait until a slow disk has written the build's data. Images may be on another disk.
    durable "$directory"
    durable "${engine_root:-$directory}"
  fi
  stop_before_switch
  if ! check_programs; then
    end_tests || say "problem containers that looked at the new images could not be removed"
    stop_before_switch
    give_up_image
  fi
  if is_swarm && [ "$touches" != files ]; then
    if ! publish_images; then
      stop_before_switch
      give_up_image
    fi
    if ! make_stack; then give_up_image; fi
    seed_nodes
  fi
  pass_tests
  switch
}

# If the run before was stopped, files in the staging directory may be torn although their times and lengths are right.
stage_files() {
  if [ -n "$previous" ] && [ ! -s "$state/runs/$previous/end" ]; then rm -rf -- "$staging" "$state/staging.index"; fi
  # .gitattributes decides line ends and filters of all files, but git only writes files again that differ themselves.
  if [ -f "$state/staging.index" ] &&
    ! (GIT_LITERAL_PATHSPECS=0 && on_files "$state/staging.index" diff-index --cached --quiet "$tree" -- ':(glob)**/.gitattributes'); then
    rm -rf -- "$staging" "$state/staging.index"
  fi
  mkdir -p -- "$staging" || return 1
  checkout "$state/staging.index" "$staging" --reset -u "$tree" && return
  rm -rf -- "$staging" "$state/staging.index"
  mkdir -- "$staging" && checkout "$state/staging.index" "$staging" --reset -u "$tree"
}

supervise() {
  # A signal to the group is for the run; this process waits until the run has ended.
  trap : TERM
  note_process "$run/supervisor"
  setsid sh "$0" "$run" work &
  worker=$!
  wait "$worker"
  while kill -0 "$worker" 2>/dev/null; do wait "$worker"; done
  if [ ! -s "$run/end" ] && [ "$(cat "$state/run" 2>/dev/null)" = "${run##*/}" ]; then
    say "problem the run was killed; recovering"
    end_orphans "$run"
    setsid sh "$0" "$run" put-right &
    wait $!
  fi
}

reason='' previous=''
case ${2:-} in
  work) work ;;
  put-right) put_right ;;
  recover) recover_alone ;;
  watch) watch_release ;;
  *) supervise ;;
esac
