#!/bin/sh
# Makes a deployment's directory and its empty journal. Harmless where they exist.
#
# usage: prepare.sh DIRECTORY      (an absolute path)
# Prints what failed; the exit status is 0 where everything is there.

directory=$1
LC_ALL=C
export LC_ALL
exec 2>&1

set -e
mkdir -p -- "$directory"
umask 077
mkdir -p -- "$directory/.slipway/runs"
# A checkout that lies in the directory already must not take our files for its own.
if [ ! -e "$directory/.slipway/.gitignore" ]; then
  printf '*\n' >"$directory/.slipway/.gitignore"
fi
# Two people may deploy for the first time at once.
exec 9<"$directory/.slipway"
flock 9
if [ ! -f "$directory/.slipway/journal.git/HEAD" ]; then
  rm -rf -- "$directory/.slipway/journal.new"
  GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    git -c init.defaultBranch=journal init --quiet --bare --template= -- "$directory/.slipway/journal.new"
  # What arrives is checked, and on the disk before it counts.
  git --git-dir="$directory/.slipway/journal.new" config receive.fsckObjects true
  git --git-dir="$directory/.slipway/journal.new" config core.fsync committed,loose-object
  # Runs pack it.
  git --git-dir="$directory/.slipway/journal.new" config gc.auto 0
  mv -- "$directory/.slipway/journal.new" "$directory/.slipway/journal.git"
fi
