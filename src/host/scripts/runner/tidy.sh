#!/bin/sh
# What no kept release needs, and its removal: after a deployment (`tidy`), and when a person asks (prune.sh). Only what
# carries this deployment's name is ever looked at; volumes never are.
#
# Uses: directory state project keep, release (the newest number), repository.

list_kept() { # sets `kept` to the numbers of the healthy releases that can be gone back to, the newest first
  kept=$(repository log --first-parent --format='%(trailers:key=Release,valueonly,separator=) %(trailers:key=Outcome,valueonly,separator=)' refs/heads/journal |
    awk -v keep="$keep" '$2 == "deployed" && count < keep { print $1; count++ }')
}
is_kept() { printf '%s\n' "$kept" | grep -qx "$1"; }
entries_kept() { # entries_kept KEY: the values that the entries of kept releases have for it, one a line
  for number in $kept; do
    repository log --first-parent --grep="^Release: $number\$" --format="%(trailers:key=$1,valueonly)" refs/heads/journal
  done
}

# Names of images, `repository:slipway-<project>-<release>`.
superfluous_names() {
  docker images --format '{{.Repository}}:{{.Tag}}' | grep ":slipway-$project-[0-9]*\$" | while IFS= read -r name; do
    number=${name##*-}
    if [ "$number" -ne "$release" ] && ! is_kept "$number"; then printf '%s\n' "$name"; fi
  done
}
# Ids of images without a name that a build of this deployment has labelled.
nameless_images() {
  entries_kept Image | cut -d ' ' -f 2 >"$state/kept-images"
  docker images --quiet --no-trunc --filter dangling=true --filter "label=dev.slipway.project=$project" |
    grep -Fvx -f "$state/kept-images"
  rm -f -- "$state/kept-images"
}
superfluous_runs() {
  for directory_of_run in "$state/runs"/*/; do
    number=$(basename "$directory_of_run")
    number=${number%%-*}
    case $number in *[!0-9]* | '') continue ;; esac
    if [ "$number" -lt "$((release - 20))" ] && ! is_kept "$number"; then printf '%s\n' "${directory_of_run%/}"; fi
  done
}
# Stores of secrets. Those of a number still to come belong to a run that is about to start.
superfluous_stores() {
  stores=$(cat "$state/secrets/live" 2>/dev/null; entries_kept Secrets)
  for store in "$state/secrets"/*-*/; do
    name=$(basename "$store")
    number=${name%%-*}
    case $number in *[!0-9]* | '') continue ;; esac
    if [ "$number" -le "$release" ] && ! printf '%s\n' "$stores" | grep -Fqx -e "$name"; then printf '%s\n' "${store%/}"; fi
  done
}
# Files that were sent for a run that never came to its end.
superfluous_parcels() {
  repository for-each-ref --format='%(refname)' refs/slipway/incoming | while read -r name; do
    number=${name##*/} number=${number%%-*}
    case $number in *[!0-9]* | '') continue ;; esac
    if [ "$number" -le "$release" ]; then printf '%s\n' "$name"; fi
  done
}

tidy() {
  list_kept
  superfluous_names | while IFS= read -r name; do docker rmi "$name" >/dev/null; done
  nameless_images | while IFS= read -r id; do docker rmi "$id" >/dev/null; done
  { superfluous_runs; superfluous_stores; } | while IFS= read -r folder; do rm -rf -- "$folder"; done
  superfluous_parcels | while IFS= read -r name; do repository update-ref -d "$name"; done
  repository -c gc.autoDetach=false gc --auto --quiet
}
