#!/bin/sh
# Repairs a journal that a power cut has torn, as runner/mend.sh says. Entries that are lost here may still be known to a
# client, which pushes them afterwards.
#
# usage: repair.sh DIRECTORY
# Prints "entry ID NUMBER" for the entry it went back to, or "nothing" if no entry is complete.
# Exit status: 0 repaired, 4 a run holds the lock.

# shellcheck source=make_journal.sh
. "${0%/*}/make_journal.sh"
# shellcheck source=runner/mend.sh
. "${0%/*}/runner/mend.sh"
set -u
state=$1/.slipway
journal=$state/journal.git
LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export LC_ALL GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
umask 022

exec 9>>"$state/lock"
flock -w 5 9 || exit 4
repository() { git --git-dir="$journal" -c core.fsync=committed,loose-object,reference "$@"; }

mend_journal || exit 1
if [ -n "$newest" ]; then printf 'entry %s %s\n' "$newest" "$newest_number"; else printf 'nothing\n'; fi
