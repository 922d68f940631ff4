#!/bin/sh
# Declared health checks, run by the run itself. Docker runs a check for the first time after its `interval`, 30 s
# by default. The run runs it as soon as the container runs, in the way that Docker would: the same command by the same
# user in the container, with the same `timeout`. The first success counts. Only Docker counts failures: `retries` of them
# in a row, one every `interval`, after `start_period`.
#
# RUN_DIRECTORY/checks has a file ID.PID while the check of that process is asked, ID.PID.passed once it has succeeded, and
# ID.words, the words of the check: how many seconds it may take, then the command. Each word ends in a zero byte.

# Side by side, each in a process of its own, which ends by itself.
ask_checks() { # reads the lines of container_states
  mkdir -p "$run/checks" || return 0
  asked_now=' '
  while read -r _ status _ _ health _ id pid _; do
    if [ "$status $health" != "running starting" ] || [ "$pid" = 0 ]; then continue; fi
    asked_now="$asked_now$id.$pid "
    if [ -e "$run/checks/$id.$pid" ] || [ -e "$run/checks/$id.$pid.passed" ]; then continue; fi
    true >"$run/checks/$id.$pid"
    # Not a child of this process, which waits for its children, and without the locks of the run.
    (ask_check "$id" "$pid" </dev/null >/dev/null 2>&1 8>&- 9>&- &)
  done
  for asked in "$run/checks"/*.*; do
    case ${asked##*/} in *.words | *.passed | *.late | '*.*') continue ;; esac
    case $asked_now in *" ${asked##*/} "*) ;; *) rm -f -- "$asked" ;; esac
  done
}
ask_no_more() {
  for asked in "$run/checks"/*.*; do
    case ${asked##*/} in *.words | *.passed | *.late) ;; *) rm -f -- "$asked" ;; esac
  done
}

# How many nanoseconds the container's check may take (0: Docker's 30 s), and its words. A shell is the container's own, as for Docker,
# `/bin/sh -c` if it has none, whatever SHELL the Dockerfile had.
# shellcheck disable=SC2016 # for docker
words_of_check() { # words_of_check ID
  look_at_docker inspect --format '{{$end := printf "%c" 0}}{{with .Config.Healthcheck}}{{printf "%d" .Timeout}}{{$end}}{{if eq (index .Test 0) "CMD-SHELL"}}{{if $.Config.Shell}}{{range $.Config.Shell}}{{.}}{{$end}}{{end}}{{else}}/bin/sh{{$end}}-c{{$end}}{{end}}{{end}}{{range $number, $word := .Test}}{{if $number}}{{$word}}{{$end}}{{end}}{{end}}{{end}}' "$1"
}

