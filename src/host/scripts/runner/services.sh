#!/bin/sh
# Starts the services. Compose alone does not update those whose mounted files changed, and those
# that share another's network, processes or IPC.
#
# Uses of plan.sh: health_timeout seconds_to_stop up_services starting_turns awaited_services joining_services remounted_services restarted_services

# The whole switch has a deadline: the old containers have their time to stop, the new ones have HEALTH_TIMEOUT, and compose
# has 20 s for its own work.
start_services() { # sets `reason` if it fails
  rm -f -- "$run/turn-failed"
  switch_timeout=$((health_timeout + seconds_to_stop + 20))
  # The kernel also gives the start of a process in hundredths.
  hundredths "$(uptime_now)"
  switch_began=$hundredths
  if stoppably within "$switch_timeout" bring_up; then return 0; fi
  if was_late; then
    reason="compose did not finish within $switch_timeout s:$(still_waiting)"
  elif [ -s "$run/turn-failed" ]; then
    reason=$(cat "$run/turn-failed")
  else
    why_not "compose could not start the release"
    reason=$why
  fi
  return 1
}

# Compose waits for services that others depend on. It would wait in vain for one that is already unhealthy, so that one is restarted first.
restart_unhealthy() {
  [ -n "$restarted_services" ] || return 0
  states=$(container_states) || return 1
  unhealthy=$(printf '%s\n' "$states" | awk -v of=" $restarted_services " \
    'index(of, " " $1 " ") && $2 == "running" && $5 == "unhealthy" { print $7 }') || return 1
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  [ -z "$unhealthy" ] || docker restart $unhealthy >/dev/null
}

bring_up() {
  said_by restart_unhealthy || return 1
  if [ -n "$starting_turns" ]; then
    bring_up_in_turns || return 1
  else
    # shellcheck disable=SC2086 # names of services have no spaces
    brought_up compose up --detach --no-build --remove-orphans $up_services || return 1
  fi
  said_by refresh_services "$switch_began"
}

# If others wait for the health of a service, compose waits until Docker runs its check, which may take half a minute each. So
# these services are started first, and their checks are run here.
bring_up_in_turns() {
  started_before=
  while read -r turn; do
    services_now=${turn%%:*} awaited_now=${turn#*:} beside_now=
    case $awaited_now in *:*) beside_now=${awaited_now#*:} awaited_now=${awaited_now%%:*} ;; esac
    if [ -n "$beside_now" ]; then choose_beside "$beside_now" </dev/null || return 1; fi
    if [ -n "${services_now# }" ]; then bring_up_turn "$services_now" </dev/null || return 1; fi
    if [ -n "$beside_now" ]; then bring_up_beside </dev/null || return 1; fi
    started_before="$started_before $services_now${beside_now:+ $beside_now}"
    note_switch
    if [ -n "${awaited_now# }" ] && ! wait_for_health "$awaited_now"; then
      fail_turn "$reason"
      return 1
    fi
    take_away_old || return 1
  done <<END
${starting_turns%?}
END
}

fail_turn() { printf '%s\n' "$1" >"$run/turn-failed"; } # fail_turn REASON: in a file, because the turns run in a process of their own

# Compose 2 labels a container with a digest of its definition. The services that it depends on are part of it, if the same call names them. So
# containers are made in a call that names them all, and then started alone: the next call of compose finds nothing to re-create.
bring_up_turn() { # bring_up_turn SERVICES
  # shellcheck disable=SC2086 # names of services have no spaces
  if [ -z "$started_before" ]; then
    brought_up compose up --detach --no-build --no-deps --remove-orphans $1
  elif [ "$compose_counts_dependencies" = yes ]; then
    brought_up compose up --no-start --no-build --no-deps $started_before $1 &&
      brought_up compose up --detach --no-build --no-deps --no-recreate $1
  else
    brought_up compose up --detach --no-build --no-deps $1
  fi
}

still_waiting() { # which services are not ready, and why
  container_states | as_asked no | judge 0 "$awaited_services" | sed 's/^[a-z]*//'
}

# Compose compares a service's definition, not the files that it mounts. Containers that compose has just re-created or restarted
# see the new files already, so each service is down once, not twice.
refresh_services() { # refresh_services BEGAN: when the switch began, in hundredths of a second since the host started
  # shellcheck disable=SC2086 # names of services have no spaces
  stale=$(older_services "$1" $remounted_services) || return 1
  # shellcheck disable=SC2086 # names again
  [ -z "$stale" ] || compose up --detach --no-build --no-deps --force-recreate $stale || return 1
  refresh_by_restart "$1" others && rejoin || return 1
  [ -n "$joining_services" ] || return 0
  refresh_by_restart "$1" joining || return 1
  [ -z "$stale" ] || rejoin
}
refresh_by_restart() { # refresh_by_restart BEGAN others|joining
  due=
  for service in $restarted_services; do
    case " $joining_services " in *" $service "*) kind=joining ;; *) kind=others ;; esac
    if [ "$kind" = "$2" ]; then due="$due $service"; fi
  done
  # shellcheck disable=SC2086 # words
  stale=$(older_services "$1" $due) || return 1
  # Without a time limit: the container has its own time to stop.
  # shellcheck disable=SC2086 # words
  [ -z "$stale" ] || compose restart $stale
}

