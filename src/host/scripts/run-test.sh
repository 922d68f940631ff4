#!/bin/sh
# Runs a test program in an image of the deployment: in a container of its own that has the program and its files at the paths that they
# have on the machine that built them, and neither the service's environment nor its volumes, networks and ports.
#
# usage: run-test.sh NONCE DIRECTORY RUN SERVICE DIGEST BYTES WORKING_DIRECTORY PROGRAM ARGUMENT…      (absolute paths)
#   RUN     the directory of the run whose new image is meant; empty: the image that the service runs with
#   DIGEST  the name of a tar file of BYTES with the program and its files. If it is not here yet, "NONCE send" asks for it on stdin
# "NONCE go" begins the output of the program, and "NONCE end STATUS" ends it
# The end of stdin ends the test. Without that last line the program did not run to its end; stderr says why if it could not be started.

set -u
nonce=$1 directory=$2 run=$3 service=$4 digest=$5 bytes=$6 work=$7 program=$8
shift 8
umask 077
lf='
'
cannot() {
  printf 'slipway: error: the test cannot run on the host\nslipway: because: %s\n' "$1" >&2
  exit 125
}

state=$directory/.slipway
if [ -n "$run" ]; then
  image=$(awk -v service="$service" '$1 == "Image:" && $2 == service { id = $3 } END { print id }' "$run/images" 2>/dev/null)
  if [ -z "$image" ]; then cannot "the release has no image of its own for the service $service"; fi
else
  if [ ! -f "$state/compose.sh" ]; then cannot "no release is deployed in $directory, whose image it could run in"; fi
  if [ -s "$state/stack.yml" ]; then
    image=$(docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Image}}' "$(sed -n 's/^# project //p' "$state/stack.yml")_$service" 2>/dev/null) ||
      cannot "the swarm has no service $service, whose image it could run in"
  else
    # shellcheck source=/dev/null
    . "$state/compose.sh"
    ran=$(compose ps --quiet "$service" 2>/dev/null) || cannot "compose could not list the containers of $service"
    ran=$(printf '%s\n' "$ran" | head -n 1)
    if [ -z "$ran" ]; then cannot "the service $service has no running container, whose image it could run in"; fi
    image=$(docker inspect --format '{{.Image}}' "$ran") || cannot "docker could not inspect the container of $service"
  fi
fi

files=$state/tests/$digest.tar
if [ ! -f "$files" ]; then
  mkdir -p -- "$state/tests" || cannot "$state/tests could not be made"
  printf '\n%s send\n' "$nonce"
  head -c "$bytes" >"$files.$$"
  if [ "$(wc -c <"$files.$$")" -ne "$bytes" ]; then
    rm -f -- "$files.$$"
    cannot "its files did not arrive whole; the disk may be full"
  fi
  mv -f -- "$files.$$" "$files" || cannot "its files could not be put into $state/tests"
fi

name=${run:-none} name=${name##*/}
said=$(docker create --label "dev.slipway.test=$name" --network none --workdir "$work" --entrypoint "$program" "$image" "$@" 2>&1)
made=$?
container=$(printf '%s\n' "$said" | grep -Ex '[0-9a-f]{64}' | tail -n 1)
if [ "$made" -ne 0 ] || [ -z "$container" ]; then cannot "$said"; fi
if ! said=$(docker cp - "$container:/" <"$files" 2>&1); then
  docker rm --force --volumes "$container" >/dev/null 2>&1
  cannot "$said"
fi
# Whoever asked may go away in the middle, or be ended because the test takes too long.
exec 3<&0
{
  cat <&3 >/dev/null
  docker rm --force --volumes "$container"
} >/dev/null 2>&1 &
watcher=$!
run_watcher=
if [ -n "$run" ]; then
  # Nobody waits for a test of a run that has ended, however it ended.
  {
    while [ -e "$run/alive" ] && ! flock -s -n "$run/alive" true; do sleep 1; done
    docker rm --force --volumes "$container"
  } >/dev/null 2>&1 <&- 3<&- &
  run_watcher=$!
fi
printf '\n%s go\n' "$nonce"
docker start --attach "$container" 3<&-
status=$?
# `docker start` has the status 1 if the container could not be started.
why_not=$(docker inspect --format '{{.State.Error}}' "$container" 2>&1) || why_not="its container is not there any more"
# Or the engine has started it, and only the kernel finds that it has no dynamic linker; then this line is all that there is.
if [ "$status" -ne 0 ] && [ -z "$why_not" ]; then
  why_not=$(docker logs --tail 2 "$container" 2>&1)
  case $why_not in
    *"$lf"*) why_not='' ;;
    "exec $program: "*) ;;
    *) why_not='' ;;
  esac
fi
# shellcheck disable=SC2086 # one or two
kill "$watcher" $run_watcher 2>/dev/null
docker rm --force --volumes "$container" >/dev/null 2>&1
if [ -n "$run" ] && flock -s -n "$run/alive" true; then cannot "the run of the deployment has ended"; fi
if [ -n "$why_not" ]; then cannot "$why_not"; fi
printf '\n%s end %s\n' "$nonce" "$status"
