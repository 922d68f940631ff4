#!/bin/sh
# .slipway/recover: what a person, a systemd unit or cron calls on the host. Uses: state.

quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

recover_script() { # prints it
  cat <<'END'
#!/bin/sh
# Recovers from a deployment that was interrupted in its switch in this directory, as the next deployment would. If the host was
# restarted while a release was on probation, puts back what ran before. Harmless if there is nothing to do.
#
# usage: recover      Exit status: 0 nothing is left to recover; 4 a deployment is running; 9 the recovery failed; 1 it is impossible

set -u
state=$(cd -- "${0%/*}" && pwd) || exit 1
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
END
  for name in DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG; do
    eval "value=\${$name:-}"
    # shellcheck disable=SC2154 # eval sets it
    if [ -n "$value" ]; then printf '%s=%s\nexport %s\n' "$name" "$(quoted "$value")" "$name"; fi
  done
  cat <<'END'
if [ -e "$state/unfinished" ]; then
  run=$(sed -n 1p "$state/unfinished")
  # If the disk has lost the marker's content, it is the last run that reached its switch.
  if [ ! -f "$run/runner.sh" ]; then run=$state/runs/$(cat "$state/run"); fi
elif [ -e "$state/probation" ]; then
  run=$(sed -n 's/^run //p' "$state/probation")
else
  echo "nothing was interrupted here"
  exit 0
fi
if [ ! -f "$run/runner.sh" ]; then
  echo "a deployment was interrupted here, and its records are lost: deploy again" >&2
  exit 1
fi
if ! flock -n "$state/lock" true; then
  echo "a deployment is running here; it recovers by itself if it has to" >&2
  exit 4
fi
# This lock shows clients that follow the run that it is alive.
if [ "${SLIPWAY_FOLLOWED:-}" != yes ]; then
  exec 8>>"$run/alive"
  flock -n 8
fi
setsid sh "$run/runner.sh" "$run" recover </dev/null >>"$run/log" 2>&1 &
wait $!
if ! read -r code outcome reason <"$run/end"; then
  echo "the recovery was stopped before it was done: run this command again; the log is $run/log" >&2
  exit 1
fi
number=${run##*/}
echo "release ${number%%-*}: $outcome${reason:+: $reason}"
case $code in 0 | 8) exit 0 ;; 9) exit 9 ;; *) exit 1 ;; esac
END
}

install_recover() { # 0 once it is there as this version of Slipway has it
  recover_text=$(recover_script) || return 1
  [ "$recover_text" != "$(cat -- "$state/recover" 2>/dev/null)" ] || return 0
  printf '%s\n' "$recover_text" >"$state/recover.new" && chmod 700 "$state/recover.new" && mv -f -- "$state/recover.new" "$state/recover"
}
