#!/bin/sh
# The way back: if the new release fails, puts back what `remember` saved. What the switch has not touched is
# left alone, and compose is called only for containers that no longer exist.

old_compose() { # compose as the release that ran before was started
  old_compose_text=$state/compose.sh
  # After a release is recorded, that file is the new release's.
  if [ -f "$run/compose.before" ]; then old_compose_text=$run/compose.before; fi
  if [ "$(tail -n 1 "$old_compose_text" 2>/dev/null)" = '}' ]; then
    # shellcheck source=/dev/null
    (. "$old_compose_text" && compose "$@")
  else
    compose "$@"
  fi
}

# Keeps room for the case that a release has to be put back on a full disk.
# Only root may use the blocks that a file system reserves, and it reserves no inodes.
keep_reserve() {
  if [ ! -s "$state/reserve" ]; then fallocate --length 4MiB "$state/reserve" 2>/dev/null || rm -f -- "$state/reserve"; fi
  if [ ! -e "$state/reserve.inodes/$inodes_in_reserve" ]; then
    mkdir -p -- "$state/reserve.inodes" || return 0
    reserved=0
    while [ "$reserved" -lt "$inodes_in_reserve" ]; do
      reserved=$((reserved + 1))
      true >"$state/reserve.inodes/$reserved" || break
    done
  fi 2>/dev/null
}
inodes_in_reserve=100
free_reserve() { rm -rf -- "$state/reserve" "$state/reserve.inodes"; }

# Puts the files back, and compares each with the tree. Files that the release has added were not there before the
# switch. If a kill has kept them out of the index, they are moved to RUN_DIRECTORY/left-behind.
restore_files() {
  whole_index "$old_tree" && clear_way_back "$old_tree" || return 1
  checkout "$state/live.index" "$directory" --reset -u "$old_tree" && follow_attributes "$tree" "$old_tree" || return 1
  repository ls-tree -r -z --name-only "$old_tree" >"$run/back" || return 1
  if [ -s "$run/back" ]; then
    unlike "$old_tree" <"$run/back" >"$run/unlike" || return 1
    # A power cut can damage a file without changing its time and length.
    if [ -s "$run/unlike" ]; then live checkout-index -f -u -z --stdin <"$run/unlike" || return 1; fi
  fi
  repository diff-tree -r -z --no-renames --name-only --diff-filter=A "$old_tree" "$tree" >"$run/added" || return 1
  # shellcheck disable=SC2016 # for the inner shell
  (cd "$directory" && xargs -0 sh -c '
    aside=$1
    shift
    for path do
      if [ -e "$path" ] || [ -h "$path" ]; then
        mkdir -p -- "$aside/$(dirname -- "./$path")" && mv -f -- "./$path" "$aside/$path" || exit 255
        rmdir -p -- "$(dirname -- "./$path")" 2>/dev/null
      fi
    done
    true' sh "$run/left-behind") <"$run/added" || return 1
  install_secrets "$old_store"
}

restore_images() {
  while IFS=' ' read -r id name; do
    case $id in '' | none) ;; *) docker tag "$id" "$name" || return 1 ;; esac
  done <<END
$old_images
END
}

drop_images() { # the images of a release that failed where there was none before
  while read -r _ _ _ _ tag; do docker rmi "$tag" >/dev/null 2>&1; done <"$run/images"
  while IFS=' ' read -r id name; do
    if [ "$id" = none ]; then docker rmi "$name" >/dev/null 2>&1; fi
  done <<END
$old_images
END
}

# Compose gives the replacement of a container a temporary name, "<twelve digits of the other's id>_<name>". If compose was killed, that
# container stays, and the next compose could not use the name.
drop_half_made() {
  half_made=$(look_at_docker ps --all --filter "label=com.docker.compose.project=$project" --filter status=created --format '{{.ID}} {{.Names}}') || return 1
  while read -r id name; do
    if printf '%s\n' "$name" | grep -Eq '^[0-9a-f]{12}_'; then docker rm --force "$id" >/dev/null || return 1; fi
  done <<END
$half_made
END
}

