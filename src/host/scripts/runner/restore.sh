#!/bin/sh
# The way back: what ran before the switch is remembered, and put back where the new release does not hold.

remember() { # what runs now, so that `restore` can put it back
  : >"$run/old-images"
  image_names | while IFS= read -r name; do
    id=$(docker image inspect --format '{{.Id}}' "$name" 2>/dev/null) || id=-
    printf '%s %s\n' "$id" "$name" >>"$run/old-images"
    # An older tool's image has no other name, and would be nameless, and soon pruned, once we take this one.
    if [ -z "$expected_journal" ] && [ "$id" != - ]; then docker tag "$id" "${name%:*}:slipway-$project-0"; fi
  done
  container_states >"$run/states"
  awk '{ print $7, $3 }' "$run/states" >"$run/baseline"
  awk '$2 == "running" || $2 == "restarting" { print $1 }' "$run/states" | sort -u >"$run/old-services"
  live write-tree >"$run/old-tree"
}

show_failure() { # the end of the failing containers' logs, for the screen; state and logs of all, for autopsy
  mkdir -p "$run/failed"
  container_states >"$run/states"
  while read -r service status restarts code health _policy id _; do
    docker inspect "$id" >"$run/failed/$service.json" 2>/dev/null
    docker logs --timestamps --tail 2000 "$id" >"$run/failed/$service.log" 2>&1
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

# Puts back what `remember` wrote down: files, images, containers. 0 where the old release is healthy again.
restore() {
  restored=yes
  live diff-files -p --binary --ignore-submodules=all >"$run/left-behind.patch" 2>/dev/null
  if [ ! -s "$run/old-services" ]; then
    compose down --remove-orphans --timeout 10 || restored=no
  fi
  checkout "$state/live.index" "$directory" --reset -u "$(cat "$run/old-tree")" || restored=no
  while IFS=' ' read -r id name; do
    if [ "$id" != - ]; then docker tag "$id" "$name" || restored=no; fi
  done <"$run/old-images"
  if [ -s "$run/old-services" ]; then
    failure=$reason
    services=$(tr '\n' ' ' <"$run/old-services")
    # shellcheck disable=SC2086 # names of services have no spaces
    old_compose up --detach --no-build --remove-orphans --force-recreate $services || restored=no
    : >"$run/baseline"
    wait_for_health "$services" || restored=no
    reason=$failure
  fi
  rm -f -- "$state/unfinished"
  [ "$restored" = yes ]
}

# The run before this one ended in the middle of its switch (power cut, kill): finish what it began, or undo it.
recover() {
  interrupted=$(cat "$state/unfinished")
  interrupted_release=${interrupted##*/}
  interrupted_release=${interrupted_release%%-*}
  say "recover $interrupted_release"
  if repository log -1 --format=%B refs/heads/deployed 2>/dev/null | grep -qx "Release: $interrupted_release"; then
    (kept_nonce=$nonce && . "$interrupted/plan.sh" && nonce=$kept_nonce && write_marker)
    rm -f -- "$state/unfinished"
    return 0
  fi
  (
    kept_nonce=$nonce
    run=$interrupted
    # shellcheck source=/dev/null
    . "$run/plan.sh"
    . "$run/compose.sh"
    nonce=$kept_nonce
    reason="the host stopped in the middle of the switch"
    restore || say "problem the release that ran before is not healthy"
    record interrupted
  )
}
