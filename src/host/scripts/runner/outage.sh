#!/bin/sh
# How long services were down during the switch, by the engine's own record of what happened.

# From the end of a service's container to the start of the next, or to its health check's first success; the longest
# of all services. A service that comes anew, or goes for good, has no outage.
longest_outage() { # longest_outage: reads lines "nanoseconds service action…"
  awk '
    { time = $1 / 1000000000 }
    $3 == "die" && !($2 in down) { down[$2] = time }
    ($3 == "start" || ($3 == "health_status:" && $4 == "healthy")) && ($2 in down) { up[$2] = time }
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
    --format '{{.TimeNano}} {{index .Actor.Attributes "com.docker.compose.service"}} {{.Action}}' >"$run/events" 2>/dev/null &&
    [ "$(time_of_start)" = "$start_before" ] &&
    printf 'Seconds-Outage: %s\n' "$(longest_outage <"$run/events")" >>"$run/trailers"
}