ask_check() { # ask_check ID PID: asks until the check succeeds, or nobody wants to know any more
  asked=$run/checks/$1.$2
  # The check is not being run, so the next look starts it again.
  if ! words_of_check "$1" >"$run/checks/$1.words"; then
    rm -f -- "$asked"
    return 1
  fi
  hundredths "$(uptime_now)"
  asked_since=$hundredths
  # The run may have been killed.
  while [ -e "$asked" ] && kill -s 0 $$ 2>/dev/null; do
    hundredths "$(uptime_now)"
    ask_began=$hundredths
    if passes_check "$1" "$2"; then
      mv -- "$asked" "$asked.passed"
      return
    fi
    hundredths "$(uptime_now)"
    # A fifth of a second; longer if a check takes long, if there are several, and after a long time.
    pause=$(((hundredths - ask_began) * $(how_many_are_asked)))
    patience=$(((hundredths - asked_since) / 100))
    if [ "$patience" -gt 200 ]; then patience=200; fi
    if [ "$pause" -lt "$patience" ]; then pause=$patience; fi
    if [ "$pause" -lt 20 ]; then pause=20; fi
    sleep "$((pause / 100)).$(printf %02d "$((pause % 100))")" 2>/dev/null || sleep 1
  done
}
how_many_are_asked() {
  set -- "$run/checks"/*.passed
  if [ ! -e "$1" ]; then shift; fi
  passed_checks=$#
  set -- "$run/checks"/*.words
  if [ "$#" -gt "$passed_checks" ]; then echo "$(($# - passed_checks))"; else echo 1; fi
}

# A variable marks the processes of the check: Docker kills a check that takes too long, `docker exec` does not.
passes_check() { # passes_check ID PID: runs the check once
  check_mark=SLIPWAY_CHECK=${run##*/}.$2
  rm -f -- "$run/checks/$1.late"
  # What docker inspect prints ends in a line end, which is no word of the check.
  # shellcheck disable=SC2016 # for the inner shell
  xargs -0 sh -c '
    id=$1 mark=$2 late=$3 seconds=$((($4 + 999999999) / 1000000000))
    shift 4
    left=$#
    for word do
      shift
      left=$((left - 1))
      if [ "$left" -gt 0 ]; then set -- "$@" "$word"; fi
    done
    if [ "$seconds" -eq 0 ]; then seconds=30; fi
    if ! command -v timeout >/dev/null 2>&1; then exec docker exec --env "$mark" "$id" "$@"; fi
    timeout "$seconds" docker exec --env "$mark" "$id" "$@"
    status=$?
    if [ "$status" -eq 124 ] || [ "$status" -eq 143 ]; then true >"$late"; fi
    exit "$status"' sh "$1" "$check_mark" "$run/checks/$1.late" <"$run/checks/$1.words" && return
  # shellcheck disable=SC2016 # for the shell of the container, which knows no programs
  [ ! -e "$run/checks/$1.late" ] || look_at_docker exec "$1" /bin/sh -c '
    for process in /proc/[0-9]*; do
      while IFS= read -r line || [ -n "$line" ]; do
        case $line in *"$1"*) kill -s KILL "${process#/proc/}" ;; esac
      done 2>/dev/null <"$process/environ"
    done' sh "$check_mark"
  return 1
}

# --- Services without a check -----------------------------------------------------------------------------------------

# A program that listens accepts connections, but not from outside if it listens only on 127.0.0.1. The kernel knows that
# for any container. A connection to a published port of the host would only show that Docker listens there.
deaf_ports() { # deaf_ports PID PORTS: PORTS are like "80/tcp,53/udp,-"; prints "80,443" if nothing listens there, nothing if all is well
  sockets=$(cat "/proc/$1/net/tcp" "/proc/$1/net/tcp6" 2>/dev/null)
  [ -n "$sockets" ] || return 0
  printf '%s\n' "$sockets" | awk -v ports="$2" '
    function is_local(address) { # as the kernel writes them: four bytes in reverse, 127 last
      if (length(address) == 8) return substr(address, 7) == "7F"
      if (substr(address, 1, 24) == "0000000000000000FFFF0000") return substr(address, 31) == "7F"
      return address == "00000000000000000000000001000000"
    }
    BEGIN {
      digits = "0123456789ABCDEF"
      count = split(ports, port, ",")
    }
    $4 == "0A" {
      split($2, part, ":")
      if (is_local(part[1])) next
      number = 0
      for (i = 1; i <= 4; i++) number = number * 16 + index(digits, substr(part[2], i, 1)) - 1
      listened[number]
    }
    END {
      for (i = 1; i <= count; i++) {
        if (port[i] !~ /\/tcp$/) continue
        sub(/\/tcp$/, "", port[i])
        if (!(port[i] in listened)) deaf = deaf (deaf == "" ? "" : ",") port[i]
      }
      print deaf
    }'
}

# Reads the lines of container_states, and prints them as they are for `judge`: "healthy" if the check has succeeded here, and
# "deaf:80,443" if there is no check and nothing listens on these published ports. A process that ran before the switch is
# not asked for its ports.
as_asked() { # as_asked yes|no: whether ports count
  while read -r service status restarts code health policy id pid ports rest; do
    case $status.$health in
      running.starting) if [ -e "$run/checks/$id.$pid.passed" ]; then health=healthy; fi ;;
      running.-)
        if [ "$1" = yes ] && [ "${ports:--}" != - ] && ! grep -q -x -e "$id [0-9]* $pid" "$run/baseline" 2>/dev/null; then
          deaf=$(deaf_ports "$pid" "$ports")
          if [ -n "$deaf" ]; then health=deaf:$deaf; fi
        fi
        ;;
    esac
    printf '%s\n' "$service $status $restarts $code $health $policy $id"
  done
}
