#!/bin/sh
# The run, from its lock to its end.

finish() { # finish CODE OUTCOME
  step_end
  say "end $1 $2 ${reason:-}"
  rm -f -- "$state/holder"
  exit "$1"
}

give_up() { # give_up CODE OUTCOME: nothing was switched, the old release runs
  record "$2" || say "problem the journal could not be written"
  finish "$1" "$2"
}

reason=
: >"$run/trailers"
: >"$run/images"
exec 9>>"$state/lock"
if ! flock -n 9; then
  reason=$(head -n 1 "$state/holder" 2>/dev/null)
  say "end 4 locked $reason"
  exit 4
fi
printf '%s\n' "$holder" >"$state/holder"

if [ -e "$state/unfinished" ]; then recover; fi
if [ "$(repository rev-parse --verify --quiet refs/heads/journal)" != "$expected_journal" ]; then
  reason="the journal has a newer entry than the plan was made for"
  finish 3 moved
fi
if ! repository cat-file -e "$tree^{tree}" 2>/dev/null; then
  reason="the files of the release did not arrive"
  finish 3 refused
fi

step Stage
if ! claim_files; then
  reason=${reason:-the files in $directory cannot be compared with the release}
  give_up 3 refused
fi
mkdir -p -- "$staging"
if ! checkout "$state/staging.index" "$staging" --reset -u "$tree"; then
  reason="the files could not be checked out for the build"
  give_up 7 failed
fi

step Build
if ! pull_images || ! build_images; then
  reason=${reason:-an image could not be built}
  give_up 7 failed
fi

step Switch
# A build takes long enough for somebody to edit a file meanwhile.
if ! claim_files || ! save_drift; then
  reason=${reason:-the files in $directory cannot be compared with the release}
  give_up 3 refused
fi
remember
printf '%s\n' "$run" >"$state/unfinished.new" && mv -f -- "$state/unfinished.new" "$state/unfinished"
sync
if ! checkout "$state/live.index" "$directory" -m -u "$(cat "$run/old-tree")" "$tree"; then
  reason="the files of the release could not be put in place"
  rm -f -- "$state/unfinished"
  give_up 3 refused
fi
# shellcheck disable=SC2086 # names of services have no spaces
if ! tag_images || ! compose up --detach --no-build --remove-orphans $up_services || ! restart_services; then
  reason="compose could not start the release"
  failed=yes
fi

if [ -z "${failed:-}" ]; then
  step Health
  if ! wait_for_health "$up_services"; then failed=yes; fi
fi
if [ -n "${failed:-}" ]; then
  show_failure
  step Restore
  if restore; then
    record failed || say "problem the journal could not be written"
    finish 8 restored
  fi
  record broken || say "problem the journal could not be written"
  finish 9 broken
fi

if ! record deployed || ! cp -- "$run/compose.sh" "$state/compose.sh" || ! write_marker; then
  reason="the release is healthy, but it could not be recorded"
  finish 1 unrecorded
fi
rm -f -- "$state/unfinished"

step Tidy
tidy || say "problem tidying was not possible; the deployment is not affected"
step_end
finish 0 deployed
