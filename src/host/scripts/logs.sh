#!/bin/sh
# Prints what the services of the deployed release log, by compose as it was started.
#
# usage: logs.sh DIRECTORY COMPOSE_ARGUMENTS…      (an absolute path; for example `logs --tail 100`)

set -u
directory=$1
shift
stack=$directory/.slipway/stack.yml
if [ -s "$stack" ]; then
  # On a swarm, the engine collects what the tasks of a service have logged on all nodes.
  project=$(sed -n 's/^# project //p' "$stack")
  services='' options=''
  while [ $# -gt 0 ]; do
    case $1 in
      logs | --no-color) ;;
      --tail | --since)
        options="$options $1 $2"
        shift
        ;;
      --*) options="$options $1" ;;
      *) services="$services $1" ;;
    esac
    shift
  done
  for service in ${services:-$(sed -n '1s/^# services //p' "$stack")}; do
    # shellcheck disable=SC2086 # words
    docker service logs $options "${project}_$service" 2>&1 &
  done
  wait
  exit 0
fi
# shellcheck source=/dev/null
. "$directory/.slipway/compose.sh" || exit 1
compose "$@" 2>&1
