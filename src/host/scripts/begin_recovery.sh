#!/bin/sh
# Starts .slipway/recover, which runs on if the connection is lost; launch.sh follows it.
#
# usage: begin_recovery.sh DIRECTORY RUN      (RUN: the directory of the run that is put right)
# Prints how long the run's log was before. Exit status: 3 the run or .slipway/recover does not exist; 4 a recovery is running.

# shellcheck source=runner/recover_script.sh
. "${0%/*}/runner/recover_script.sh"
set -u
state=$1/.slipway run=$2
LC_ALL=C
export LC_ALL
umask 077
[ -f "$run/runner.sh" ] && [ -f "$run/log" ] && install_recover || exit 3
exec 8>>"$run/alive"
flock -n 8 || exit 4
wc -c <"$run/log"
SLIPWAY_FOLLOWED=yes setsid sh "$state/recover" </dev/null >/dev/null 2>&1 &
