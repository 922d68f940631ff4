#!/bin/sh
# The journal: the entry of this run, and the marker for people.

record() { # record OUTCOME: writes the journal entry, and for `deployed` moves the reference of that name
  step_end
  # What the entry speaks of is on the disk before the entry is.
  durable "$directory"
  {
    printf '%s' "$outcome_message"
    printf 'Outcome: %s\n' "$1"
    if [ -n "$reason" ]; then printf 'Reason: %s\n' "$(printf '%s' "$reason" | tr '\n' ' ' | cut -c1-500)"; fi
    record_secrets
    cat "$run/images" "$run/trailers" 2>/dev/null
    printf 'Finished: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  } >"$run/message"
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
  } | repository update-ref --stdin >/dev/null || return 1
  say "entry $entry"
  repository cat-file commit "$entry" | sed "s/^/@$nonce | /"
}

write_marker() { # the source commit, for people and old scripts: written last, as one step
  printf '%s\n' "$source_commit" >"$state/last_deploy_commit.new" &&
    mv -f -- "$state/last_deploy_commit.new" "$directory/.last_deploy_commit"
}
