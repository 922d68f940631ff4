#!/bin/sh
# Services whose new containers start beside the old ones, which run until the new ones are healthy. The plan names the services that have
# nothing exclusive; what only the host knows is checked here.
#
# RUN_DIRECTORY/outgoing has the ids of the old containers as long as both exist: their health is not checked.

# Chooses the services that may start beside their old containers. Sets `beside_now` to their names and `scales` to compose's options; the
# others are added to `services_now`, which compose re-creates in its own way.
choose_beside() { # choose_beside WORDS: "SERVICE=CONTAINERS[=image][=exposed]"
  beside_now='' scales='' all_old='' memory_wanted=0
  for word in $1; do
    service=${word%%=*}
    wanted=${word#*=}
    old_of_service=$(printf '%s' "$old_containers" | awk -v service="$service" '$2 == service { print $1 }') || return 1
    may_start_beside "$word"
    case $? in
      0)
        # `--scale` counts the old containers too.
        there_are=$(printf '%s\n' "$old_of_service" | wc -l)
        beside_now="$beside_now $service"
        scales="$scales --scale $service=$((there_are + ${wanted%%=*}))"
        all_old="$all_old $old_of_service"
        ;;
      1)
        if [ -n "$why_stop_first" ]; then echo "$service is stopped before its new container starts: $why_stop_first"; fi
        services_now="$services_now $service"
        ;;
      # If the engine does not answer, the service is not stopped first: the turn fails.
      *)
        fail_turn "docker could not inspect the containers of $service"
        return 1
        ;;
    esac
  done
  beside_now=${beside_now# }
}

# 0: yes; 1: no, with `why_stop_first` if there is something to say; 2: the engine does not say.
may_start_beside() { # may_start_beside WORD: of `old_of_service`
  why_stop_first=
  [ -n "$old_of_service" ] || return 1
  if printf '%s' "$old_containers" | awk -v service="${1%%=*}" '$2 == service && $3 != "running" { other = 1 } END { exit !other }'; then return 1; fi
  # "IMAGE NAME-OF-IMAGE PID PORTS VOLUMES"; an empty one is a dash. A path may have spaces.
  # shellcheck disable=SC2016,SC2086 # a template of docker's; ids are words of hexadecimal digits
  described=$(look_at_docker inspect --format '{{.Image}} {{.Config.Image}} {{.State.Pid}} {{range $port, $_ := .Config.ExposedPorts}}{{$port}},{{end}}- {{range .Mounts}}{{if and (eq .Type "volume") .RW}}{{.Destination}},{{end}}{{end}}-' $old_of_service) || return 2
  case $1 in
    *=exposed)
      while read -r _ _ _ ports _; do
        [ "$ports" != - ] || return 1
      done <<END
$described
END
      ;;
  esac
  case $1 in
    *=image | *=image=exposed)
      others=
      while read -r image name _; do
        if [ "$(look_at_docker image inspect --format '{{.ID}}' "$name" 2>/dev/null)" != "$image" ]; then others=yes; fi
      done <<END
$described
END
      # Compose leaves them as they are, or has a reason of its own.
      [ -n "$others" ] || return 1
      ;;
  esac
  memory_before=$memory_wanted
  while read -r _ _ pid _ volumes; do
    if [ "$volumes" != - ]; then
      why_stop_first="it may write to its volume at ${volumes%%,*}"
    else
      memory_wanted=$((memory_wanted + $(memory_of "$pid")))
    fi
  done <<END
$described
END
  if [ -z "$why_stop_first" ] && ! is_free "$memory_wanted"; then
    why_stop_first="the host has too little free memory for the old and the new containers side by side"
  fi
  [ -n "$why_stop_first" ] || return 0
  memory_wanted=$memory_before
  return 1
}

# The memory of the container of a process, in kB; 0 if it is not known, which counts as enough.
memory_of() { # memory_of PID
  group=$(sed -n 's/^0:://p' "/proc/$1/cgroup" 2>/dev/null)
  taken=$(cat "/sys/fs/cgroup$group/memory.current" 2>/dev/null)
  case $taken in '' | *[!0-9]*) taken=0 ;; esac
  printf '%s\n' "$((taken / 1024))"
}
is_free() { # is_free KILOBYTES: of the host's memory
  available=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo 2>/dev/null)
  [ -z "$available" ] || [ "$1" -lt "$available" ]
}

# As in bring_up_turn: a container is made in a call that also names the services it depends on, and started in a call without them.
bring_up_beside() {
  [ -n "$beside_now" ] || return 0
  if ! keep_fact "$run/outgoing" printf '%s\n' "$all_old"; then
    fail_turn "the list of the old containers could not be saved"
    return 1
  fi
  # shellcheck disable=SC2086 # names of services have no spaces
  brought_up compose up --no-start --no-build --no-deps --no-recreate --remove-orphans $scales $started_before $services_now $beside_now &&
    brought_up compose up --detach --no-build --no-deps --no-recreate $scales $beside_now
}

take_away_old() { # the new containers are well
  [ -n "$beside_now" ] || return 0
  if ! recall "$run/outgoing" || ! remove_containers "$recalled"; then
    fail_turn "the old containers could not be stopped and removed"
    return 1
  fi
  rm -f -- "$run/outgoing"
}
