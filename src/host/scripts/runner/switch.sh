#!/bin/sh
# The switch: from the release that runs to the new one, and back if the new one fails. If a release differs only in
# files that no container reads, only files are switched.

# Sets `reason`, and leaves everything as it is, if the release may not replace the files in DIRECTORY.
claim_all() {
  claim_files && claim_secrets && return
  reason=${reason:-the files in $directory cannot be compared with the release}
  return 1
}

refuse() { # ends the run: the engine, git or the disk failed before anything was switched
  if is_full; then
    reason="$1: the disk is full"
    give_up 6 refused
  fi
  reason=$1
  give_up 3 refused unready
}

switch() {
  step Switch
  begin_outage
  # Somebody may have edited a file during the build, or while the tests ran.
  if { [ "$touches" != files ] || [ "$tests_timeout" -gt 0 ]; } && ! claim_all; then give_up 3 refused; fi
  if ! remember; then refuse "the state of what runs now could not be saved, and without it there is no way back"; fi
  stop_before_switch
  if ! save_drift || ! keep_edited_secrets; then refuse "the files that were edited on the host could not be saved"; fi
  # Files are put in place so fast that there is no time to cancel.
  if [ "$touches" = files ]; then trap '' TERM; fi
  if ! durable "$directory" || ! keep_fact "$state/unfinished" printf '%s\n' "$run"; then
    if recall "$state/unfinished" && [ "${recalled%?}" = "$run" ]; then rm -f -- "$state/unfinished"; fi
    refuse "the start of the switch could not be recorded"
  fi
  # The probation of the release before.
  if [ -e "$state/probation" ]; then rm -f -- "$state/probation"; fi
  if ! put_files; then
    reason="the files of the release could not be put in place"
    if restore_files && durable "$directory" && rm -f -- "$state/unfinished"; then give_up 3 refused unready; fi
    put_back
  fi
  if [ "$touches" = files ]; then
    if is_time_to_tidy; then look_at_images & fi
    conclude "the files were in place, but the release could not be recorded"
  fi
  failed=
  if ! said_by tag_images; then
    why_not "the images of the release could not be tagged"
    reason=$why failed=yes
  fi
  if [ -z "$failed" ] && ! run_jobs; then failed=yes; fi
  if is_swarm; then
    if [ -z "$failed" ] && ! start_stack; then failed=yes; fi
    if [ -z "$failed" ]; then
      step Health
      if ! wait_for_tasks "$run/stack.yml" gate; then failed=yes; fi
    fi
  else
    if [ -z "$failed" ] && ! start_services; then failed=yes; fi
    if [ -z "$failed" ]; then
      note_switch
      step Health
      if ! wait_for_health "$awaited_services" ports; then failed=yes; fi
      healthy_since=$(uptime_now)
      if [ -z "$failed" ]; then keep_fact "$run/ran" healthy_ids || rm -f -- "$run/ran"; fi
    fi
  fi
  if [ -z "$failed" ] && [ "$confirm_timeout" -gt 0 ]; then
    step Confirm
    if ! await_confirmation; then failed=yes; fi
  fi
  if [ -n "$failed" ] || [ -n "$cancelled" ]; then put_back; fi

  # From here on it is too late to cancel.
  trap '' TERM
  if is_swarm && ! remove_strangers "$run/stack.yml"; then say "problem services that the release does not have could not be removed"; fi
  look_at_images &
  measure_outage
  conclude "the release is healthy, but it could not be recorded"
}

healthy_ids() { while read -r _ _ _ _ _ _ id _; do printf '%s\n' "$id"; done <"$run/states"; }

put_files() {
  checkout "$state/live.index" "$directory" -m -u "$old_tree" "$tree" && follow_attributes "$old_tree" "$tree" &&
    install_secrets "$secrets" && durable "$directory"
}

