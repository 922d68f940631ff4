#!/bin/sh
# The gate of a release on a swarm: whether every slot of every service runs a task of its present spec. The engine's own view ends too
# early for that: a task that finds no node, or that never gets its image, never fails.
#
# A task is of the present spec if its image and its label dev.slipway.spec are those of its service.

# Prints "service NAME COUNT|global UPDATE-STATE IMAGE SPEC RESTART-CONDITION" and "task SERVICE ID DESIRED STATE NODE current|other ERROR…"; 1 if the engine does
# not say.
task_states() {
  there=$(stack_services) || return 1
  ids=$(printf '%s\n' "$there" | cut -d ' ' -f 1)
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2016,SC2086 # for docker; ids are words
  services_now=$(look_at_docker service inspect --format '{{.ID}} {{.Spec.Name}} {{if .Spec.Mode.Replicated}}{{.Spec.Mode.Replicated.Replicas}}{{else}}global{{end}} {{with .UpdateStatus}}{{with .State}}{{.}}{{else}}-{{end}}{{else}}-{{end}} {{.Spec.TaskTemplate.ContainerSpec.Image}} {{with index .Spec.TaskTemplate.ContainerSpec.Labels "dev.slipway.spec"}}{{.}}{{else}}-{{end}} {{with .Spec.TaskTemplate.RestartPolicy}}{{with .Condition}}{{.}}{{else}}any{{end}}{{else}}any{{end}}' $ids 2>/dev/null) || return 1
  # shellcheck disable=SC2086 # ids are words
  tasks=$(look_at_docker service ps --quiet --no-trunc $ids 2>/dev/null) || return 1
  tasks_now=
  if [ -n "$tasks" ]; then
    # shellcheck disable=SC2016,SC2086 # for docker; ids are words
    tasks_now=$(look_at_docker inspect --type task --format '{{.ServiceID}} {{.ID}} {{.DesiredState}} {{.Status.State}} {{with .NodeID}}{{.}}{{else}}-{{end}} {{.Spec.ContainerSpec.Image}} {{with index .Spec.ContainerSpec.Labels "dev.slipway.spec"}}{{.}}{{else}}-{{end}} {{.Status.Err}}' $tasks 2>/dev/null) || return 1
  fi
  nodes_now=$(look_at_docker node ls --format '{{.ID}} {{.Hostname}}' 2>/dev/null) || return 1
  printf '%s\n\n%s\n\n%s\n' "$nodes_now" "$services_now" "$tasks_now" | awk -v stack="^${project}_" '
    $0 == "" { part++; next }
    part == 0 { node[$1] = $2 }
    part == 1 { sub(stack, "", $2); name[$1] = $2; image[$1] = $5; spec[$1] = $6; print "service", $2, $3, $4, $5, $6, $7 }
    part == 2 {
      error = ""
      for (i = 8; i <= NF; i++) error = error " " $i
      # The engine tells only its own log why it could not pull an image.
      if (error ~ /No such image: .*@sha256:/) error = error ", which the node could not pull from the registry"
      print "task", name[$1], $2, $3, $4, ($5 in node ? node[$5] : "-"), ($6 == image[$1] && $7 == spec[$1] ? "current" : "other") error
    }'
}

services_without_nodes() { # see nodes_lacking; 1 if the engine does not say
  there=$(stack_services) || return 1
  # shellcheck disable=SC2046 # ids are words
  nodes_lacking down $(printf '%s\n' "$there" | cut -d ' ' -f 1)
}

