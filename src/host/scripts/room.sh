#!/bin/sh
# Prints how many KiB are free on the disk of a directory.
#
# usage: room.sh DIRECTORY      (an absolute path; the directory need not exist)

set -u
directory=$1
while [ -n "$directory" ] && [ ! -d "$directory" ]; do directory=${directory%/*}; done
LC_ALL=C df -Pk -- "${directory:-/}" | awk 'NR == 2 { print $4 }'
