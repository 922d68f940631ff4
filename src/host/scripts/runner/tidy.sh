#!/bin/sh
# Tidying after a deployment.

# Removes what no kept release needs: image names of ours, and the directories of old runs. Never anything else.
tidy() {
  kept=$(repository log --first-parent --format='%(trailers:key=Release,valueonly,separator=) %(trailers:key=Outcome,valueonly,separator=)' refs/heads/journal |
    awk -v keep="$keep" '$2 == "deployed" && count < keep { print $1; count++ }')
  is_kept() { printf '%s\n' "$kept" | grep -qx "$1"; }
  docker images --format '{{.Repository}}:{{.Tag}}' | grep ":slipway-$project-[0-9]*\$" | while IFS= read -r name; do
    number=${name##*-}
    if [ "$number" -ne "$release" ] && ! is_kept "$number"; then docker rmi "$name" >/dev/null; fi
  done
  for directory_of_run in "$state/runs"/*/; do
    number=$(basename "$directory_of_run")
    number=${number%%-*}
    if [ "$number" -lt "$((release - 20))" ] && ! is_kept "$number"; then rm -rf -- "$directory_of_run"; fi
  done
  repository -c gc.autoDetach=false gc --auto --quiet
}
