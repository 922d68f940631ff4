#!/bin/sh
# Gives an image that was made elsewhere the name of a release, fetching it first where it is in a registry.
#
# usage: take.sh NONCE pull|loaded REFERENCE TAG
#   REFERENCE  what the engine here can pull (name@sha256:…), or the name under which it has just loaded it
#   TAG        the name it is to have; the reference goes
#
# Output is docker's own, but for the last line: "@NONCE image ID LAYER…", in one line.
# Exit status: 0, or that of the docker command that failed.

set -u
nonce=$1 how=$2 reference=$3 tag=$4
LC_ALL=C
export LC_ALL
exec 2>&1

if [ "$how" = pull ]; then docker pull "$reference" || exit; fi
docker tag "$reference" "$tag" || exit
docker rmi --no-prune "$reference" >/dev/null &
image=$(docker image inspect --format '{{.Id}}{{range .RootFS.Layers}} {{.}}{{end}}' "$tag") || exit
wait
printf '@%s image %s\n' "$nonce" "$image"
