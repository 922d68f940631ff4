#!/bin/sh
# Says what a deployment can do without on its host, and removes it. The functions of runner/holder.sh and runner/tidy.sh come
# before this text.
#
# usage: prune.sh DIRECTORY KEEP remove|show CACHE|no TAG_DIGEST
#   DIRECTORY  absolute
#   KEEP       how many healthy releases stay
#   show       removes nothing
#   CACHE      also removes the engine's unused build cache, the oldest records first, until no more than that many bytes are left
#              ("4GB", "0"). The cache is that of all projects on the host
#   TAG_DIGEST the digest of DIRECTORY that the names of its images have
#
# Prints records "key value", each ended by a NUL: locked, image, unnamed, run, secrets, parcel, cache, free (before and
# after, in KiB).

set -u
# shellcheck disable=SC2034 # the functions of tidy.sh use them
directory=$1 keep=$2 what=$3 cache=$4 digest=$5
LC_ALL=C
export LC_ALL
state=$directory/.slipway
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
repository() { git --git-dir="$state/journal.git" -c core.bigFileThreshold=16m "$@"; }
say() { printf '%s %s\0' "$1" "$2"; }

exec 9>>"$state/lock" || exit 1
if ! flock -n 9; then
  say locked "$(holder_now)"
  exit 0
fi
trailer() { repository log -1 --format="%(trailers:key=$1,valueonly,separator=)" refs/heads/journal; }
release=$(trailer Release) project=$(trailer Project) || exit 1
case $release/$project in *[!0-9]*/* | /* | */ | */*[!a-z0-9_-]*) exit 1 ;; esac
# shellcheck disable=SC2034 # of tidy.sh again
release_tags=slipway-$project-$digest
list_kept || exit 1
root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
free() { say free "$(df -Pk "${root:-$directory}" 2>/dev/null | awk 'NR == 2 { print $4 }')"; }
size_of() { docker image inspect --format '{{.Size}}' "$1" 2>/dev/null; }

if ! unanswered=$(docker version 2>&1); then say problem "the engine does not answer, so no image was looked at: $(printf '%s' "$unanswered" | tail -n 1)"; fi
free
names_of_images | superfluous_among | while IFS= read -r name; do
  say image "$(size_of "$name") $name"
  if [ "$what" = remove ]; then docker rmi "$name" >/dev/null 2>&1 || say problem "the image $name is in use"; fi
done
nameless_images | unused_among | while IFS= read -r id; do
  say unnamed "$(size_of "$id") $id"
  if [ "$what" = remove ]; then docker rmi "$id" >/dev/null 2>&1 || say problem "the image $id is in use"; fi
done
superfluous_runs | while IFS= read -r folder; do
  say run "$(du -sk "$folder" | cut -f 1) ${folder##*/}"
  if [ "$what" = remove ]; then rm -rf -- "$folder"; fi
done
superfluous_stores | while IFS= read -r folder; do
  say secrets "${folder##*/}"
  if [ "$what" = remove ]; then rm -rf -- "$folder"; fi
done
superfluous_parcels | while IFS= read -r name; do
  say parcel "$name"
  if [ "$what" = remove ]; then repository update-ref -d "$name"; fi
done
if [ "$what" = remove ]; then repository -c gc.autoDetach=false -c gc.pruneExpire=never gc --quiet 2>/dev/null && prune_unreferred; fi
say cache "$(docker system df --format '{{.Type}}/{{.Reclaimable}}' 2>/dev/null | sed -n 's,^Build Cache/,,p')"
if [ "$cache" != no ] && [ "$what" = remove ]; then
  # The option was renamed in 2024.
  case $(docker builder prune --help 2>/dev/null) in
    *--reserved-space*) keeping=--reserved-space ;;
    *) keeping=--keep-storage ;;
  esac
  if ! said=$(docker builder prune --force "$keeping" "$cache" 2>&1); then
    say problem "the build cache was not pruned: $(printf '%s' "$said" | tail -n 1)"
  fi
fi
free
