#!/bin/sh
# The way back: what ran before the switch is remembered, and put back where the new release does not hold.

remember_images() {
  : >"$run/old-images"
  image_names | while IFS= read -r name; do
    id=$(docker image inspect --format '{{.Id}}' "$name" 2>/dev/null) || id=-
    printf '%s %s\n' "$id" "$name" >>"$run/old-images"
    # An older tool's image has no other name, and would be nameless, and soon pruned, once we take this one.
    if [ -z "$expected_journal" ] && [ "$id" != - ]; then docker tag "$id" "${name%:*}:slipway-$project-0"; fi
  done
}
remember() { # what runs now, so that `restore` can put it back
  # Side by side: starting a program of docker's takes longer than what it does.
  remember_images &
  remembering=$!
  container_states >"$run/states"
  awk '{ print $7, $3 }' "$run/states" >"$run/baseline"
  awk '$2 == "running" || $2 == "restarting" { print $1 }' "$run/states" | sort -u >"$run/old-services"
  live_store >"$run/old-secrets"
  live write-tree >"$run/old-tree"
  wait "$remembering"
}

show_failure() { # the end of the failing containers' logs, for the screen; state and logs of all, for autopsy
  mkdir -p "$run/failed"
  container_states >"$run/states"
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

old_compose() { # compose as the release that ran before was started
  if [ -f "$state/compose.sh" ]; then
    # shellcheck source=/dev/null
    (. "$state/compose.sh" && compose "$@")
  else
    compose "$@"
  fi
}

# Room that is there when the disk is full and a release has to be put back.
keep_reserve() {
  if [ ! -s "$state/reserve" ]; then fallocate --length 4MiB "$state/reserve" 2>/dev/null || rm -f -- "$state/reserve"; fi
}

# Waits for an engine that has gone away: systemd starts it again within seconds.
await_engine() {
  engine_away_since=
  until engine_answers; do
    if [ -z "$engine_away_since" ]; then
      engine_away_since=$(whole_seconds)
      say "problem the engine does not answer; waiting for it"
    fi
    [ "$(passed_since "$engine_away_since")" -lt 60 ] || return 1
    sleep 0.5 2>/dev/null || sleep 1
  done
}

note_what_runs() { # before a build, for `revive`
  docker ps --quiet --no-trunc --filter "label=com.docker.compose.project=$project" >"$run/ran" 2>/dev/null
}

# An engine that went away during the build has taken with it what ran: that runs again when this returns 0.
revive() {
  await_engine || return 1
  ran=$(cat "$run/ran") && [ -n "$ran" ] || return 0
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  ended=$(docker inspect --format '{{.State.Running}} {{.State.ExitCode}} {{.ID}} {{index .Config.Labels "com.docker.compose.service"}}' $ran 2>/dev/null |
    awk '$1 == "false" && $2 != 0 { print $3, $4 }')
  [ -n "$ended" ] || return 0
  say "problem what ran before ended with the engine; starting it again"
  # shellcheck disable=SC2046 # words again
  docker start $(printf '%s\n' "$ended" | cut -d ' ' -f 1) >/dev/null || return 1
  failure=$reason
  : >"$run/baseline"
  wait_for_health "$(printf '%s\n' "$ended" | cut -d ' ' -f 2 | sort -u | tr '\n' ' ')" || return 1
  reason=$failure
}

# Puts the files back. What the release has added was checked to be nobody's before the switch; where a kill left it out
# of the index it is put aside, in RUN_DIRECTORY/left-behind.
restore_files() {
  old_tree=$(cat "$run/old-tree") || return 1
  clear_way_back "$old_tree" || return 1
  checkout "$state/live.index" "$directory" --reset -u "$old_tree" || return 1
  repository diff-tree -r -z --no-renames --name-only --diff-filter=A "$old_tree" "$tree" >"$run/added" || return 1
  # shellcheck disable=SC2016 # for the inner shell
  (cd "$directory" && xargs -0 sh -c '
    aside=$1
    shift
    for path do
      if [ -e "$path" ] || [ -h "$path" ]; then
        mkdir -p -- "$aside/$(dirname -- "./$path")" && mv -f -- "./$path" "$aside/$path" &&
          rmdir -p -- "$(dirname -- "./$path")" 2>/dev/null
      fi
    done
    true' sh "$run/left-behind") <"$run/added" || return 1
  # A run that was killed before it wrote that down has not touched them.
  if [ -f "$run/old-secrets" ]; then install_secrets "$(cat "$run/old-secrets")"; fi
}

# A compose that was killed leaves the container that it was about to put in the place of another, under a name that the
# next compose wants for its own: "<twelve digits of the other's id>_<name>".
drop_half_made() {
  docker ps --all --filter "label=com.docker.compose.project=$project" --filter status=created --format '{{.ID}} {{.Names}}' |
    grep -E ' [0-9a-f]{12}_' | while read -r id _; do docker rm --force "$id" >/dev/null; done
}

# Puts back what `remember` wrote down: files, images, containers. 0 where the old release is healthy again; otherwise
# the marker `unfinished` stays, and the next run tries again.
restore() {
  restored=yes
  live diff-files -p --binary --ignore-submodules=all >"$run/left-behind.patch" 2>/dev/null
  rm -f -- "$state/reserve"
  if [ "${touches:-all}" = files ]; then
    restore_files && durable "$directory" && rm -f -- "$state/unfinished"
    return
  fi
  await_engine || restored=no
  drop_half_made
  if [ ! -s "$run/old-services" ]; then
    compose down --remove-orphans || restored=no
  fi
  restore_files || restored=no
  while IFS=' ' read -r id name; do
    if [ "$id" != - ]; then docker tag "$id" "$name" || restored=no; fi
  done <"$run/old-images"
  if [ -s "$run/old-services" ]; then
    failure=$reason
    services=$(tr '\n' ' ' <"$run/old-services")
    # What the release has started beside that, and others waited for, ends with it.
    # shellcheck disable=SC2046 # ids are words of hexadecimal digits
    container_states | awk -v kept=" $services" '($2 == "running" || $2 == "restarting") && !index(kept, " " $1 " ") { print $7 }' |
      xargs -r docker stop >/dev/null || restored=no
    # shellcheck disable=SC2086 # names of services have no spaces
    old_compose up --detach --no-build --no-deps --remove-orphans --force-recreate $services || restored=no
    : >"$run/baseline"
    wait_for_health "$services" || restored=no
    reason=$failure
  else
    drop_images
  fi
  durable "$directory"
  [ "$restored" = yes ] && rm -f -- "$state/unfinished"
}

drop_images() { # the images of a release that failed where there was none before
  while read -r _ _ _ _ tag; do docker rmi "$tag" >/dev/null 2>&1; done <"$run/images"
  while IFS=' ' read -r id name; do
    if [ "$id" = - ]; then docker rmi "$name" >/dev/null 2>&1; fi
  done <"$run/old-images"
}

settle_deployed() { # the release is recorded as deployed: what is left to do after that
  cp -- "$run/compose.sh" "$state/compose.sh.new" && mv -f -- "$state/compose.sh.new" "$state/compose.sh" &&
    write_marker && durable "$directory" && rm -f -- "$state/unfinished"
}

# A run ended in the middle of its switch (power cut, kill): finish what it began, or undo it, as that run would have.
# Sets `recovered` to completed, restored or broken.
recover() {
  interrupted=$(cat "$state/unfinished")
  interrupted_release=${interrupted##*/}
  interrupted_release=${interrupted_release%%-*}
  say "recover $interrupted_release"
  (
    kept_nonce=$nonce
    run=$interrupted
    # A plan of an older Slipway says nothing of it.
    left_behind='' awaited_services='' joining_services='' remounted_services='' restarted_services='' seconds_to_stop=10
    # shellcheck source=/dev/null
    . "$run/plan.sh" && . "$run/compose.sh" || exit 1
    nonce=$kept_nonce
    if repository log -1 --format=%B refs/heads/deployed 2>/dev/null | grep -qx "Release: $interrupted_release"; then
      settle_deployed && exit 10
      exit 1
    fi
    reason="it was ended from outside, or the host was, in the step $(cat "$run/step")"
    restore
    put_back=$?
    record interrupted
    exit "$put_back"
  )
  case $? in
    0) recovered=restored ;;
    10) recovered=completed ;;
    *) recovered=broken ;;
  esac
  if [ "$recovered" = broken ]; then say "problem the release that ran before is not healthy"; fi
}
