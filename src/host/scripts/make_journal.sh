#!/bin/sh
# What the repository of a journal has beside objects and references. Harmless if it is all there.

make_journal() { # make_journal DIRECTORY
  git -c init.defaultBranch=journal init --quiet --bare --template= -- "$1" &&
    # What arrives is checked, and on the disk before it counts.
    git --git-dir="$1" config receive.fsckObjects true &&
    git --git-dir="$1" config core.fsync committed,loose-object &&
    # Runs pack it.
    git --git-dir="$1" config gc.auto 0
}