# Reads task_states; prints "ready", or "waiting …" or "failed …" with the services and their states. Tasks that there
# were before do not count as failures. Uses `nodeless`: what services_without_nodes prints.
judge_tasks() { # judge_tasks SECONDS_WITHOUT_CHANGE SERVICES gate|restore
  awk -v stable="$1" -v settle="$settle" -v wanted="$2" -v how="$3" -v baseline="$run/tasks.baseline" -v earlier="$run/before-tasks" -v nodeless="$(printf '%s' "$nodeless" | tr '\n' ';')" '
    BEGIN {
      lines = split(nodeless, line_of, ";")
      # A new release with a placement that nobody has is wrong; of one that was deployed, the node has left.
      for (i = 1; i <= lines; i++) if (split(line_of[i], word, " ") > 1 || how == "restore") waited[word[1]]
      while ((getline line < baseline) > 0) before[line]
      while ((getline line < earlier) > 0) if (split(line, word, " ") == 2 && word[1] == "waiting") waited[word[2]]
      count = split(wanted, names, " ")
    }
    # A task of a service that is not started again ends well (restart: "no", or on-failure).
    $1 == "service" { there[$2]; copies[$2] = $3; update[$2] = $4; ends[$2] = ($7 == "none" || $7 == "on-failure") }
    $1 == "task" && ends[$2] && $5 == "complete" && $7 == "current" { running[$2]++; next }
    $1 == "task" {
      error = ""
      for (i = 8; i <= NF; i++) error = error (i > 8 ? " " : "") $i
      if ($4 == "running") {
        slots[$2]++
        if ($7 != "current") old[$2]++
        else if ($5 == "running") running[$2]++
        else if ($5 == "pending" && error != "") { unplaced[$2] = error; without[$2]++ }
        else state[$2] = $5
      }
      if (!($3 in before) && ($5 == "failed" || $5 == "rejected" || $5 == "complete")) {
        words = ($6 == "-" ? "" : "on " $6 ": ") (error == "" ? $5 : error)
        # If the engine has gone back to the spec before, the task that made it do so is of another one.
        stopped_by[$2] = words
        if ($7 == "current") { failures[$2]++; last[$2] = words }
      }
    }
    END {
      for (i = 1; i <= count; i++) {
        name = names[i]
        lasts = last[name] == "" ? "" : ": " last[name]
        if (!(name in there)) { waiting = waiting " " name " (no service)"; continue }
        want = copies[name] == "global" ? (slots[name] ? slots[name] : 1) : copies[name]
        progress = running[name] + 0 " of " want " tasks run"
        if (update[name] == "paused" || update[name] ~ /^rollback/) failed = failed " " name " (the engine has stopped its update" (stopped_by[name] == "" ? "" : ": " stopped_by[name]) ")"
        else if (failures[name] >= 3) failed = failed " " name " (" failures[name] " tasks failed" lasts ")"
        # It had no node before either, or the only one that may run it is down: that is nothing this release does, or could mend.
        else if (name in waited && name in unplaced && running[name] + without[name] >= want && !old[name]) idle = idle " " name " (" progress ", pending: " unplaced[name] ")"
        else if (name in unplaced) waiting = waiting " " name " (" progress ", pending: " unplaced[name] ")"
        else if (running[name] + 0 < want || old[name]) waiting = waiting " " name " (" progress (lasts != "" ? lasts : state[name] != "" ? ", one is " state[name] : "") ")"
        else if (update[name] == "updating") waiting = waiting " " name " (" progress ", the engine watches the update)"
        else if (stable < settle) waiting = waiting " " name " (running, watched for " settle " s)"
      }
      for (i = 1; i <= count; i++) if (running[names[i]] > 0) any = 1
      # Nothing runs: then nothing shows that the release works.
      if (!any) waiting = waiting idle
      if (failed != "") print "failed" failed
      else if (waiting != "") print "waiting" waiting
      else print "ready"
    }'
}

# How long a task may stay without a node: until an old one has stopped, there may be none.
unplaced_patience=20