# When a process began, in hundredths of a second since the host started; 0 if it is not known.
began_at() { # began_at PID
  identity_of "$1"
  # shellcheck disable=SC2086 # words
  set -- $identity
  printf '%s\n' "${2:-0}"
}

# "SERVICE ID PID EXIT-CODE MODE…" for each container. A mode "container:…" names the container whose namespace it joins.
container_processes() {
  ids=$(containers) || return 1
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  look_at_docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.ID}} {{.State.Pid}} {{.State.ExitCode}} {{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}} {{.HostConfig.IpcMode}} {{index .Config.Labels "com.docker.compose.oneoff"}}' $ids |
    awk '$NF != "True"'
}

# Those of the services that have a container that started before BEGAN, or whose start is not known.
older_services() { # older_services BEGAN SERVICE…
  began_switch=$1
  shift
  [ $# -gt 0 ] || return 0
  processes=$(container_processes) || return 1
  for service do
    while read -r name _ pid _; do
      if [ "$name" = "$service" ] && [ "$pid" != 0 ] && [ "$(began_at "$pid")" -lt "$began_switch" ]; then
        printf '%s ' "$service"
        break
      fi
    done <<END
$processes
END
  done
}

# If a container is re-created or restarted, another container in its namespace still has the old namespace, which some versions of compose do not
# check. It has to be restarted or re-created too, after the containers that it joins.
rejoin() {
  for joining in $joining_services; do
    processes=$(container_processes) || return 1
    case $(printf '%s\n' "$processes" | follow "$joining") in
      *recreate*) compose up --detach --no-build --no-deps --force-recreate "$joining" || return 1 ;;
      *restart*) compose restart "$joining" || return 1 ;;
    esac
  done
}
# Reads container_processes. Prints "recreate" if a container of the service joins one that no longer exists, "restart" if one that
# started later, or together with which it went down.
follow() { # follow SERVICE
  all=$(cat)
  printf '%s\n' "$all" | while read -r name _ pid code modes; do
    if [ "$name" != "$1" ]; then continue; fi
    for mode in $modes; do
      case $mode in container:*) other=${mode#container:} ;; *) continue ;; esac
      other_pid=$(printf '%s\n' "$all" | awk -v id="$other" '$2 == id { print $3 }')
      if [ -z "$other_pid" ]; then
        # The compose file may name the container.
        named=$(look_at_docker inspect --format '{{.ID}}' "$other" 2>/dev/null)
        other_pid=$(printf '%s\n' "$all" | awk -v id="$named" '$2 == id { print $3 }')
      fi
      if [ -z "$other_pid" ]; then
        # An existing container of another project is left alone.
        case $(look_at_docker inspect --format . "$other" 2>&1) in *'o such '*) echo recreate ;; esac
      elif [ "$pid" = 0 ] && [ "$code" = 0 ]; then
        : # It has exited by itself.
      elif [ "$pid" = 0 ] || [ "$(began_at "$pid")" -lt "$(began_at "$other_pid")" ]; then
        echo restart
      fi
    done
  done
}
