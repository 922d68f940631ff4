#!/bin/sh
# What a program said when it failed: its own line is the reason that people are told.

said_by() { # said_by COMMAND…: runs it; what it prints goes on as it comes, and is kept in RUN_DIRECTORY/said
  exec 4>&1
  # The status comes by a pipe of its own: it must not need room on the disk.
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

# The port that the engine calls taken, from what it said; nothing if that is not what it said.
taken_port() {
  sed -n 's/.*Bind for [^ ]*:\([0-9][0-9]*\) failed: port is already allocated.*/\1/p' "$run/said" 2>/dev/null | head -n 1
}
port_holder() { look_at_docker ps --filter "publish=$1" --format '{{.Names}}' | head -n 1; }

# Runs compose's `up`. An engine that lost power may hold a port for a container that is no more: that is tried once again.
brought_up() { # brought_up COMMAND…
  if said_by "$@"; then return 0; fi
  port=$(taken_port)
  [ -n "$port" ] && [ -z "$(port_holder "$port")" ] || return 1
  say "problem the engine calls port $port taken, and no container has it: trying once more"
  said_by "$@"
}

why_not() { # why_not WHAT: sets `why` to the reason that the program gave, to WHAT if it gave none
  why=$(own_line)
  why=${why:-$1}
  port=$(taken_port)
  [ -n "$port" ] || return 0
  taker=$(port_holder "$port")
  if [ -n "$taker" ]; then
    why="$why: the container $taker has port $port"
  else
    why="$why: no container has port $port, the engine itself holds it; starting the engine anew frees it (sudo systemctl restart docker)"
  fi
}
