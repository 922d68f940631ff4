#!/bin/sh
# How long services were down during the switch, by the engine's own record of what happened.

# From the end of a service's container to the start of the next, or to its health check's first success, whoever asked the
# check (`exec_die 0` is a success of the run's own); the longest of all services. A service that comes anew, or goes for good, has no outage.
longest_outage() { # longest_outage IDS: reads lines "nanoseconds service id action exit-status"; IDS: whose checks the run has asked
  awk -v asked_here=" $1 " '
    { time = $1 / 1000000000; succeeded = 0 }
    $4 == "die" && !($2 in down) { down[$2] = time }
    $4 == "start" && ($2 in down) { up[$2] = time; starting[$2] }
    $4 == "exec_die" && $5 == "0" && index(asked_here, " " $3 " ") { succeeded = 1 }
    $4 == "health_status:" && $5 == "healthy" { succeeded = 1 }
    succeeded && ($2 in starting) { up[$2] = time; delete starting[$2] }
    END {
      for (service in up) if (up[service] - down[service] > longest) longest = up[service] - down[service]
      printf "%.2f", longest
    }'
}

begin_outage() { # the switch begins
  switch_started=$(uptime_now)
  start_before=$(time_of_start)
}

# The engine stamps events with the time of day: where the clock was set meanwhile, nobody knows how long the outage was.
measure_outage() { # appends the trailer, where something ran before
  [ -n "$old_containers" ] || return 0
  docker events --since "$(since "$switch_started")s" --until 0s --filter type=container \
    --filter "label=com.docker.compose.project=$project" \
    --filter event=die --filter event=start --filter event=health_status --filter event=exec_die \
    --format '{{.TimeNano}} {{index .Actor.Attributes "com.docker.compose.service"}} {{.Actor.ID}} {{.Action}} {{index .Actor.Attributes "exitCode"}}' >"$run/events" 2>/dev/null &&
    [ "$(time_of_start)" = "$start_before" ] &&
    printf 'Seconds-Outage: %s\n' "$(longest_outage "$(ids_of_passed)" <"$run/events")" >>"$run/trailers"
}
