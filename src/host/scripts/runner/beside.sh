#!/bin/sh
# Services whose new containers start beside the old ones, which serve until the new ones are well. The plan names those of which nothing
# is exclusive; what only the host knows is asked here.
#
# RUN_DIRECTORY/outgoing has the ids of the old containers as long as both are there: nobody's health is asked of them.

# Which services of the words may. Sets `beside_now` to their names and `scales` to compose's options; the others go to
# `services_now`, which compose makes anew in its own way.
choose_beside() { # choose_beside WORDS: "SERVICE=CONTAINERS[=image|=exposed|=back]"
  beside_now='' scales='' all_old=''
  for word in $1; do
    service=${word%%=*}
    wanted=${word#*=}
    old_of_service=$(printf '%s' "$old_containers" | awk -v service="$service" '$2 == service { print $1 }') || return 1
    if may_start_beside "$word"; then
      # Compose counts those that there are.
      there_are=$(printf '%s\n' "$old_of_service" | wc -l)
      beside_now="$beside_now $service"
      scales="$scales --scale $service=$((there_are + ${wanted%%=*}))"
      all_old="$all_old $old_of_service"
    else
      if [ -n "$why_stop_first" ]; then echo "$service is stopped before it is started: $why_stop_first"; fi
      services_now="$services_now $service"
    fi
  done
  beside_now=${beside_now# }
}

may_start_beside() { # may_start_beside WORD: of `old_of_service`; 1 if not, with `why_stop_first` if there is something to say
  why_stop_first=
  [ -n "$old_of_service" ] || return 1
  if printf '%s' "$old_containers" | awk -v service="${1%%=*}" '$2 == service && $3 != "running" { other = 1 } END { exit !other }'; then return 1; fi
  # "IMAGE NAME-OF-IMAGE VOLUMES PORTS PID"; what is not there is a dash.
  # shellcheck disable=SC2016,SC2086 # a template of docker's; ids are words of hexadecimal digits
  described=$(look_at_docker inspect --format '{{.Image}} {{.Config.Image}} {{range .Mounts}}{{if and (eq .Type "volume") .RW}}{{.Destination}},{{end}}{{end}}- {{range $port, $_ := .Config.ExposedPorts}}{{$port}},{{end}}- {{.State.Pid}}' $old_of_service) || return 1
  case $1 in
    *=exposed | *=back)
      case "$described" in *,-\ [0-9]*) ;; *) return 1 ;; esac
      ;;
  esac
  case $1 in
    *=image | *=back)
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
  while read -r _ _ volumes _ pid; do
    if [ "$volumes" != - ]; then
      why_stop_first="it may write to its volume at ${volumes%%,*}"
      return 1
    fi
    if ! has_memory_for_another "$pid"; then
      why_stop_first="the host has not the memory for two of it"
      return 1
    fi
  done <<END
$described
END
}

# Whether as much memory as the container of the process has is free once more. What cannot be seen is not held against it.
has_memory_for_another() { # has_memory_for_another PID
  group=$(sed -n 's/^0:://p' "/proc/$1/cgroup" 2>/dev/null)
  taken=$(cat "/sys/fs/cgroup$group/memory.current" 2>/dev/null) || return 0
  case $group$taken in '' | *[!0-9]) return 0 ;; esac
  available=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo 2>/dev/null)
  [ -z "$available" ] || [ "$((taken / 1024))" -lt "$available" ]
}

# As in bring_up_turn: containers are made with all named that their service depends on, and then started by themselves.
bring_up_beside() {
  [ -n "$beside_now" ] || return 0
  write_down "$run/outgoing" "$all_old" || return 1
  # shellcheck disable=SC2086 # names of services have no spaces
  brought_up compose up --no-start --no-build --no-deps --no-recreate --remove-orphans $scales $started_before $services_now $beside_now &&
    brought_up compose up --detach --no-build --no-deps --no-recreate $scales $beside_now
}

take_away_old() { # the new containers are well
  [ -s "$run/outgoing" ] || return 0
  remove_containers "$(cat "$run/outgoing")" && rm -f -- "$run/outgoing"
}
