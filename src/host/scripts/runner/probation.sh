#!/bin/sh
# Probation: after a release is healthy and recorded, a process that holds no lock watches it for a while.
# If the release fails, what ran before it is put back, as a release of its own.
#
# .slipway/probation exists during the probation: run DIRECTORY, boot ID, ends SECONDS (whole_seconds). The next switch ends it.
# RUN_DIRECTORY/fell says why the release failed: from then on its switch is undone, not completed.

boot_id() { cat /proc/sys/kernel/random/boot_id; }

# Called when the release has been recorded. `probation` is 0 if it is not to be watched, or if there is nothing to go back to.
begin_probation() {
  [ "$probation" -gt 0 ] || return 0
  states=$(probation_states) && write_down "$run/promised" "$states" && boot=$(boot_id) &&
    write_down "$state/probation" "run $run
boot $boot
ends $(($(whole_seconds) + probation))
end"
}

# Sets `probation_run`, `probation_boot` and `probation_ends`; 1 if no release is on probation.
recall_probation() {
  probation_run='' probation_boot='' probation_ends=''
  recall "$state/probation" || return 1
  while read -r key word; do
    case $key in
      run) probation_run=$word ;;
      boot) probation_boot=$word ;;
      ends) probation_ends=$word ;;
    esac
  done <<END
$recalled
END
  [ -n "$probation_run" ] && [ -n "$probation_boot" ] && [ -n "$probation_ends" ]
}
is_on_probation() { recall_probation && [ "$probation_run" = "$run" ]; }

start_watch() { # the process runs on after the run, and holds none of its locks
  is_on_probation && ! is_alive "$run/watcher" || return 0
  left=$((probation_ends - $(whole_seconds)))
  if [ "$left" -gt 0 ]; then say "probation $left"; fi
  # Not a child of this process, which waits for its children.
  (setsid sh "$run/runner.sh" "$run" watch </dev/null 8>&- 9>&- &)
}

# One line a container: service state restarts exit-code health policy id killed-for-memory
probation_states() {
  ids=$(containers) || return 1
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  look_at_docker inspect --format '{{if ne (index .Config.Labels "com.docker.compose.oneoff") "True"}}{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{with .HostConfig.RestartPolicy.Name}}{{.}}{{else}}no{{end}} {{.ID}} {{.State.OOMKilled}}{{end}}' $ids
}

# Reads probation_states; prints a line "ID SERVICE (what happened)" for each failed container of the release. The file PROMISED has
# the containers as they were when the release was recorded. One restart is enough to fail. A container that somebody has
# stopped or replaced since has not failed.
fallen() { # fallen PROMISED
  awk -v promised="$1" '
    BEGIN { while ((getline line < promised) > 0) { split(line, word, " "); state[word[7]] = word[2]; before[word[7]] = word[3]; killed[word[7]] = word[8] } }
    !($7 in state) || state[$7] == "exited" { next }
    {
      restarts = $3 - before[$7]
      stays = ($6 == "always" || $6 == "unless-stopped")
      if ($8 == "true" && killed[$7] != "true") print $7, $1, "(a process in it was killed: out of memory)"
      else if (restarts > 0) print $7, $1, "(restarted" ($2 == "running" ? "" : ", last exit status " $4) ")"
      else if ($5 == "unhealthy") print $7, $1, "(unhealthy)"
      else if ($2 == "restarting" || $2 == "dead") print $7, $1, "(" $2 ", last exit status " $4 ")"
      else if ($2 == "exited" && $4 != 0 && !stays) print $7, $1, "(exited, exit status " $4 ")"
    }'
}

# Whether somebody stopped a container with `docker stop`, `kill` or `restart` since the probation began. 2 if the engine does
# not answer.
was_ended_by_hand() { # was_ended_by_hand ID
  happened=$(look_at_docker events --since "$(($(whole_seconds) - watch_began + 1))s" --until 0s --filter "container=$1" \
    --format '{{.Action}}') || return 2
  printf '%s\n' "$happened" | grep -Eqx 'kill|stop|restart'
}