# Sets `reason` if it fails. The deadline begins anew whenever another task runs: an update of many tasks may take long, and one that makes no
# progress does not.
wait_for_tasks() { # wait_for_tasks STACK gate|restore
  wanted_services=$(services_of "$1")
  task_patience=$((health_timeout + seconds_to_stop + update_seconds))
  progress_since=$(whole_seconds) unplaced_since='' last_verdict='' last_running='' silent_since='' pushed='' pushed_unplaced='' pending_since='' nodeless=
  if [ "$2" = restore ]; then
    task_states 2>/dev/null | awk '$1 == "task" && $4 != "running" { print $3 }' >"$run/tasks.baseline"
  else
    awk 'NF == 3 { print $2 }' "$run/before-tasks" >"$run/tasks.baseline"
  fi
  while :; do
    seconds_now=$(whole_seconds)
    if ! tasks_seen=$(task_states); then
      silent_since=${silent_since:-$seconds_now}
      if [ "$((seconds_now - silent_since))" -ge 60 ]; then
        reason="the swarm stopped answering"
        return 1
      fi
      sleep 1
      continue
    fi
    silent_since=
    running_now=$(printf '%s\n' "$tasks_seen" | awk '$1 == "task" && $4 == "running" && $5 == "running" && $7 == "current" { print $3 }' | sort)
    if [ "$running_now" != "$last_running" ]; then
      last_running=$running_now
      progress_since=$seconds_now
    fi
    nodeless=
    case $tasks_seen in *' running pending '*) nodeless=$(services_without_nodes) ;; esac
    verdict=$(printf '%s\n' "$tasks_seen" | judge_tasks "$((seconds_now - progress_since))" "$wanted_services" "$2")
    note_tasks "$tasks_seen"
    if [ "$verdict" != "$last_verdict" ]; then
      say "health $verdict"
      last_verdict=$verdict
    fi
    # Also of what waited before, so that it does not wait for ever.
    case $tasks_seen in *' running pending '*)
      pending_since=${pending_since:-$seconds_now}
      if [ -z "$pushed_unplaced" ] && [ "$((seconds_now - pending_since))" -ge 3 ]; then
        pushed_unplaced=yes
        push_unplaced "$tasks_seen"
      fi
      ;;
    esac
    case $verdict in
      ready*)
        tell_what_waits "$tasks_seen"
        return 0
        ;;
      failed*)
        reason="not healthy:${verdict#failed}"
        return 1
        ;;
      *', pending: no suitable node'*)
        unplaced_since=${unplaced_since:-$seconds_now}
        if [ "$((seconds_now - unplaced_since))" -ge "$unplaced_patience" ]; then
          if [ "$2" = restore ] && is_as_well_as_can_be "$tasks_seen"; then return 0; fi
          reason="not healthy:${verdict#waiting}"
          return 1
        fi
        ;;
      *) unplaced_since= ;;
    esac
    if [ -n "$cancelled" ]; then return 1; fi
    if [ -z "$pushed" ] && [ "$((seconds_now - progress_since))" -ge "$((seconds_to_stop + 20))" ]; then
      pushed=yes
      push_tasks "$tasks_seen"
    fi
    if [ "$((seconds_now - progress_since))" -ge "$task_patience" ]; then
      reason="not healthy, and nothing has changed for $task_patience s:${verdict#waiting}"
      return 1
    fi
    sleep 0.5 2>/dev/null || sleep 1
  done
}

services_that_waited() { # those of which a task had no node before, one a line
  sed -n 's/^waiting //p' "$run/before-tasks" 2>/dev/null
}
tell_what_waits() { # tell_what_waits TASK_STATES
  tell_nodeless
  services_that_waited | while read -r idle; do
    if printf '%s\n' "$nodeless" | grep -Eq "^$idle( |\$)"; then continue; fi
    no_node=$(printf '%s\n' "$1" | awk -v name="$idle" '$1 == "task" && $2 == name && $4 == "running" && $5 == "pending" { $1 = $2 = $3 = $4 = $5 = $6 = $7 = ""; sub(/^ +/, ""); print; exit }')
    if [ -n "$no_node" ]; then say "problem a task of $idle has no node, as before this release: $no_node"; fi
  done
}

tell_nodeless() {
  printf '%s\n' "$nodeless" | while read -r idle nodes_of_idle; do
    case $idle$nodes_of_idle in
      '') ;;
      *' '*) say "problem $idle does not run: the nodes that may run it are down ($nodes_of_idle); deploy once more when one of them is back" ;;
      "$idle") say "problem $idle does not run: no node of the swarm may run it any more" ;;
      *) say "problem $idle does not run: $nodes_of_idle, which alone may run it, is down; deploy once more when it is back" ;;
    esac
  done
}

