#!/bin/sh
# If a run ended in the middle of its switch (power cut, kill), its switch is finished or undone, as the run would have done it.

# Sets `interrupted` to the directory of the run that the marker `unfinished` names; 1 if there is no such run.
find_interrupted() {
  interrupted=
  if recall "$state/unfinished"; then interrupted=${recalled%?}; fi
  # If the disk has lost the marker's content, it is the last run that reached its switch.
  if [ ! -f "$interrupted/before" ] && [ -n "$previous" ]; then interrupted=$state/runs/$previous; fi
  [ -f "$interrupted/before" ] && [ -f "$interrupted/plan.sh" ] && [ -f "$interrupted/compose.sh" ]
}

# Sets `recovered` to completed, restored, withdrawn or broken; to unknown, and does nothing, if the journal cannot be read.
recover() {
  recovered=broken
  if ! find_interrupted; then
    say "problem a deployment was interrupted in its switch, and its records are lost; until this one is deployed, files and containers may be of two releases"
    return
  fi
  interrupted_release=${interrupted##*/}
  interrupted_release=${interrupted_release%%-*}
  say "recover $interrupted_release"
  (
    kept_nonce=$nonce
    run=$interrupted
    # A plan of an older Slipway does not set these.
    engine=compose update_seconds=0 left_behind='' jobs='' starting_turns='' compose_counts_dependencies=yes awaited_services='' joining_services='' remounted_services='' restarted_services='' seconds_to_stop=10 probation=0
    # shellcheck source=/dev/null
    . "$run/plan.sh" && . "$run/compose.sh" || exit 1
    nonce=$kept_nonce
    # An engine of an earlier boot is not stopping anything any more.
    if is_of_this_boot "$run/pid"; then askers_killed=yes; fi
    reason="the run or its host was stopped in the step $(cat "$run/step" 2>/dev/null)"
    ask_journal || exit 12
    if [ -f "$run/fell" ]; then
      reason=$(cat -- "$run/fell")
    elif [ "$now_deployed" = "$interrupted_release" ]; then
      settle_deployed && start_watch && exit 10
      exit 1
    fi
    entry_word=interrupted
    if restore; then put_back=0; else put_back=1 entry_word=broken; say "problem $reason"; fi
    record "$entry_word" || say "problem the journal could not be written"
    if [ "$put_back" -eq 0 ] && is_first; then exit 11; fi
    exit "$put_back"
  )
  case $? in
    0) recovered=restored ;;
    10) recovered=completed ;;
    11) recovered=withdrawn ;;
    12)
      recovered=unknown
      return
      ;;
  esac
  if [ "$recovered" = broken ]; then say "problem release $interrupted_release could not be recovered"; fi
}

# The run was killed: recovers at once.
put_right() {
  note_how_it_ended
  begin 10
  put_right_now
}
note_how_it_ended() { # of the run, whose words are still those that it has written itself
  how_it_ended="the run was killed"
  if ! is_of_this_boot "$run/pid"; then how_it_ended="the host lost power or was restarted"; fi
}
# Whether the process that noted itself there began in this boot; it counts as if it did if it has noted nothing.
is_of_this_boot() { ! { read -r noted <"$1"; } 2>/dev/null || [ "${noted##* }" = "$(boot_id)" ]; }
put_right_now() {
  last_step=$(cat "$run/step" 2>/dev/null)
  recovered=
  previous=${run##*/}
  if [ -e "$state/unfinished" ] && find_interrupted && [ "$interrupted" = "$run" ]; then recover; fi
  if [ -z "$recovered" ] && ask_journal && [ "$now_deployed" = "$release" ]; then recovered=completed; fi
  reason="$how_it_ended ${last_step:+in the step $last_step}"
  if [ -z "$last_step" ]; then reason="$how_it_ended before the first step"; fi
  if [ "$recovered" = restored ] && [ -f "$run/fell" ]; then
    reason=$(cat -- "$run/fell")
    finish 8 returned
  fi
  case $recovered in
    completed)
      reason=
      start_watch
      finish 0 deployed
      ;;
    restored | withdrawn) finish 8 "$recovered" ;;
    unknown)
      reason="$reason; the journal cannot be read, so the next deployment decides which release runs"
      finish 1 unrecorded
      ;;
    broken) finish 9 broken ;;
  esac
  give_up 1 interrupted
}

# For .slipway/recover: no client waits, and the host may have just started, so the engine gets more time.
recover_alone() {
  engine_patience=600
  holder="the host itself since $(time_for_people), release $release: recovering"
  note_how_it_ended
  begin 10
  if is_torn; then
    if mend_journal; then
      say "problem the journal was damaged; it goes back to its newest complete entry: ${newest_number:-there is none}"
    else
      say "problem the journal is damaged, and could not be repaired"
    fi
  fi
  if [ -e "$state/unfinished" ]; then put_right_now; fi
  if is_on_probation && [ "$probation_boot" != "$(boot_id)" ]; then
    fall_back "failed in its probation: the host was restarted"
  fi
  rm -f -- "$state/holder"
  start_watch
  say "end 0 deployed"
  exit 0
}
