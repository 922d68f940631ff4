#!/bin/sh
# Runs in a host: removes every container, volume, network, image, cache and file in root's home, except
# the images named as arguments. The engine keeps running, so this is faster than a fresh host.
set -eu

docker ps --all --quiet | xargs -r docker rm --force --volumes >/dev/null
docker volume ls --quiet | xargs -r docker volume rm --force >/dev/null
docker network prune --force >/dev/null

docker image ls --format '{{.Repository}}:{{.Tag}}' | while read -r reference; do
  for base in "$@"; do
    if [ "$reference" = "$base" ]; then continue 2; fi
  done
  case $reference in
    *'<none>'*) ;;
    *) docker image rm --force "$reference" >/dev/null ;;
  esac
done
docker image prune --force >/dev/null
# Engines without BuildKit's cache have nothing to prune.
docker builder prune --all --force >/dev/null 2>&1 || true

find "$HOME" -mindepth 1 -delete