watch_release() { # ends the process
  note_process "$run/watcher"
  is_on_probation || exit 0
  watch_began=$((probation_ends - probation))
  excused=
  while is_on_probation; do
    if [ "$(whole_seconds)" -ge "$probation_ends" ]; then
      rm -f -- "$state/probation"
      say "passed $probation"
      exit 0
    fi
    # If the engine does not answer, that does not mean that the release has failed.
    if states=$(probation_states); then
      did_not_hold=
      failures=$(printf '%s\n' "$states" | fallen "$run/promised")
      while read -r id failure; do
        case " $excused " in *" $id "*) continue ;; esac
        [ -n "$id" ] || continue
        was_ended_by_hand "$id"
        case $? in
          0) excused="$excused $id" ;;
          1) did_not_hold="${did_not_hold:+$did_not_hold, }$failure" ;;
        esac
      done <<END
$failures
END
      if [ -n "$did_not_hold" ]; then fall_back "failed in its probation: $did_not_hold"; fi
    fi
    sleep 2
  done
  exit 0
}

# Puts back what ran before the release. Ends the process, or returns if the probation has ended meanwhile or the start
# cannot be written to the disk.
fall_back() { # fall_back WHY
  reason=$1
  trap '' TERM
  exec 9>>"$state/lock"
  # A running deployment may end the probation in its switch.
  until flock -w 10 9; do
    is_on_probation || return 0
  done
  holder="the host itself since $(time_for_people), release $release, which $reason"
  # Room to write, on a full disk.
  free_reserve
  if is_on_probation && note_holder && write_down "$run/fell" "$reason" && true >"$run/trailers" &&
    keep_fact "$state/unfinished" printf '%s\n' "$run"; then
    # For clients that follow it, the run goes on.
    exec 8>>"$run/alive"
    flock -w 1 8
    rm -f -- "$run/end"
    show_failure
    step Restore
    if restore; then finish 8 returned; fi
    step_name=
    finish 9 broken
  fi
  exec 9>&-
  trap - TERM
}

# If the failed release was recorded: writes the release that is put back to the journal. 0 if that was done
# already.
record_return() {
  [ -f "$run/fell" ] || return 0
  ask_journal || return 1
  if [ "$now_deployed" = "$release" ]; then
    step_end
    (return_as_release) || return 1
  fi
  if [ -f "$run/compose.before" ]; then
    cp -- "$run/compose.before" "$state/compose.sh.new" && durable "$state" && mv -f -- "$state/compose.sh.new" "$state/compose.sh" || return 1
  fi
  source_commit=$(repository log -1 --no-walk --format='%(trailers:key=Source-Commit,valueonly,separator=)' "$old_deployed") &&
    write_marker && durable "$directory" && rm -f -- "$state/probation"
}

# Runs in a subshell, because it sets variables of the run. The new entry has the content of the release before, like a rollback.
return_as_release() {
  reason="release $release $(cat -- "$run/fell")"
  old_message=$(repository log -1 --no-walk --format=%B "$old_deployed") &&
    newest=$(repository log -1 --format='%(trailers:key=Release,valueonly,separator=)' refs/heads/journal) &&
    tree=$(repository rev-parse --verify --quiet "$old_deployed^{tree}") || exit 1
  left_behind=
  case $old_message in *'
Source-Tree: '*) left_behind=$(repository rev-parse --verify --quiet "$old_deployed^@" | tail -n 1) ;; esac
  fallen_release=$release release=$((newest + 1)) secrets=$old_store started=$(time_for_people)
  outcome_message=$(printf '%s\n' "$old_message" | awk -v release="$release" -v fallen="$fallen_release" -v started="$started" '
    NR == 1 { sub(/^Release [0-9]+/, "Release " release); print; next }
    /^(Deployment|Environment|Source-[A-Za-z]+|Build|Settings|Project|Builder|Artifact|Artifact-[A-Za-z-]+): / || $0 == "" && !blank++ { print }
    $1 == "Release:" { before = $2; print "Release:", release }
    END {
      print "Restores: " before
      print "Strategy: rollback"
      print "Unwell: " fallen
      print "Deployed-By: the host itself"
      print "Started: " started
    }')
  outcome_message="$outcome_message
"
  true >"$run/images" || exit 1
  returned_images=$(printf '%s\n' "$old_message" | sed -n 's/^Image: //p')
  while read -r service id built_by name; do
    [ -n "$service" ] || continue
    tag=${name%:*}:$release_tags-$release
    docker tag "$id" "$tag" && printf 'Image: %s %s %s %s\n' "$service" "$id" "$built_by" "$tag" >>"$run/images" || exit 1
  done <<END
$returned_images
END
  printf '%s\n' "$old_message" | grep '^Image-Size: ' >>"$run/images"
  record deployed
}
