#!/bin/sh
# Which services of a stack no node can run at present, and which nodes they wait for.

# "SERVICE NODE…" of the services that only nodes may run that are down, and "SERVICE" of those that no node of the swarm may. With `away`
# for `down`, nodes that take no tasks count as well, and each comes as NODE/down, NODE/drain or NODE/pause. The label of this deployment
# does not count: a node that is down loses it with the next release. Uses `project` and `node_label`.
nodes_lacking() { # nodes_lacking down|away SERVICE-ID…; 1 if the engine does not say
  counts=$1
  shift
  [ $# -gt 0 ] || return 0
  all_nodes=$(look_at_docker node ls --quiet) || return 1
  # shellcheck disable=SC2016,SC2086 # for docker; ids are words
  node_facts=$(look_at_docker node inspect --format '{{.Description.Hostname}}	{{.Status.State}}	{{.Spec.Availability}}	node.id={{.ID}}	node.hostname={{.Description.Hostname}}	node.role={{.Spec.Role}}	node.platform.os={{.Description.Platform.OS}}	node.platform.arch={{.Description.Platform.Architecture}}{{range $name, $value := .Spec.Labels}}	node.labels.{{$name}}={{$value}}{{end}}{{range $name, $value := .Description.Engine.Labels}}	engine.labels.{{$name}}={{$value}}{{end}}' $all_nodes 2>/dev/null) || return 1
  # shellcheck disable=SC2016 # for docker
  constraints=$(look_at_docker service inspect --format '{{.Spec.Name}}{{with .Spec.TaskTemplate.Placement}}{{range .Constraints}}	{{.}}{{end}}{{end}}' "$@" 2>/dev/null) || return 1
  printf '%s\n\n%s\n' "$node_facts" "$constraints" | awk -F '\t' -v counts="$counts" -v stack="^${project}_" -v ours="node.labels.$node_label" '
    $0 == "" { part++; next }
    !part {
      name[++nodes] = $1
      away[nodes] = ($2 == "down" || $2 == "disconnected") ? "down" : counts == "away" && $3 != "active" ? $3 : ""
      for (i = 4; i <= NF; i++) { at = index($i, "="); fact[nodes, tolower(substr($i, 1, at - 1))] = tolower(substr($i, at + 1)) }
      next
    }
    {
      sub(stack, "", $1)
      fits = "" ; any_up = 0
      for (node = 1; node <= nodes; node++) {
        fit = 1
        for (i = 2; i <= NF; i++) {
          if (!match($i, /[!=]=/)) { any_up = 1; continue }
          key = substr($i, 1, RSTART - 1); equal = substr($i, RSTART, 1) == "="; value = substr($i, RSTART + 2)
          gsub(/^ +| +$/, "", key); gsub(/^ +| +$/, "", value)
          if (key == ours) continue
          # Of other facts (node.ip) nothing is known here.
          if (key !~ /^(node\.(id|hostname|role|platform\.os|platform\.arch|labels\..*)|engine\.labels\..*)$/) { any_up = 1; continue }
          if ((fact[node, tolower(key)] == tolower(value)) != equal) fit = 0
        }
        if (!fit) continue
        if (away[node] == "") any_up = 1
        fits = fits " " name[node] (counts == "away" ? "/" away[node] : "")
      }
      if (!any_up) print $1 fits
    }'
}