conclude() { # conclude WHAT_FAILED: records the release, and ends the run
  if ! record deployed; then
    reason=$1
    # A failed call of git may have written the record all the same. A release that is recorded as deployed must not be taken back.
    if ! ask_journal; then
      reason="$1: the journal cannot be read; the release runs, and the next deployment keeps it or puts the old one back"
      finish 1 unrecorded
    fi
    if [ "$now_deployed" != "$release" ]; then put_back; fi
    reason=
    if entry=$(deployed_entry); then say_entry "$entry"; fi
  fi
  if ! settle_deployed || ! start_watch; then
    say "problem clean-up is incomplete; the next run finishes it"
  fi
  if is_time_to_tidy; then
    step Tidy
    tidy || say "problem old images and files could not be removed; the release runs"
  fi
  # If Docker was killed, it does not restart the containers that it finds running.
  if [ -f "$run/ran" ] && ! is_same_engine && ! revive; then
    reason=$not_revived
    finish 9 ended
  fi
  finish 0 deployed
}

settle_deployed() { # the release is recorded as deployed: what is left to do after that
  if is_swarm; then settle_stack || return 1; fi
  keep_compose_before && keep_compose &&
    write_marker && watch_from_now && durable "$directory" && rm -f -- "$state/unfinished"
}
keep_compose() { # how the release was started
  if cmp -s -- "$run/compose.sh" "$state/compose.sh"; then return 0; fi
  cp -- "$run/compose.sh" "$state/compose.sh.new" && durable "$state" && mv -f -- "$state/compose.sh.new" "$state/compose.sh"
}
watch_from_now() { # a release that cannot be watched is deployed all the same
  begin_probation || say "problem the release is not on probation: the state of its containers could not be read or saved"
}
keep_compose_before() { # as what ran before was started, for a release that does not hold
  if [ "$probation" -eq 0 ] || [ -f "$run/compose.before" ] || [ ! -f "$state/compose.sh" ]; then return 0; fi
  cp -- "$state/compose.sh" "$run/compose.before.new" && durable "$run" && mv -f -- "$run/compose.before.new" "$run/compose.before"
}

put_back() { # ends the run
  free_reserve
  if [ -z "$cancelled" ] && [ "$touches" != files ]; then show_failure; fi
  put_back_code=8 put_back_entry=failed put_back_word=restored
  if [ "$touches" = files ]; then put_back_code=1 put_back_word=unrecorded; fi
  is_again="what ran before is back"
  if is_first; then
    put_back_word=withdrawn is_again="nothing ran before it, and nothing of it is left"
  fi
  if [ -n "$cancelled" ]; then
    put_back_code=12 put_back_entry=cancelled put_back_word=cancelled
    stop_reason
  fi
  # A restore cannot be cancelled.
  trap '' TERM
  cancelled=
  step Restore
  if restore; then
    case $put_back_code in 1 | 12) reason="$reason; $is_again" ;; esac
    record "$put_back_entry" || say "problem the journal could not be written"
    finish "$put_back_code" "$put_back_word"
  fi
  # The step failed, so it has no end.
  step_name=
  record broken || say "problem the journal could not be written"
  finish 9 broken
}

show_failure() { # the end of the failing containers' logs, for the screen; state and logs of all, for autopsy
  mkdir -p "$run/failed"
  if is_swarm; then
    show_failed_tasks
    return
  fi
  container_states | as_asked yes >"$run/states"
  while read -r service status restarts code health _policy id _; do
    # Without the environment: it has the secrets of ENV_FILES.
    docker inspect --format '{"Id":{{json .ID}},"Image":{{json .Image}},"State":{{json .State}},"RestartCount":{{json .RestartCount}},"Mounts":{{json .Mounts}},"Created":{{json .Created}}}' \
      "$id" 2>/dev/null | redact >"$run/failed/$service.json"
    docker logs --timestamps --tail 2000 "$id" 2>&1 | redact >"$run/failed/$service.log"
    case "$status $code $health $restarts" in
      "running "*" healthy 0" | "running "*" - 0" | "exited 0 "*) continue ;;
    esac
    say "logs $service"
    tail -n 15 "$run/failed/$service.log" | sed 's/^[^ ]* //'
    say "logs-end $service"
  done <"$run/states"
}
