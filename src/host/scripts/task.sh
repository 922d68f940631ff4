#!/bin/sh
# Finds the tasks of a service that run on other nodes of the swarm, for `slipway exec`. Changes nothing.
#
# usage: task.sh DIRECTORY SERVICE      (an absolute path)
#
# Prints lines "NODE-ID HOSTNAME CONTAINER"; nothing if a task runs on this node, or nowhere, or there is no swarm.

set -u
stack=$1/.slipway/stack.yml
[ -s "$stack" ] || exit 0
name=$(sed -n 's/^# project //p' "$stack")_$2
# If docker does not answer, exec.sh says so.
here=$(docker ps --quiet --filter "label=com.docker.swarm.service.name=$name" 2>/dev/null) || exit 0
[ -z "$here" ] || exit 0
tasks=$(docker service ps --quiet --no-trunc --filter desired-state=running "$name" 2>/dev/null)
[ -n "$tasks" ] || exit 0
# shellcheck disable=SC2086 # ids are words
docker inspect --type task --format '{{.Status.State}} {{.NodeID}} {{with .Status.ContainerStatus}}{{.ContainerID}}{{end}}' $tasks |
  while read -r state node container; do
    if [ "$state" != running ] || [ -z "$container" ]; then continue; fi
    printf '%s %s %s\n' "$node" "$(docker node inspect --format '{{.Description.Hostname}}' "$node")" "$container"
  done