# The engine can forget a task that has found no node, also after there is one: a forced update has it look again. Only if no task of the
# service runs, because that makes them all anew.
push_unplaced() { # push_unplaced TASK_STATES
  services_that_waited | while read -r forgotten; do
    if printf '%s\n' "$1" | awk -v name="$forgotten" '$1 == "task" && $2 == name && $4 == "running" && $5 == "running" { runs = 1 } END { exit runs }'; then
      docker service update --detach --force "${project}_$forgotten" >/dev/null 2>&1 </dev/null
    fi
  done
}

# A task that is ready and that the engine does not start, although nothing else happens, has been forgotten (see await_rollbacks).
push_tasks() { # push_tasks TASK_STATES
  for forgotten in $(printf '%s\n' "$1" | awk '$1 == "task" && $4 == "ready" { print $2 }' | sort -u); do
    say "problem the engine does not start a task of $forgotten; its tasks are made anew"
    docker service update --detach --force "${project}_$forgotten" >/dev/null 2>&1
  done
}

# If a node is down or takes no tasks, what ran on it may find no other one. The release before is back as far as it can be: what does not
# run waits for a node. Each service has to have a task that runs, unless it had none before either.
is_as_well_as_can_be() { # is_as_well_as_can_be TASK_STATES
  down=$(look_at_docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}}' | awk '$2 != "Ready" || $3 != "Active" { print $1 }' | tr '\n' ' ') || return 1
  [ -n "${down# }" ] || return 1
  printf '%s\n' "$1" | awk -v earlier="$run/before-tasks" -v nodeless="$(printf '%s' "$nodeless" | tr '\n' ';')" '
    BEGIN {
      while ((getline line < earlier) > 0) if (split(line, word, " ") == 2 && word[1] == "waiting") waited[word[2]]
      lines = split(nodeless, line_of, ";")
      for (i = 1; i <= lines; i++) { split(line_of[i], word, " "); waited[word[1]] }
    }
    $1 == "service" { there[$2] }
    $1 == "task" && $4 == "running" && $7 == "current" && $5 == "running" { runs[$2] }
    $1 == "task" && $4 == "running" && $5 != "running" && $5 != "pending" { not_yet = 1 }
    END { for (name in there) if (!(name in runs) && !(name in waited)) not_yet = 1; exit not_yet }' || return 1
  tell_nodeless
  short=$(printf '%s\n' "${last_verdict#waiting }")
  say "problem the release before is back without the tasks that have no node ($short), because of nodes that are down or drained: ${down% }"
}

# In the form that the states of containers have, for the journal.
note_tasks() { # note_tasks TASK_STATES
  printf '%s\n' "$1" | awk '$1 == "task" && $4 == "running" && $7 == "current" { print $2, $5, 0, 0, "healthy", "always", $3, 0 }' >"$run/states"
}

show_failed_tasks() { # the errors of tasks that failed, and the last lines that they logged
  task_states 2>/dev/null | awk -v baseline="$run/tasks.baseline" '
    BEGIN { while ((getline line < baseline) > 0) before[line] }
    $1 == "task" && !($3 in before) && ($5 == "failed" || $5 == "rejected" || $5 == "complete" || ($4 == "running" && $5 != "running")) && shown[$2]++ < 2' >"$run/failed.tasks"
  while read -r _ service task _ task_state task_node _ task_error; do
    say "logs $service"
    printf '%s task on %s: %s\n' "$task_state" "$task_node" "${task_error:-no error}" | redact
    # A node that is down does not answer.
    if command -v timeout >/dev/null 2>&1; then
      timeout 15 docker service logs --raw --tail 15 "$task" 2>&1 | redact
    else
      docker service logs --raw --tail 15 "$task" 2>&1 | redact
    fi
    say "logs-end $service"
  done <"$run/failed.tasks"
}
