#!/bin/sh
# On a node of a swarm, which is reached over a connection of its own: whether it has the images of a release, and what it has of them.
#
# usage: node.sh look IMAGE…
#          prints records "key value", each ended by a NUL: swarm and store (as swarm.sh), engine (VERSION ARCHITECTURE), lacks (an image), chain (the
#          layers of an image that is there: an image that begins like it need not bring them)
#        node.sh pull IMAGE…
#          pulls REPOSITORY@DIGEST of a registry; prints records "failed IMAGE" with docker's words in the next lines
#        node.sh take|keep RELEASE KEPT TAGS IMAGE…      names the images; `take` first reads what pack.sh prints from stdin
#          KEPT  the numbers of the releases whose images stay, with commas around; TAGS the beginning of the names' tags
#          Exit status: 0 the node has all of the images

set -u
how=$1
shift
LC_ALL=C
export LC_ALL
say() { printf '%s %s\0' "$1" "$2"; }

if [ "$how" = look ]; then
  local=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{with .Swarm.NodeID}}{{.}}{{else}}-{{end}} {{.Swarm.Managers}} {{.Swarm.Error}}' 2>&1) || {
    say error "$local"
    exit 0
  }
  say swarm "$local"
  say engine "$(docker version --format '{{.Server.Version}} {{.Server.Arch}}' 2>/dev/null)"
  store=
  case $(docker info --format '{{.DriverStatus}}' 2>/dev/null) in
    *io.containerd.snapshotter*) store=containerd ;;
    ?*) store=classic ;;
  esac
  if [ -n "$store" ]; then say store "$store"; fi
  lacks=
  for image do
    if ! docker image inspect --format . "$image" >/dev/null 2>&1; then
      say lacks "$image"
      lacks=yes
    fi
  done
  # In containerd's store a layer that is not sent leaves an image that cannot be exported: there, all layers are sent.
  if [ -n "$lacks" ] && [ "$store" != containerd ]; then
    docker images --quiet --no-trunc | sort -u | xargs -r docker image inspect --format '{{range .RootFS.Layers}}{{.}},{{end}}' 2>/dev/null |
      sort -u | while IFS= read -r chain; do say chain "$chain"; done
  fi
  exit 0
fi

if [ "$how" = pull ]; then
  for image do
    if ! said=$(docker pull --quiet "$image" 2>&1 </dev/null); then
      say failed "$image
$said"
    fi
  done
  exit 0
fi

release=$1 kept=$2 tags=$3
shift 3
if [ "$how" = take ]; then docker load >/dev/null || exit 1; fi
for image do
  docker image inspect --format . "$image" >/dev/null || exit 1
  docker tag "$image" "slipway-node:$tags-$release-$(printf '%s' "${image##*sha256:}" | cut -c 1-12)" || exit 1
done
# Names of releases that are not kept. Docker keeps an image that a container uses.
docker images --format '{{.Repository}}:{{.Tag}}' slipway-node | while IFS= read -r name; do
  case $name in "slipway-node:$tags-"*) ;; *) continue ;; esac
  number=${name#"slipway-node:$tags-"}
  number=${number%%-*}
  case ",$release$kept" in *",$number,"*) ;; *) [ "$number" = "$release" ] || docker rmi "$name" >/dev/null 2>&1 ;; esac
done
exit 0