remove_containers() { # remove_containers IDS [OPTION]: each has its own time to stop; the option is for `docker rm`
  [ -n "$1" ] || return 0
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  docker stop $1 >/dev/null
  # shellcheck disable=SC2086
  docker rm --force ${2-} $1 >/dev/null || are_gone "$1"
}
# Whether they are gone, or are within 10 s: the engine refuses to remove what it is removing already, as after `docker compose run --rm`.
are_gone() { # are_gone IDS
  gone_asked=$(whole_seconds)
  for gone_id in $1; do
    while gone_answer=$(look_at_docker container inspect --format . "$gone_id" 2>&1); do
      [ "$(passed_since "$gone_asked")" -lt 10 ] || return 1
      sleep 0.2 2>/dev/null || sleep 1
    done
    case $gone_answer in *'o such '*) ;; *) return 1 ;; esac
  done
}

# A first deployment leaves nothing but its volumes. By label: compose may not be able to read its files.
remove_project() {
  ids=$(containers) && remove_containers "$ids" && true >"$run/states" || return 1
  networks=$(look_at_docker network ls --quiet --filter "label=com.docker.compose.project=$project") || return 1
  # shellcheck disable=SC2086 # ids again
  [ -z "$networks" ] || docker network rm $networks >/dev/null
}

# Reads the containers before the switch, an empty line, and those of now. Prints what has to be undone:
# "more ID SERVICE", it did not exist before; "stop ID", it did not run; "rename ID NAME", it had that name; "gone SERVICE", a
# container that ran no longer exists, or one whose namespace it shares; "restart ID", it was restarted, or does not run any
# more, or one whose namespace it shares, which comes first.
touched_containers() {
  awk '
    function runs(state) { return state == "running" || state == "restarting" }
    $1 == "" { now = 1; next }
    !now {
      service[$1] = $2; ran[$1] = runs($3); state[$1] = $3; pid[$1] = $5; name[$1] = $6
      for (i = 7; i <= NF; i++) if (sub(/^container:/, "", $i)) joins[$1] = joins[$1] " " $i
      next
    }
    !($1 in service) { print "more", $1, $2; next }
    {
      seen[$1] = 1
      if ($6 != name[$1]) print "rename", $1, name[$1]
      if (!ran[$1] && runs($3)) print "stop", $1
      if (ran[$1] && ($3 != "running" || (state[$1] == "running" && $5 != pid[$1]))) restarts[$1] = 1
    }
    END {
      for (id in service) if (ran[id] && !(id in seen)) gone[id] = 1
      do {
        more = 0
        for (id in joins) {
          count = split(joins[id], others, " ")
          for (i = 1; i <= count; i++) {
            other = others[i]
            if (!ran[id] || !(other in service)) continue
            if (((other in gone) || !(other in seen)) && !(id in gone)) { gone[id] = 1; more = 1 }
            if ((other in restarts) && restarts[id] <= restarts[other]) { restarts[id] = restarts[other] + 1; more = restarts[id] < 9 }
          }
        }
      } while (more)
      for (id in gone) print "gone", service[id]
      for (turn = 1; turn < 10; turn++) for (id in restarts) if (restarts[id] == turn && !(id in gone)) print "restart", id
    }'
}

