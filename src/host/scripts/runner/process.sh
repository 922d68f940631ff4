#!/bin/sh
# Identifies a process, even if another one had or gets its number: by its id, when it began, and in which boot.

identity_of() { # identity_of PID: sets `identity` to "PID START BOOT"; 1 if there is no such process
  identity='' stat='' boot=''
  { read -r stat <"/proc/$1/stat" && read -r boot </proc/sys/kernel/random/boot_id; } 2>/dev/null || return 1
  pid_asked=$1
  # The name of the program, in parentheses, may have spaces and parentheses.
  # shellcheck disable=SC2086 # words
  set -- ${stat##*) }
  [ $# -ge 20 ] || return 1
  identity="$pid_asked ${20} $boot"
}

# Whether the docker command uses the engine whose process /run/docker.pid names, as far as can be told without asking it.
uses_engine_here() {
  [ -z "${DOCKER_HOST:-}${DOCKER_CONTEXT:-}${DOCKER_CONFIG:-}" ] && [ -e /run/docker.pid ] || return 1
  [ ! -e "${HOME:-}/.docker/config.json" ] || ! grep -q currentContext "${HOME:-}/.docker/config.json" 2>/dev/null
}

note_process() { # note_process FILE: which process this is, for those who look for it
  identity_of $$ && printf '%s\n' "$identity" >"$1.new" && mv -f -- "$1.new" "$1"
}

is_alive() { # is_alive FILE: whether the process that noted itself there is still the same one; sets `noted` to its words
  noted=
  { read -r noted <"$1"; } 2>/dev/null
  [ -n "$noted" ] && identity_of "${noted%% *}" && [ "$identity" = "$noted" ]
}
