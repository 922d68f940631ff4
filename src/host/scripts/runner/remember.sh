#!/bin/sh
# Saves the state before the switch as facts in the run's directory, so that `restore` can put it back. Nothing is guessed:
# if the engine, git or the disk fails, there is no fact, and nothing is switched.
#
# before:         deployed ID|none, tree ID, secrets NAME|none, container ID SERVICE STATE RESTARTS PID NAME MODE…
# before-images:  image ID|none NAME

# Sets `journal_head` to the newest entry of the journal, empty if there is none, `deployed_known` to that of the deployed release, empty if it has to be
# asked for, and `parcels` to the names of the files that were sent for releases. Until the run records something, nobody else changes
# them: it has the lock. 1 if the journal cannot be read.
read_references() {
  journal_head='' deployed_known='' parcels=''
  references=$(repository for-each-ref --format='%(refname) %(objectname)' refs/heads/journal refs/heads/deployed refs/slipway/incoming) || return 1
  while read -r reference referred; do
    case $reference in
      refs/heads/journal) journal_head=$referred ;;
      refs/heads/deployed) deployed_known=$referred ;;
      refs/slipway/incoming/*) parcels="$parcels ${reference#refs/slipway/incoming/}" ;;
    esac
  done <<END
$references
END
}

# The journal decides if anything was deployed before, not the containers that run. Prints `none` or the id of the
# entry; 1 if the journal cannot be read.
deployed_entry() {
  if [ -n "${deployed_known:-}" ]; then
    printf '%s\n' "$deployed_known"
    return
  fi
  # git's errors are captured too: otherwise an unreadable reference would look like a missing one.
  entry_found=$(repository for-each-ref --format='%(objectname)' refs/heads/deployed 2>&1) || return 1
  if [ -z "$entry_found" ]; then
    # The reference may be lost while its entries are not.
    outcomes=$(repository log --branches --format='%(trailers:key=Outcome,valueonly,separator=)') || return 1
    case $outcomes in *deployed*) return 1 ;; esac
    entry_found=none
  fi
  case $entry_found in *[!0-9a-z]*) return 1 ;; esac
  printf '%s\n' "$entry_found"
}
deployed_number() { # prints the number of the deployed release, nothing if there is none; 1 if the journal does not say
  number_of_entry=$(deployed_entry) || return 1
  [ "$number_of_entry" != none ] || return 0
  repository log -1 --no-walk --format='%(trailers:key=Release,valueonly,separator=)' "$number_of_entry"
}

# Prints "ID SERVICE STATE RESTARTS PID NAME MODE…" for each container of the project; 1 if the engine does not say.
containers_now() {
  for _ in 1 2 3; do
    ids=$(containers) || return 1
    [ -n "$ids" ] || return 0
    # A container may have been removed since: then the query is tried again.
    # shellcheck disable=SC2086 # ids are words of hexadecimal digits
    if found_states=$(look_at_docker inspect --format '{{if ne (index .Config.Labels "com.docker.compose.oneoff") "True"}}{{.ID}} {{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.RestartCount}} {{.State.Pid}} {{.Name}} {{.HostConfig.NetworkMode}} {{.HostConfig.PidMode}} {{.HostConfig.IpcMode}}{{end}}' $ids); then
      printf '%s\n' "$found_states" | while read -r found_state; do
        if [ -n "$found_state" ]; then printf '%s\n' "$found_state"; fi
      done
      return
    fi
  done
  return 1
}

image_now() { # image_now NAME: the id of the image of that name, `none` if there is none; 1 if the engine does not say
  # If it fails, docker prints an empty line.
  if image_id=$(look_at_docker image inspect --format '{{.Id}}' "$1" 2>/dev/null); then
    printf '%s\n' "$image_id"
    return
  fi
  case $(look_at_docker image inspect --format '{{.Id}}' "$1" 2>&1) in *'o such image'*) echo none ;; *) return 1 ;; esac
}
images_before() {
  names=$(image_names) || return 1
  while IFS= read -r name; do
    [ -n "$name" ] || continue
    id=$(image_now "$name") || return 1
    printf 'image %s %s\n' "$id" "$name"
    # An older tool's image has no other name. Without this tag it would lose its name and could be pruned.
    if [ -z "$expected_journal" ] && [ "$id" != none ]; then
      docker tag "$id" "${name%:*}:$release_tags-0" || return 1
    fi
  done <<END
$names
END
}
files_before() {
  store=
  entry=$(deployed_entry) && old_tree=$(live write-tree) && { [ ! -e "$secrets_folder/live" ] || store=$(live_store); } || return 1
  printf 'deployed %s\ntree %s\nsecrets %s\n' "$entry" "$old_tree" "${store:-none}"
}
all_before() {
  files_before && states=$(containers_now) || return 1
  while read -r state_of_one; do
    if [ -n "$state_of_one" ]; then printf 'container %s\n' "$state_of_one"; fi
  done <<END
$states
END
}

remember() { # 0 once all of it is written down, but not yet on the disk; the images only if the release touches more than files
  if [ "$touches" = files ]; then
    note_fact "$run/before" files_before && recall_before
    return
  fi
  if is_swarm; then
    remember_stack
    return
  fi
  # Side by side: starting docker takes longer than its answer.
  note_fact "$run/before-images" images_before &
  remembering=$!
  note_fact "$run/before" all_before
  remembered=$?
  wait "$remembering" && [ "$remembered" -eq 0 ] && recall_before &&
    printf '%s' "$old_containers" | awk '{ print $1, $4, $5 }' >"$run/baseline"
}

recall_before() { # sets old_deployed, old_tree, old_store, old_containers, old_images; 1 if any of it is absent or torn
  old_deployed='' old_tree='' old_store='' old_containers='' old_images=''
  recall "$run/before" || return 1
  facts=$recalled
  if [ "${touches:-all}" != files ] && ! is_swarm; then
    recall "$run/before-images" || return 1
    facts=$facts$recalled
  fi
  while IFS= read -r line; do
    case $line in
      'deployed '*) old_deployed=${line#* } ;;
      'tree '*) old_tree=${line#* } ;;
      'secrets none') ;;
      'secrets '*) old_store=${line#* } ;;
      'container '*) old_containers="$old_containers${line#* }
" ;;
      'image '*) old_images="$old_images${line#* }
" ;;
    esac
  done <<END
$facts
END
  [ -n "$old_deployed" ] && [ -n "$old_tree" ]
}

# The services of the containers on standard input that run or restart.
running_services() { awk '$3 == "running" || $3 == "restarting" { print $2 }' | sort -u; }