# Puts the containers back, and waits until they are healthy. An engine goes on with a stop if whoever asked for it was killed, and says that the
# container runs until it has stopped. So they are looked at once more when it must have.
restore_containers() {
  restore_began=$(whole_seconds) stops_may_come=$askers_killed
  if was_late; then stops_may_come=yes; fi
  put_containers_back || return 1
  [ -n "$stops_may_come" ] || return 0
  longest_stop
  while [ "$(passed_since "$restore_began")" -le "$longest_stop" ]; do sleep 0.5 2>/dev/null || sleep 1; done
  put_containers_back
}
# Sets `longest_stop` to the seconds that a container may take which is being stopped: its own, or with compose 1 those of the new release.
longest_stop() {
  longest_stop=0
  if [ "$compose_counts_dependencies" = no ]; then longest_stop=$seconds_to_stop; fi
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  if ! ids=$(containers) || ! grace_periods=$([ -z "$ids" ] || look_at_docker inspect --format '{{with .Config.StopTimeout}}{{.}}{{else}}10{{end}}' $ids); then
    longest_stop=$seconds_to_stop
    return
  fi
  for grace_period in $grace_periods; do
    if [ "$grace_period" -gt "$longest_stop" ]; then longest_stop=$grace_period; fi
  done
}

put_containers_back() {
  end_jobs && drop_half_made && states=$(containers_now) || return 1
  touched=$(printf '%s\n\n%s\n' "${old_containers%?}" "$states" | touched_containers) || return 1
  again=$(printf '%s\n' "$touched" | sed -n 's/^gone //p' | sort -u | tr '\n' ' ') || return 1
  services=$(printf '%s' "$old_containers" | running_services | tr '\n' ' ') || return 1
  if [ -z "$services" ] && [ "$old_deployed" != none ]; then
    # Somebody had stopped the deployed release.
    services=$(old_compose config --services | tr '\n' ' ')
    [ -n "$services" ] || return 1
    again=$services
  fi
  while read -r what id word; do
    case $what in
      more) case " $again " in *" $word "*) ;; *) remove_containers "$id" || return 1 ;; esac ;;
      stop) docker stop "$id" >/dev/null || return 1 ;;
      rename) docker rename "$id" "${word#/}" || return 1 ;;
      restart) docker restart "$id" >/dev/null || return 1 ;;
    esac
  done <<END
$touched
END
  if [ -n "$again" ]; then
    # shellcheck disable=SC2086 # names of services have no spaces
    if ! within "$((health_timeout + seconds_to_stop + 20))" brought_up old_compose up --detach --no-build --no-deps --force-recreate $again; then
      why_not "compose could not start the old containers"
      return 1
    fi
  fi
  true >"$run/states"
  [ -n "$services" ] || return 0
  states=$(containers_now) && printf '%s\n' "$states" | awk '{ print $1, $4, $5 }' >"$run/baseline" || return 1
  if ! wait_for_health "$services"; then
    why=$reason
    return 1
  fi
}

# Whether nothing was deployed before (by the journal), and the project had no containers (by what `remember` saved).
is_first() { [ "$old_deployed" = none ] && [ -z "$old_containers" ]; }

# Puts back what `remember` saved: files, images, containers. 0 when the old release is healthy, or a first
# deployment is removed; otherwise the marker `unfinished` stays, `reason` says what failed, and the next run tries again.
restore() {
  free_reserve
  # The old containers are not going to be removed.
  rm -f -- "$run/outgoing"
  failure=$reason why=
  if ! recall_before; then
    reason="${failure:+$failure; }what ran before cannot be put back, because the record of it is incomplete"
    return 1
  fi
  restored=yes not_restored=
  live diff-files -p --binary --ignore-submodules=all >"$run/left-behind.patch" 2>/dev/null
  # Of a first deployment the containers are removed first: if one crashes again and again, Docker makes the directory that it mounts again.
  if [ "${touches:-all}" = files ] || ! is_first; then
    if ! restore_files; then restored=no not_restored="the old files could not be put back"; fi
  fi
  if [ "${touches:-all}" != files ]; then
    if ! await_engine; then
      restored=no not_restored="the Docker engine does not answer"
    elif is_swarm; then
      if ! restore_stack; then restored=no not_restored="the stack of the release could not be put back"; fi
    elif ! restore_images; then
      restored=no not_restored="the old names of images could not be put back"
    elif is_first; then
      if remove_project; then drop_images; else restored=no not_restored="containers or networks of the release could not be removed"; fi
    elif ! restore_containers; then
      restored=no not_restored="the old containers could not be put back"
    fi
    if is_first && ! restore_files; then restored=no not_restored="files of the release could not be removed"; fi
  fi
  if [ "$restored" = yes ] && durable_in_time "$directory" && record_return && rm -f -- "$state/unfinished"; then
    reason=$failure
    return 0
  fi
  reason="${failure:+$failure; }${not_restored:-what was put back could not be saved to the disk or recorded}${why:+: $why}"
  return 1
}

