#!/bin/sh
# Prints the edits that were made to files of the deployed release, as a patch that `git apply` takes. Changes nothing.
#
# usage: drift.sh DIRECTORY      (an absolute path)

set -u
directory=$1
LC_ALL=C
export LC_ALL
state=$directory/.slipway
# Without anyone's configuration, whose diff programs would run here. `git diff` looks into files whose times alone have
# changed, and does not write down what it found.
cd -- "$directory" && GIT_INDEX_FILE=$state/live.index GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
  git --git-dir="$state/journal.git" --work-tree="$directory" --no-optional-locks --no-pager -c core.quotePath=true \
  diff --patch --binary --full-index --no-renames --no-color --no-ext-diff --no-textconv --ignore-submodules=all
