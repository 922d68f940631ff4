#!/bin/sh
# Runs compose as the deployed release was started, to print what its services log.
#
# usage: logs.sh DIRECTORY COMPOSE_ARGUMENTS…      (an absolute path; for example `logs --tail 100`)

set -u
directory=$1
shift
# shellcheck source=/dev/null
. "$directory/.slipway/compose.sh" || exit 1
compose "$@" 2>&1
