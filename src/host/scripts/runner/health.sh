#!/bin/sh
# Health: what the containers are doing, and whether that is what the release needs.

# An engine that hangs counts as one that went away: no query to it takes longer than half a minute.
look_at_docker() { # look_at_docker ARGUMENTS…
  if command -v timeout >/dev/null 2>&1; then timeout 30 docker "$@"; else docker "$@"; fi
}

containers() { look_at_docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$project"; }

engine_answers() { look_at_docker version >/dev/null 2>&1; }

# One line a container: service state restarts exit-code health policy id process published-ports. The ports ("80/tcp,-") are only
# given for containers without a health check, and not if the check is turned off.
container_states() {
  ids=$(containers) || return 1
  if [ -n "$ids" ]; then states_of_ids; fi
}
states_of_ids() {
  # `.ID`, not `.Id`: at a name it does not know docker falls back to the JSON, where a container without a health check
  # has no `.State.Health` at all. Compose v1 leaves the policy empty, and every value must be one word.
  # shellcheck disable=SC2016,SC2086 # for docker; ids are words of hexadecimal digits
  look_at_docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{with .HostConfig.RestartPolicy.Name}}{{.}}{{else}}no{{end}} {{.ID}} {{.State.Pid}} {{if not .State.Health}}{{$test := ""}}{{with .Config.Healthcheck}}{{with .Test}}{{$test = index . 0}}{{end}}{{end}}{{if ne $test "NONE"}}{{range $port, $bindings := .NetworkSettings.Ports}}{{if $bindings}}{{$port}},{{end}}{{end}}{{end}}{{end}}- {{index .Config.Labels "com.docker.compose.oneoff"}}' $ids 2>/dev/null |
    awk -v old="$run/outgoing" '
      BEGIN { while ((getline line < old) > 0) { count = split(line, ids, " "); for (i = 1; i <= count; i++) is_old[ids[i]] } }
      $NF != "True" && !($7 in is_old)'
}

# Reads container_states; prints "ready", or "waiting …" or "failed …" with the services and their states. SERVICES are words
# like those of `awaited_services`.
# The restarts that a container had before the switch do not count.
judge() { # judge SECONDS_WITHOUT_RESTART SERVICES
  awk -v stable="$1" -v settle="$settle" -v wanted="$2" -v baseline="$run/baseline" '
    BEGIN {
      while ((getline line < baseline) > 0) { split(line, word, " "); before[word[1]] = word[2] }
      count = split(wanted, words, " ")
      for (i = 1; i <= count; i++) {
        split(words[i], part, "=")
        if (part[2] == "end") ends[part[1]]
        if (part[2] == "healthy") checked[part[1]]
        expected[part[1]] = part[2] ~ /^[0-9]+$/ ? part[2] : part[2] == "?" ? 0 : 1
      }
    }
    !($1 in expected) { next }
    {
      found[$1]++
      restarts = $3 - before[$7]
      stays = ($6 == "always" || $6 == "unless-stopped")
      if (restarts >= 3) failed = failed " " $1 " (restarted " restarts " times, last exit status " $4 ")"
      else if ($2 == "exited" && $4 == 0 && !stays && !($1 in checked)) ;
      else if ($2 == "restarting") waiting = waiting " " $1 " (restarting, last exit status " $4 ")"
      else if ($2 == "exited" || $2 == "dead") failed = failed " " $1 " (" $2 ", exit status " $4 ")"
      else if ($5 == "unhealthy") failed = failed " " $1 " (unhealthy)"
      else if ($2 != "running") waiting = waiting " " $1 " (" $2 ")"
      else if ($1 in ends) waiting = waiting " " $1 " (has not exited)"
      else if ($5 == "-" && ($1 in checked)) failed = failed " " $1 " (has no health check, but other services wait until it is healthy)"
      else if ($5 == "starting") waiting = waiting " " $1 " (health check: starting)"
      else if (sub(/^deaf:/, "", $5)) waiting = waiting " " $1 " (nothing accepts connections on its published port " $5 ")"
      else if ($5 == "-" && stable < settle) waiting = waiting " " $1 " (running, watched for " settle " s)"
    }
    END {
      for (name in expected) {
        if (found[name] + 0 >= expected[name] + 0) continue
        waiting = waiting " " name (found[name] ? " (" found[name] " of " expected[name] " containers)" : " (no container)")
      }
      if (failed != "") print "failed" failed
      else if (waiting != "") print "waiting" waiting
      else print "ready"
    }'
}

wait_for_health() { # wait_for_health SERVICES [ports]: sets `reason` if it fails; `ports`: something has to listen on published ports
  health_started=$(whole_seconds)
  stable_since=$health_started
  last_verdict=
  last_restarts=
  last_passed=
  looks=0
  ids=
  # Results of an earlier wait may be those of another process.
  rm -rf -- "$run/checks"
  asks_ports=no
  if [ "${2:-}" = ports ]; then asks_ports=yes; fi
  while :; do
    seconds_now=$(whole_seconds)
    # A container keeps its id while it restarts. So the ids are only queried again if one is missing.
    if [ -z "$ids" ]; then ids=$(containers); fi
    true >"$run/states"
    if [ -n "$ids" ]; then states_of_ids >"$run/states"; fi
    note_answering
    if [ ! -s "$run/states" ] && ! engine_answers; then
      reason="the Docker engine stopped answering"
      ask_no_more
      return 1
    fi
    ask_checks <"$run/states"
    restarts=$(awk '{ sum += $3 } END { print sum + 0 }' "$run/states")
    if [ "$restarts" != "$last_restarts" ]; then
      stable_since=$seconds_now
      last_restarts=$restarts
    fi
    verdict=$(as_asked "$asks_ports" <"$run/states" | judge "$((seconds_now - stable_since))" "$1")
    if [ "$verdict" != "$last_verdict" ]; then
      say "health $verdict"
      last_verdict=$verdict
    fi
    case $verdict in
      ready*)
        ask_no_more
        return 0
        ;;
      *'(no container)'* | *' containers)'*) ids= ;;
      failed*)
        reason="not healthy:${verdict#failed}"
        ask_no_more
        return 1
        ;;
    esac
    if [ -n "$cancelled" ]; then
      ask_no_more
      return 1
    fi
    if [ "$((seconds_now - health_started))" -ge "$health_timeout" ]; then
      reason="not healthy after $health_timeout s:${verdict#waiting}"
      case $verdict in
        *'on its published port '*) reason="$reason; if the service needs no listener there, give it a health check, or  healthcheck: {disable: true}" ;;
      esac
      ask_no_more
      return 1
    fi
    # Most services are healthy soon or late: look often at first.
    looks=$((looks + 1))
    case $looks in
      1 | 2 | 3) sleep 0.1 2>/dev/null || sleep 1 ;;
      4 | 5 | 6) sleep 0.25 2>/dev/null || sleep 1 ;;
      *) await_look ;;
    esac
  done
}

await_look() { # half a second, less if a check succeeds meanwhile
  for _ in 1 2 3 4 5; do
    sleep 0.1 2>/dev/null || { sleep 1; return; }
    passed_now=$(echo "$run/checks"/*.passed)
    if [ "$passed_now" != "$last_passed" ]; then
      last_passed=$passed_now
      return
    fi
  done
}
