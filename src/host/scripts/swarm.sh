#!/bin/sh
# Looks at the swarm that the engine of a host is in. Changes nothing.
#
# usage: swarm.sh NODE_LABEL STACK
#
# Prints records "key value", each ended by a NUL:
#   swarm   STATE MANAGER(true|false) NODE-ID MANAGERS ERROR…     of this engine
#   node    ID HOSTNAME STATE AVAILABILITY ROLE REACHABILITY OS/ARCHITECTURE ENGINE LABEL      one for each; `-` for what there is not
#   stack   the directory that a service of the stack was deployed from; `-` if it does not say. Without services, none
#   nodes-error  why the nodes are not known: a swarm that has lost its quorum does not say
#   store   containerd | classic: where the engine keeps images; an image has another id in the other one
#   ipvs    yes | no | unknown: whether the kernel can have virtual addresses and the routing mesh

set -u
label=$1 stack=$2
LC_ALL=C
export LC_ALL
say() { printf '%s %s\0' "$1" "$2"; }

if ! local=$(docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{with .Swarm.NodeID}}{{.}}{{else}}-{{end}} {{.Swarm.Managers}} {{.Swarm.Error}}' 2>&1); then
  say nodes-error "$local"
  exit 0
fi
say swarm "$local"
case $(docker info --format '{{.DriverStatus}}' 2>/dev/null) in
  *io.containerd.snapshotter*) say store containerd ;;
  ?*) say store classic ;;
esac
case $local in
  'active true '*)
    if ids=$(docker node ls --quiet 2>&1); then
      # shellcheck disable=SC2086 # ids are words
      docker node inspect --format "{{.ID}} {{.Description.Hostname}} {{.Status.State}} {{.Spec.Availability}} {{.Spec.Role}} {{with .ManagerStatus}}{{.Reachability}}{{if .Leader}}+leader{{end}}{{else}}-{{end}} {{.Description.Platform.OS}}/{{.Description.Platform.Architecture}} {{.Description.Engine.EngineVersion}} {{with index .Spec.Labels \"$label\"}}{{.}}{{else}}-{{end}}" $ids 2>/dev/null |
        while IFS= read -r node; do say node "$node"; done
      docker service ls --quiet --filter "label=com.docker.stack.namespace=$stack" 2>/dev/null |
        xargs -r docker service inspect --format '{{with index .Spec.Labels "dev.slipway.directory"}}{{.}}{{else}}-{{end}}' 2>/dev/null |
        sort -u | while IFS= read -r directory; do say stack "$directory"; done
    else
      say nodes-error "$ids"
    fi
    ;;
esac
ipvs=unknown
if [ -e /proc/net/ip_vs ] || grep -q '^ip_vs ' /proc/modules 2>/dev/null; then
  ipvs=yes
elif [ -d "/lib/modules/$(uname -r)" ]; then
  ipvs=no
  if [ -n "$(find "/lib/modules/$(uname -r)" -name 'ip_vs.ko*' 2>/dev/null | head -n 1)" ] ||
    grep -q '/ip_vs\.ko' "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null; then ipvs=yes; fi
elif [ -r /proc/config.gz ] && command -v zcat >/dev/null 2>&1; then
  ipvs=no
  if zcat /proc/config.gz 2>/dev/null | grep -q '^CONFIG_IP_VS=[ym]'; then ipvs=yes; fi
fi
say ipvs "$ipvs"
