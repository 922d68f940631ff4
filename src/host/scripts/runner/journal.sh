#!/bin/sh
# The journal: the entry of this run, and the marker for people.

entry_message() { # entry_message OUTCOME
  printf '%s' "$outcome_message" && printf 'Outcome: %s\n' "$1" &&
    if [ -n "$reason" ]; then printf 'Reason: %s\n' "$(printf '%s' "$reason" | tr '\n' ' ' | cut -c1-500)"; fi &&
    record_secrets || return 1
  if [ "$1" = deployed ] && [ "$touches" = all ]; then
    awk '$2 == "running" && $5 == "-" && !seen[$1]++ { print "Unchecked: " $1 }' "$run/states" || return 1
  fi
  for part in "$run/images" "$run/trailers"; do
    if [ -f "$part" ]; then cat -- "$part" || return 1; fi
  done
  printf 'Finished: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

has_entry() { # has_entry RELEASE: whether the journal has a row for it already
  repository log --format='%(trailers:key=Release,valueonly,separator=)' refs/heads/journal 2>/dev/null | grep -Fqx -- "$1"
}

is_recorded() { # whether the journal calls this release deployed
  for _ in 1 2 3; do
    if now_deployed=$(deployed_number); then
      [ "$now_deployed" = "$release" ]
      return
    fi
  done
  return 1
}

record() { # record OUTCOME: writes the journal entry, and for `deployed` moves the reference of that name
  step_end
  # One run is one row, however often it takes to put it right.
  if [ "$1" != deployed ] && has_entry "$release"; then return 0; fi
  # What the entry speaks of is on the disk before the entry is.
  durable "$directory" && entry_message "$1" >"$run/message" || return 1
  head=$(repository rev-parse --verify --quiet refs/heads/journal)
  # shellcheck disable=SC2086 # no parent, or one, and the list of what did not come along
  entry=$(repository commit-tree --no-gpg-sign ${head:+-p $head} ${left_behind:+-p $left_behind} -F "$run/message" "$tree") || return 1
  {
    printf 'start\n'
    printf 'update refs/heads/journal %s %s\n' "$entry" "${head:-0000000000000000000000000000000000000000}"
    if [ "$1" = deployed ]; then printf 'update refs/heads/deployed %s\n' "$entry"; fi
    # What was sent for this release, and for earlier ones whose run never came.
    repository for-each-ref --format='%(refname:lstrip=3)' refs/slipway/incoming/ | while read -r incoming; do
      if [ "${incoming%%-*}" -le "$release" ]; then printf 'delete refs/slipway/incoming/%s\n' "$incoming"; fi
    done
    printf 'prepare\ncommit\n'
  } | repository update-ref --stdin >/dev/null
  # Not what git says of it counts, but what the journal has.
  [ "$(repository rev-parse --verify --quiet refs/heads/journal)" = "$entry" ] || return 1
  say "entry $entry"
  repository cat-file commit "$entry" | sed "s/^/@$nonce | /"
}

write_marker() { # the source commit, for people and old scripts: written last, as one step
  write_down "$state/last_deploy_commit" "$source_commit" &&
    mv -f -- "$state/last_deploy_commit" "$directory/.last_deploy_commit"
}
