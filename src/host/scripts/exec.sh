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
# shellcheck source=/dev/null
. "$directory/.slipway/compose.sh" || exit 1
if [ "$terminal" = yes ]; then
  compose exec "$@"
else
  compose exec -T "$@"
fi
