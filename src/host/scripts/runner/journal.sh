#!/bin/sh
# The journal: the entry of this run, and the marker for people.

time_for_people() { date -u +%Y-%m-%dT%H:%M:%SZ; }

entry_message() { # entry_message OUTCOME
  printf '%s' "$outcome_message" && printf 'Outcome: %s\n' "$1" &&
    if [ -n "$reason" ]; then printf 'Reason: %s\n' "$(printf '%s' "$reason" | tr '\n' ' ' | cut -c1-500)"; fi &&
    record_secrets || return 1
  if [ "$1" = deployed ] && [ "$touches" = all ]; then
    awk '$2 == "running" && $5 == "-" && !seen[$1]++ { print "Unchecked: " $1 }' "$run/states" || return 1
  fi
  # Services that had a container before: those that have another one now, and those that have the same.
  ran_before=$run/before
  if is_swarm; then ran_before=$run/before-tasks; fi
  if [ "$1" = deployed ] && [ "$touches" = all ] && [ -f "$ran_before" ]; then
    awk 'part == 1 { if ($1 == "container") { had[$3]; old[$2] } next }
      ($1 in had) && !($7 in old) && !seen[$1]++ { print "Made-Anew: " $1 }
      ($1 in had) && ($7 in old) { kept[$1] }
      END { for (service in kept) if (!seen[service]) print "Kept: " service }' part=1 "$ran_before" part=2 "$run/states" || return 1
  fi
  # The containers that run from now on, or again. If others have their names later, that is noticed.
  if [ "$touches" = all ] && [ "$1" != broken ] && [ -s "$run/states" ]; then
    awk '$1 != "" { print "Container:", $1, substr($7, 1, 12) }' "$run/states" || return 1
  fi
  for part in "$run/images" "$run/trailers"; do
    if [ -f "$part" ]; then cat -- "$part" || return 1; fi
  done
  printf 'Finished: %s\n' "$(time_for_people)"
}

recorded_numbers() { # of the releases that have an entry in the journal; 1 if it cannot be read
  repository log --branches --format='%(trailers:key=Release,valueonly,separator=)'
}

# Sets `now_deployed` to the number of the deployed release, or to nothing. If git fails, it is tried again for 20 s. 1 if the journal
# cannot be read.
ask_journal() {
  journal_asked=
  until now_deployed=$(deployed_number); do
    journal_asked=${journal_asked:-$(whole_seconds)}
    [ "$(passed_since "$journal_asked")" -lt 20 ] || return 1
    sleep 0.5 2>/dev/null || sleep 1
  done
}

say_entry() { # say_entry ID: for the client, which takes it over
  say "entry $1"
  repository cat-file commit "$1" | sed "s/^/@$nonce | /"
}

record() { # record OUTCOME: writes the journal entry, and for `deployed` moves the reference of that name
  step_end
  # One run has one entry, even if the recovery is tried several times.
  if [ "$1" != deployed ]; then
    numbers=$(recorded_numbers) || return 1
    if printf '%s\n' "$numbers" | grep -Fqx -- "$release"; then return 0; fi
  fi
  # The files that the entry is about are on the disk before the entry.
  durable "$directory" && entry_message "$1" >"$run/message" || return 1
  head=${journal_head:-$(repository rev-parse --verify --quiet refs/heads/journal)}
  # What is read again after this comes from git.
  journal_head='' deployed_known=''
  # shellcheck disable=SC2086 # no parent, or one, and the list of what did not come along
  entry=$(repository commit-tree --no-gpg-sign ${head:+-p $head} ${left_behind:+-p $left_behind} -F "$run/message" "$tree") || return 1
  # git carries out all lines of its input together, when the input ends. So it gets them in one piece. (Commands for the beginning and
  # the end of a transaction came with git 2.27.)
  references=$(
    printf 'update refs/heads/journal %s %s\n' "$entry" "${head:-0000000000000000000000000000000000000000}"
    if [ "$1" = deployed ]; then printf 'update refs/heads/deployed %s\n' "$entry"; fi
    # Files that were sent for this release, and for earlier ones whose run never began.
    for incoming in ${parcels-$(repository for-each-ref --format='%(refname:lstrip=3)' refs/slipway/incoming/)}; do
      if [ "${incoming%%-*}" -le "$release" ]; then printf 'delete refs/slipway/incoming/%s\n' "$incoming"; fi
    done
  )
  printf '%s\n' "$references" | repository update-ref --stdin >/dev/null
  # git's exit status does not decide; the content of the journal does.
  recorded=$(echo refs/heads/journal | repository cat-file --batch)
  case $recorded in "$entry commit "*) ;; *) return 1 ;; esac
  say "entry $entry"
  printf '%s\n' "$recorded" | sed "1d; s/^/@$nonce | /"
}

write_marker() { # the source commit, for people and old scripts: written last, as one step. The caller calls `durable` afterwards
  write_new "$state/last_deploy_commit" "$source_commit" &&
    mv -f -- "$state/last_deploy_commit.new" "$directory/.last_deploy_commit"
}