# Waits for an engine that has gone away: systemd starts it again within seconds.
await_engine() {
  engine_away_since=
  until engine_answers; do
    if [ -z "$engine_away_since" ]; then
      engine_away_since=$(whole_seconds)
      say "problem the Docker engine does not answer; waiting for it"
    fi
    [ "$(passed_since "$engine_away_since")" -lt "${engine_patience:-60}" ] || return 1
    sleep 0.5 2>/dev/null || sleep 1
  done
}

note_what_runs() { # before a build, for `revive`; 1 if the engine does not say
  running_ids() { look_at_docker ps --quiet --no-trunc --filter "label=com.docker.compose.project=$project"; }
  # One failed call does not fail the run.
  keep_fact "$run/ran" running_ids || { await_engine && keep_fact "$run/ran" running_ids; }
}

# Prints which engine runs, without asking it: its process, and when that began. 1 if that cannot be told.
engine_process() {
  uses_engine_here || return 1
  engine_pid=
  # The file has no line end.
  { read -r engine_pid </run/docker.pid; } 2>/dev/null
  [ -n "$engine_pid" ] && identity_of "$engine_pid" && printf '%s\n' "$identity"
}
engine_before=
is_same_engine() { [ -n "$engine_before" ] && [ "$(engine_process)" = "$engine_before" ]; }

# If the engine went away, its containers were stopped; their ids are in RUN_DIRECTORY/ran. When this returns 0, they run again. Otherwise
# `not_revived` says why not.
revive() {
  not_revived="the list of what ran could not be read"
  recall "$run/ran" || return 1
  if [ -n "$recalled" ] && all_run "$recalled"; then return 0; fi
  not_revived="the Docker engine does not answer"
  await_engine || return 1
  ended=
  for id in $recalled; do
    if state_of_one=$(look_at_docker inspect --format '{{.State.Running}} {{.State.ExitCode}} {{.ID}} {{index .Config.Labels "com.docker.compose.service"}}' "$id" 2>&1); then
      case $state_of_one in 'false 0 '* | 'true '*) ;; *) ended="$ended${state_of_one#* * }
" ;; esac
    else
      case $state_of_one in *'o such '*) ;; *) return 1 ;; esac
    fi
  done
  [ -n "$ended" ] || return 0
  say "problem containers have stopped during the deployment; starting them again"
  not_revived="containers have stopped during the deployment, and could not be started again"
  # shellcheck disable=SC2046 # words again
  docker start $(printf '%s' "$ended" | cut -d ' ' -f 1) >/dev/null || return 1
  failure=$reason
  true >"$run/baseline"
  if ! wait_for_health "$(printf '%s' "$ended" | cut -d ' ' -f 2 | sort -u | tr '\n' ' ')"; then
    not_revived="containers have stopped during the deployment, were started again, and failed: $reason"
    reason=$failure
    return 1
  fi
  reason=$failure
}

all_run() { # all_run IDS: the usual case, by one question: they run, or have ended well
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  states_of_all=$(look_at_docker inspect --format '{{.State.Running}} {{.State.ExitCode}}' $1 2>/dev/null) || return 1
  case "$line_end$states_of_all" in *"${line_end}false "[1-9]*) return 1 ;; esac
}
