#!/bin/sh
# Makes a deployment's directory and its empty journal. Harmless if they exist.
#
# usage: prepare.sh DIRECTORY      (an absolute path)
# Prints what failed; the exit status is 0 if everything is there, and on the disk.

# shellcheck source=make_journal.sh
. "${0%/*}/make_journal.sh"
set -eu
directory=$1
LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export LC_ALL GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
exec 2>&1

mkdir -p -- "$directory"
umask 077
mkdir -p -- "$directory/.slipway/runs"
# If the directory is in a checkout, its git has to ignore our files.
if [ ! -s "$directory/.slipway/.gitignore" ]; then
  printf '*\n' >"$directory/.slipway/.gitignore"
fi
# Two people may deploy for the first time at once.
exec 9<"$directory/.slipway"
flock 9
if [ ! -d "$directory/.slipway/journal.git" ]; then
  rm -rf -- "$directory/.slipway/journal.new"
  make_journal "$directory/.slipway/journal.new"
  sync -f "$directory" 2>/dev/null || sync
  mv -- "$directory/.slipway/journal.new" "$directory/.slipway/journal.git"
fi
sync -f "$directory" 2>/dev/null || sync
