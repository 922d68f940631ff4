#!/bin/sh
# Makes the files of a journal's repository other than objects and references. Harmless if they exist.

make_journal() { # make_journal DIRECTORY
  git -c init.defaultBranch=journal init --quiet --bare --template= -- "$1" &&
    # Received objects are checked, and written to the disk before a reference names them.
    git --git-dir="$1" config receive.fsckObjects true &&
    git --git-dir="$1" config core.fsync committed,loose-object &&
    # Runs pack it.
    git --git-dir="$1" config gc.auto 0
}
