#!/bin/sh
# Prints how many KiB are free where a directory lies.
#
# usage: room.sh DIRECTORY      (an absolute path; there or still to be made)

set -u
directory=$1
while [ -n "$directory" ] && [ ! -d "$directory" ]; do directory=${directory%/*}; done
LC_ALL=C df -Pk -- "${directory:-/}" | awk 'NR == 2 { print $4 }'
