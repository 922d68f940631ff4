#!/bin/sh
# The output of a program that failed: its own line becomes the reason of the failure.

said_by() { # said_by COMMAND…: runs it; what it prints goes on as it comes, and is kept in RUN_DIRECTORY/said
  exec 4>&1
  # The status comes through its own pipe, which needs no room on the disk.
  said_status=$({ { "$@" 3>&- 4>&-; printf '%s\n' "$?" >&3; } 2>&1 | tee "$run/said" >&4 3>&-; } 3>&1)
  exec 4>&-
  [ "$said_status" = 0 ]
}

own_line() { # prints the line of RUN_DIRECTORY/said that tells why, without secrets; nothing if there is none
  awk '
    { gsub(/[\r\t]/, " "); sub(/^ +/, "") }
    $0 == "" { next }
    { last = $0 }
    /^(Error|ERROR|error|failed)[ :]/ { error = $0 }
    tolower($0) ~ /error|fail|cannot|no such|not found|denied|invalid|refused/ { hint = $0 }
    END { print (error != "" ? error : hint != "" ? hint : last) }' "$run/said" 2>/dev/null | redact
}

# The port that is taken, from the engine's error; nothing if it is another error.
taken_port() {
  sed -n -e 's/.*Bind for [^ ]*:\([0-9][0-9]*\) failed: port is already allocated.*/\1/p' \
    -e 's/.*listen [a-z]*[46]* [^ ]*:\([0-9][0-9]*\): bind: address already in use.*/\1/p' "$run/said" 2>/dev/null | head -n 1
}
port_holder() { # port_holder PORT: prints the container that has it, nothing if none has; 1 if the engine does not say
  port_holders=$(look_at_docker ps --filter "publish=$1" --format '{{.Names}}') && printf '%s\n' "$port_holders" | head -n 1
}
is_listened_on() { # is_listened_on PORT: whether a socket of the host has it
  port_digits=$(printf '%04X' "$1")
  cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6 2>/dev/null |
    awk -v port="$port_digits" '($4 == "0A" || $4 == "07") && $2 ~ (":" port "$") { found = 1 } END { exit !found }'
}
proxy_of() { # proxy_of PORT: prints the process of docker-proxy that has it, which outlives an engine that is killed
  for arguments in /proc/[0-9]*/cmdline; do
    case $(tr '\0' ' ' 2>/dev/null <"$arguments") in
      *docker-proxy*" -host-port $1 "*) arguments=${arguments%/*} && printf '%s\n' "${arguments##*/}" && return ;;
    esac
  done
}

# Runs compose's `up`. An engine that lost power or was killed may still hold a port for a container that no longer exists, or a process
# that it left behind does. Then `up` is tried once more, as soon as nothing listens there, or after ten seconds.
brought_up() { # brought_up COMMAND…
  if said_by "$@"; then return 0; fi
  port=$(taken_port)
  [ -n "$port" ] && holder_of_port=$(port_holder "$port") && [ -z "$holder_of_port" ] || return 1
  say "problem port $port is taken, but no container has it: trying once more"
  port_asked=$(whole_seconds)
  while is_listened_on "$port" && [ "$(passed_since "$port_asked")" -lt 10 ]; do sleep 0.5 2>/dev/null || sleep 1; done
  said_by "$@"
}

why_not() { # why_not WHAT: sets `why` to the reason that the program gave, to WHAT if it gave none
  why=$(own_line)
  why=${why:-$1}
  port=$(taken_port)
  [ -n "$port" ] && taker=$(port_holder "$port") || return 0
  proxy=$(proxy_of "$port")
  if [ -n "$taker" ]; then
    why="$why: the container $taker has port $port"
  elif [ -n "$proxy" ]; then
    why="$why: no container has port $port; a leftover docker-proxy holds it (sudo kill $proxy frees it)"
  elif is_listened_on "$port"; then
    why="$why: no container has port $port; another program listens on it (sudo ss -lnp 'sport = :$port' shows which)"
  else
    why="$why: no container has port $port; the Docker engine itself holds it (sudo systemctl restart docker frees it)"
  fi
}
