#!/bin/sh
# Gives an image that was built elsewhere the name of a release. If it is in a registry, it is pulled first.
#
# usage: take.sh NONCE pull|loaded REFERENCE TAG [LOGIN]
#   REFERENCE  what the engine here can pull (name@sha256:…), or the name under which it has just loaded it
#   TAG        the image's new name; the reference is removed
#   LOGIN      the registry's credentials, in the format of docker's config.json; only this docker pull reads them
#
# Output is docker's own, except the last line: "@NONCE image ID LAYER…", in one line; or "@NONCE open" if the registry's
# forwarded port can be reached from other machines.
# Exit status: 0, or that of the docker command that failed.

set -u
nonce=$1 how=$2 reference=$3 tag=$4 login=${5-}
LC_ALL=C
export LC_ALL
exec 2>&1

pull() {
  if [ -z "$login" ]; then
    docker pull "$reference"
    return
  fi
  # An sshd with `GatewayPorts yes` opens the port on all interfaces, although only the loopback was asked for.
  port=$(printf ':%04X' "$(printf '%s' "${reference%%/*}" | sed 's/.*://')")
  # shellcheck disable=SC2016 # for awk
  if awk -v port="$port" '$4 == "0A" && substr($2, length($2) - 4) == port && $2 != "0100007F" port && $2 != "00000000000000000000000001000000" port { open = 1 } END { exit !open }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null; then
    printf '@%s open\n' "$nonce"
    return 1
  fi
  umask 077
  folder=$(mktemp -d) || return
  trap 'rm -rf -- "$folder"' EXIT
  trap 'exit 1' HUP INT TERM
  # The user's own docker configuration decides which engine docker uses.
  engine=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null)
  printf '{"auths": {"%s": {"auth": "%s"}}}\n' "${reference%%/*}" "$login" >"$folder/config.json" || return
  DOCKER_CONFIG=$folder docker ${engine:+--host "$engine"} pull "$reference"
}

if [ "$how" = pull ]; then pull || exit; fi
docker tag "$reference" "$tag" || exit
docker rmi --no-prune "$reference" >/dev/null &
# containerd's store fetches no layer that it has unpacked already, and then names no layers of the image.
image=$(docker image inspect --format '{{.Id}}{{range index .RootFS "Layers"}} {{.}}{{end}}' "$tag") || exit
wait
printf '@%s image %s\n' "$nonce" "$image"
