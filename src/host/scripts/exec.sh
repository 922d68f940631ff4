#!/bin/sh
# Runs a command in a service, with the input and output of this script; its exit status is the command's.
#
# usage: exec.sh DIRECTORY yes|no SERVICE COMMAND…      (an absolute path; whether there is a terminal)

set -u
directory=$1 terminal=$2
shift 2
if [ ! -f "$directory/.slipway/compose.sh" ]; then
  printf 'slipway: no release is deployed in %s\n' "$directory" >&2
  exit 3
fi
stack=$directory/.slipway/stack.yml
if [ -s "$stack" ]; then
  name=$(sed -n 's/^# project //p' "$stack")_$1
  # docker says itself why it does not answer.
  containers=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=$name") || exit 1
  container=$(printf '%s\n' "$containers" | head -n 1)
  if [ -z "$container" ]; then
    printf 'slipway: error: the service %s has no task that runs\nslipway: fix: slipway status   (shows the services)\n' "$1" >&2
    exit 3
  fi
  shift
  if [ "$terminal" = yes ]; then exec docker exec -it "$container" "$@"; fi
  exec docker exec -i "$container" "$@"
fi
# shellcheck source=/dev/null
. "$directory/.slipway/compose.sh" || exit 1
if [ "$terminal" = yes ]; then
  compose exec "$@"
else
  compose exec -T "$@"
fi
