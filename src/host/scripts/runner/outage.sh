#!/bin/sh
# How long services were down in the switch: from the engine's events (containers that ended and started), and from when the new
# containers were first seen to listen.

all_answer=yes # all containers that are watched listen
begin_outage() { # the switch begins
  [ "$touches" != files ] || return 0
  switch_started=$(uptime_now)
  start_before=$(time_of_start)
}

# "TIME SERVICE ID die|start", in nanoseconds. The engine remembers the last 256 events of all kinds, and each run of a health
# check makes three.
switch_events() {
  look_at_docker events --since "$(since "$switch_started")s" --until 0s --filter type=container --filter event=die --filter event=start \
    --filter "label=com.docker.compose.project=$project" \
    --format '{{.TimeNano}} {{index .Actor.Attributes "com.docker.compose.service"}} {{.Actor.ID}} {{.Action}}'
}
# "SERVICE ID PID PORT…"; a port is "80/tcp".
ports_of_containers() {
  ids=$(containers) && [ -n "$ids" ] || return 1
  # shellcheck disable=SC2016,SC2086 # a template of docker's; ids are words of hexadecimal digits
  look_at_docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.ID}} {{.State.Pid}}{{range $port, $_ := .Config.ExposedPorts}} {{$port}}{{end}}' $ids
}
# Called when compose is done. Runs in the background.
note_switch() {
  [ -n "$old_containers" ] || return 0
  all_answer=
  {
    if ports_of_containers >"$run/ports.new"; then mv -f -- "$run/ports.new" "$run/ports"; fi
    switch_events >"$run/events.switch"
  } >/dev/null 2>&1 &
  noting_switch=$!
}

# Writes down, for each container that is seen for the first time to listen on one of its TCP ports, "SERVICE ID SECONDS" since its
# process began. Looks into the container's own network: docker itself listens on a port that it publishes.
note_answering() {
  if [ -n "$all_answer" ] || [ ! -f "$run/ports" ]; then return 0; fi
  if newly_answering "$run/answered" <"$run/ports" >"$run/answering"; then all_answer=yes; fi
  cat -- "$run/answering" >>"$run/answered"
}
newly_answering() { # newly_answering ANSWERED: reads lines of ports_of_containers; 1 if somebody does not listen yet
  awk -v answered="$1" '
    function first_line(file,   line) { line = ""; if ((getline line < file) < 0) line = ""; close(file); return line }
    function listens(file, wanted,   line, word, part, found) {
      found = 0
      while ((getline line < file) > 0) {
        split(line, word, " ")
        split(word[2], part, ":")
        # A listener on the loopback accepts nothing from outside.
        if (word[4] == "0A" && part[1] !~ /^(......7F|0000000000000000FFFF0000......7F|00000000000000000000000001000000)$/ && index(wanted, " " part[2] " ")) found = 1
      }
      close(file)
      return found
    }
    BEGIN {
      while ((getline line < answered) > 0) { split(line, word, " "); known[word[2]] }
      split(first_line("/proc/uptime"), word, " ")
      now = word[1]
    }
    !($2 in known) {
      wanted = " "
      for (i = 4; i <= NF; i++) if ($i ~ /\/tcp$/) wanted = wanted sprintf("%04X ", $i + 0)
      if (wanted == " ") next
      stat = first_line("/proc/" $3 "/stat")
      # The name of the program, in parentheses, may have spaces and parentheses.
      if (stat != "" && (listens("/proc/" $3 "/net/tcp", wanted) || listens("/proc/" $3 "/net/tcp6", wanted))) {
        sub(/.*\) /, "", stat)
        split(stat, word, " ")
        printf "%s %s %.2f\n", $1, $2, now - word[20] / 100
      } else waiting = 1
    }
    END { exit waiting }'
}

# The trailers, from lines
#   was SERVICE                     a container of it ran before the switch; one line for each
#   now SERVICE                     a container of it runs after the switch; the same
#   listens SERVICE                 its containers have TCP ports
#   answered SERVICE ID SECONDS     since the process of that container began
#   began ID SECONDS                the process of a container, since the host started
#   healthy SECONDS                 the release, since the host started
#   event TIME SERVICE ID die|start
# The outage of a service is the time without any of its containers, until the new one listens, or runs if
# it has no port. The longest counts; it is not recorded if it is not known for one service. Until-Healthy is the time from the first
# end of a service that was down until the release counted as healthy.
outage_trailers() {
  awk '
    $1 == "was" { alive[$2]++; was[$2] }
    $1 == "now" { now[$2]++ }
    $1 == "listens" { listens[$2] }
    $1 == "answered" { answered[$3] = $4 }
    $1 == "began" { began[$2] = $3 }
    $1 == "healthy" { healthy = $2 }
    $1 == "event" && $5 == "die" && $3 in was {
      died[$3]
      if (alive[$3] > 0 && --alive[$3] == 0) down[$3] = $2 / 1000000000
    }
    $1 == "event" && $5 == "start" {
      time = $2 / 1000000000
      if (!base && $4 in began) base = time - began[$4]
      if (!($3 in was)) next
      if (alive[$3]++ == 0 && $3 in down) {
        if ($3 in listens && !($4 in answered)) unknown = 1
        outage = time + ($4 in answered ? answered[$4] : 0) - down[$3]
        if (outage > longest) longest = outage
        if (!first || down[$3] < first) first = down[$3]
        delete down[$3]
      }
    }
    END {
      # The engine may have forgotten an event.
      for (service in was) if (alive[service] != now[service] + 0) unknown = 1
      for (service in died) switched = 1
      if (!switched) exit
      # One trailer without the other would look like an entry of an earlier version.
      if (first && !(base && healthy)) exit
      if (!unknown) printf "Seconds-Outage: %.2f\n", longest
      if (!first) printf "Until-Healthy: 0.00\n"
      else printf "Until-Healthy: %.2f\n", healthy - (first - base)
    }'
}

outage_facts() {
  printf '%s' "$old_containers" | awk '$3 == "running" { print "was", $2 }' &&
    awk '$3 != 0 { print "now", $1 } /\/tcp/ { print "listens", $1 }' "$run/ports" &&
    if [ -f "$run/answered" ]; then sed 's/^/answered /' "$run/answered"; fi &&
    printf 'healthy %s\n' "$healthy_since" &&
    while read -r _ id pid _; do
      began=$(began_at "$pid")
      if [ "$began" != 0 ]; then printf 'began %s %d.%02d\n' "$id" "$((began / 100))" "$((began % 100))"; fi
    done <"$run/ports" &&
    sort -u "$run/events.switch" "$run/events" | sed 's/^/event /'
}

# The engine's events have the time of day: if the clock was set meanwhile, the outage is not known.
measure_outage() { # appends the trailers, if something ran before; `healthy_since` is when the release became healthy
  [ -n "$old_containers" ] || return 0
  wait "$noting_switch"
  switch_events >"$run/events" 2>/dev/null && [ "$(time_of_start)" = "$start_before" ] &&
    outage_facts >"$run/outage" 2>/dev/null && outage_trailers <"$run/outage" >>"$run/trailers"
}
