#!/bin/sh
# The nodes that may have tasks: each has the images of the release on it, and a label that the placement of every service demands. So
# no task goes to a node that would have to pull, which it could not. Of images that are in a registry (published.sh) a node may lack some:
# then its tasks pull them.
#
# Uses of plan.sh:
#   node_label     the name of the label
#   seed_timeout   seconds to wait until the client has brought the images to the other nodes; 0: there are none

own_node() { look_at_docker info --format '{{.Swarm.NodeID}}'; }

# Nothing is switched yet. Ends the run if the images cannot be brought to the nodes.
seed_nodes() {
  step Seed
  if ! own=$(own_node) || [ -z "$own" ]; then
    reason="this host is not a manager of a swarm any more"
    give_up_image
  fi
  seeded=$own
  if [ "$seed_timeout" -gt 0 ]; then
    list_kept 2>/dev/null || kept=' '
    # What ran before is brought too: a node that is new may have to run it again.
    wanted=$(images_of "$run/stack.yml" && if [ -f "$state/stack.yml" ]; then images_of "$state/stack.yml"; fi) || give_up_image
    # shellcheck disable=SC2086 # ids are words
    say "seed $seed_timeout $release $(printf '%s' "$kept" | tr -s ' ' ',') $(printf '%s\n' "$wanted" | sort -u | tr '\n' ' ')"
    echo "waiting for the client to bring the images to the other nodes"
    await_word seeded "$seed_timeout"
    stop_before_switch
    case $answer in
      'yes '*) seeded="$own ${answer#yes }" ;;
      'no '*)
        reason=$(printf '%s\n' "${answer#no }" | redact)
        give_up_image
        ;;
      *)
        reason="the client did not bring the images to the other nodes within $seed_timeout s"
        give_up_image
        ;;
    esac
  fi
  if ! mark_nodes; then
    reason="the nodes that have the images could not be labelled"
    give_up_image
  fi
}

mark_nodes() { # those in `seeded` get the label, others lose it
  all_nodes=$(look_at_docker node ls --quiet) || return 1
  for node in $all_nodes; do
    described=$(look_at_docker node inspect --format "{{with index .Spec.Labels \"$node_label\"}}{{.}}{{else}}-{{end}} {{.Description.Hostname}} {{.Description.Platform.OS}}/{{.Description.Platform.Architecture}} {{.Description.Engine.EngineVersion}}" "$node") || return 1
    case " $seeded " in
      *" $node "*)
        printf 'Node: %s\n' "${described#* }" >>"$run/trailers" || return 1
        if [ "${described%% *}" != yes ]; then docker node update --label-add "$node_label=yes" "$node" >/dev/null || return 1; fi
        ;;
      *) if [ "${described%% *}" = yes ]; then docker node update --label-rm "$node_label" "$node" >/dev/null || return 1; fi ;;
    esac
  done
}
