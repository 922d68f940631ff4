#!/bin/sh
# Prints images as `docker load` reads them, without the layers that the other side has.
#
# usage: pack.sh CHAINS IMAGE…
#   CHAINS  a line for each image of the other side: its layers, each followed by a comma

set -u
chains=$1
shift
LC_ALL=C
export LC_ALL
if [ -z "$chains" ]; then exec docker save "$@"; fi
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/slipway-pack.XXXXXX") || exit 1
trap 'rm -rf -- "$folder"' EXIT
trap 'exit 1' HUP INT TERM
docker save "$@" | tar -x -C "$folder" || exit 1

# "DIGEST-OF-IMAGE FILE…" of each image, its layers from the first one on.
files_of_images() {
  tr -d '\n' <"$folder/manifest.json" | sed 's/},{/}\n{/g' | awk '
    {
      config = $0; sub(/.*"Config":"/, "", config); sub(/".*/, "", config); sub(/.*\//, "", config); sub(/\.json$/, "", config)
      layers = $0; sub(/.*"Layers":\[/, "", layers); sub(/\].*/, "", layers); gsub(/[",]/, " ", layers)
      print config, layers
    }'
}
files_of_images >"$folder.images" || exit 1
trap 'rm -rf -- "$folder" "$folder.images"' EXIT
# How many layers at the beginning of an image the other side has: as many as the longest of its chains has in common.
known_layers() { # known_layers LAYERS
  printf '%s\n' "$chains" | awk -v mine="$1" '
    BEGIN { count = split(mine, layer, ",") - 1 }
    {
      theirs = split($0, other, ",") - 1
      for (i = 1; i <= count && i <= theirs && layer[i] == other[i]; i++) ;
      if (i - 1 > most) most = i - 1
    }
    END { print most + 0 }'
}
true >"$folder.keep" && true >"$folder.drop" || exit 1
trap 'rm -rf -- "$folder" "$folder.images" "$folder.keep" "$folder.drop"' EXIT
while read -r image files; do
  layers=$(docker image inspect --format '{{range .RootFS.Layers}}{{.}},{{end}}' "sha256:$image") || exit 1
  known=$(known_layers "$layers")
  at=0
  for file in $files; do
    at=$((at + 1))
    real=$(readlink -f -- "$folder/$file") || exit 1
    if [ "$at" -le "$known" ]; then printf '%s\n' "$real" >>"$folder.drop"; else printf '%s\n' "$real" >>"$folder.keep"; fi
  done
done <"$folder.images"
sort -u "$folder.drop" | grep -Fxv -f "$folder.keep" | while IFS= read -r file; do rm -f -- "$file"; done
tar -c -C "$folder" .
