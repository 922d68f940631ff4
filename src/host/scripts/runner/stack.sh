#!/bin/sh
# The stack file of a release on a swarm: how it is made, given to the engine, and put back.
#
# Uses of plan.sh:
#   write_template   prints the stack file with tokens in the place of what only this host knows
#   write_stack_files  writes the files that configs with `content:` are read from, each by write_stack_file
#   stack_blanks     lines "built TOKEN SERVICE", "pulled TOKEN IMAGE-NAME", "content TOKEN PLACE": what the tokens stand for
#   stack_services_wanted  the services of the stack, as words
#   stack_of         the release whose stored stack file is deployed again; empty: the template is
#
# DIRECTORY/.slipway/stack.yml is the stack file of the deployed release, stacks/NUMBER.yml that of each kept one. RUN_DIRECTORY/stack.yml
# is the new one, stack.before what was deployed before.

# --- Making it --------------------------------------------------------------------------------------------------------

write_stack_file() { # write_stack_file NAME BASE64
  mkdir -p -- "$state/stack-files" && printf '%s' "$2" | base64 -d >"$state/stack-files/$1.new" && mv -f -- "$state/stack-files/$1.new" "$state/stack-files/$1"
}

repository_of() { # repository_of NAME: without its tag and its digest
  repository_of_image=${1%%@*}
  case ${repository_of_image##*/} in *:*) repository_of_image=${repository_of_image%:*} ;; esac
  printf '%s\n' "$repository_of_image"
}

# An image that is not built here is pinned by its id as well. It gets a name of the release, so that nothing that removes unused images
# takes it, and the clean-up of old releases does.
pin_pulled() { # pin_pulled NAME: prints the id
  pinned=$(look_at_docker image inspect --format '{{.Id}}' "$1") || return 1
  docker tag "$pinned" "$(repository_of "$1"):$release_tags-$release" || return 1
  printf 'Pulled: %s %s\n' "$pinned" "$1" >>"$run/trailers" || return 1
  printf '%s\n' "$pinned"
}
built_id() { # built_id SERVICE
  awk -v service="$1" '$1 == "Image:" && $2 == service { id = $3 } END { print id }' "$run/images"
}
content_digest() { # content_digest PLACE: with the key of this host, so that nobody can guess the content from it
  [ -n "$secrets" ] || return 1
  awk -v place="$1" '{ digest = $1; sub(/^[^ ]* /, ""); if ($0 == place) print substr(digest, 1, 12) }' "$secrets_folder/$secrets/digests"
}

filling() { # prints the commands for sed
  while read -r kind token of; do
    case $kind in
      built) filled=$(built_id "$of") ;;
      pulled) filled=$(pin_pulled "$of") ;;
      content) filled=$(content_digest "$of") ;;
      *) continue ;;
    esac
    if [ -z "$filled" ]; then
      case $kind in
        content) echo "the digest of $of is not in the store of this release" >&2 ;;
        *) echo "the host has no image for $of" >&2 ;;
      esac
      return 1
    fi
    case $kind in built | pulled) filled=$(pin_of "$filled") ;; esac
    printf 's|%s|%s|g\n' "$token" "$filled"
  done <<END
${stack_blanks%?}
END
}

# The first lines name the services and the project, for whoever puts the stack back or reads its logs.
make_stack() { # sets `reason` if it fails
  reason="the stack file could not be written"
  if [ -n "$stack_of" ] && [ -s "$state/stacks/$stack_of.yml" ]; then
    # Only the number of the release differs, and the names of images if REGISTRY is another one now.
    stored_stack=$state/stacks/$stack_of.yml
    printf '%s\n' "s|^\( *\"dev.slipway.release\": \)\"[0-9]*\"$|\1\"$release\"|" '/^# published /d' >"$run/stack.sed" || return 1
    for pinned in $(images_of "$stored_stack"); do
      if ! pinned_id=$(id_of_pinned "$pinned" "$stored_stack" 2>/dev/null); then
        reason="the host no longer has the image $pinned of release $stack_of"
        return 1
      fi
      printf 's|"image": "%s"$|"image": "%s"|\n' "$pinned" "$(pin_of "$pinned_id")" >>"$run/stack.sed" || return 1
    done
    { sed -n 1,2p "$stored_stack" && sed 's/^/# published /' "$run/published" && sed -f "$run/stack.sed" "$stored_stack" | sed 1,2d; } >"$run/stack.new" || return 1
    while read -r _ pinned name; do
      [ -n "$pinned" ] || continue
      docker tag "$pinned" "$(repository_of "$name"):$release_tags-$release" && printf 'Pulled: %s %s\n' "$pinned" "$name" >>"$run/trailers" || return 1
    done <<END
$(sed -n 's/^# pulled /pulled /p' "$run/stack.new")
END
  else
    if ! said_by write_filling; then
      why_not "the images of the release could not be found"
      reason=$why
      return 1
    fi
    {
      printf '# services %s\n# project %s\n' "$stack_services_wanted" "$project" && sed 's/^/# published /' "$run/published" && sed -n 's/^Pulled: /# pulled /p' "$run/trailers" && write_template
    } >"$run/stack.template" && sed -f "$run/stack.sed" "$run/stack.template" >"$run/stack.new" || return 1
  fi
  write_stack_files && durable "$run" && mv -f -- "$run/stack.new" "$run/stack.yml" || return 1
  reason=
}
write_filling() { filling >"$run/stack.sed"; }

images_of() { # images_of STACK: its images, one a line: an id, or REPOSITORY@DIGEST of a registry
  sed -n 's/^    "image": "\([^"]*sha256:[0-9a-f]*\)"$/\1/p' "$1" | sort -u
}
services_of() { # services_of STACK: their names, between spaces
  printf ' %s ' "$(sed -n '1s/^# services //p' "$1")"
}

# --- Giving it to the engine ------------------------------------------------------------------------------------------

stack_services() { # "ID NAME" of the services that the engine has, without the stack's name; 1 if it does not say
  services_listed=$(look_at_docker service ls --filter "label=com.docker.stack.namespace=$project" --format '{{.ID}} {{.Name}}' 2>/dev/null) || return 1
  printf '%s\n' "$services_listed" | awk -v stack="^${project}_" 'NF { sub(stack, "", $2); print }'
}

# While the engine works on a service, a change of it may come too late ("update out of sequence"): then it is tried again.
deploy_stack() { # deploy_stack FILE
  # Of engines from 26 on: they say on each call that this will change.
  in_background=
  if docker stack deploy --help 2>/dev/null | grep -q -e --detach; then in_background=--detach=true; fi
  # Nodes pull with the login of this account, if it has one.
  with_login=
  if images_of "$1" | grep -q @; then with_login=--with-registry-auth; fi
  for attempt in 1 2 3 4; do
    # shellcheck disable=SC2086 # options, or none
    if said_by docker stack deploy $in_background $with_login --compose-file "$1" --resolve-image never "$project"; then return 0; fi
    grep -q 'out of sequence' "$run/said" || return 1
    [ -z "$cancelled" ] || return 1
    sleep "$attempt"
  done
  return 1
}

remove_strangers() { # remove_strangers STACK: services that run and that it does not have
  wanted_services=$(services_of "$1")
  there=$(stack_services) || return 1
  while read -r id name; do
    [ -n "$id" ] || continue
    case $wanted_services in *" $name "*) ;; *) docker service rm "$id" >/dev/null || return 1 ;; esac
  done <<END
$there
END
}

start_stack() { # sets `reason` if it fails
  if ! stoppably within "$((health_timeout + 20))" deploy_stack "$run/stack.yml"; then
    if was_late; then
      reason="docker stack deploy did not end within $((health_timeout + 20)) s"
    else
      why_not "the engine refused the stack"
      reason=$why
    fi
    return 1
  fi
}

# --- Before and after -------------------------------------------------------------------------------------------------

remember_stack() {
  note_fact "$run/before" files_before && recall_before && note_fact "$run/before-tasks" tasks_before || return 1
  if [ "$old_deployed" != none ]; then
    cp -- "$state/stack.yml" "$run/stack.before.new" && durable "$run" && mv -f -- "$run/stack.before.new" "$run/stack.before"
  fi
}
# "container ID SERVICE" of those that run, as in `before` of a release that compose runs, "ended ID" of those that the engine remembers, and
# "waiting SERVICE" of services of which a task had no node already.
tasks_before() {
  tasks_now=$(task_states) || return 1
  printf '%s\n' "$tasks_now" | awk '
    $1 == "task" { print ($4 == "running" ? "container" : "ended"), $3, $2 }
    $1 == "task" && $4 == "running" && $5 == "pending" && NF > 7 && !seen[$2]++ { print "waiting", $2 }'
}

settle_stack() { # the release is recorded
  mkdir -p -- "$state/stacks" || return 1
  if [ "$touches" = files ]; then
    cp -- "$state/stack.yml" "$state/stacks/$release.yml"
    return
  fi
  keep_specs
  cp -- "$run/stack.yml" "$state/stacks/$release.yml" && cp -- "$run/stack.yml" "$state/stack.yml.new" &&
    durable "$state" && mv -f -- "$state/stack.yml.new" "$state/stack.yml"
}
# Without them nobody can say what was changed by hand, and nothing else is lost.
keep_specs() {
  if ! there=$(stack_services) || ! (umask 077 && stack_specs "$(printf '%s\n' "$there" | cut -d ' ' -f 1 | tr '\n' ' ')" >"$state/stack.specs.new") ||
    ! mv -f -- "$state/stack.specs.new" "$state/stack.specs"; then
    rm -f -- "$state/stack.specs" "$state/stack.specs.new"
  fi
}

await_manager() { # waits until the swarm has a leader: an engine that starts, or a quorum that is lost, answers without one
  manager_away_since=
  until look_at_docker node ls --quiet >/dev/null 2>&1; do
    if [ -z "$manager_away_since" ]; then
      manager_away_since=$(whole_seconds)
      say "problem the swarm does not answer; waiting for its managers"
    fi
    [ "$(passed_since "$manager_away_since")" -lt "${engine_patience:-60}" ] || return 1
    sleep 0.5 2>/dev/null || sleep 1
  done
}

# The engine takes back a single service by itself. A change in the middle of that can leave a task that is ready and that the engine never
# starts.
await_rollbacks() {
  rollbacks_since=$(whole_seconds)
  while [ "$(passed_since "$rollbacks_since")" -lt "$((seconds_to_stop + 30))" ] &&
    task_states 2>/dev/null | grep -q '^service [^ ]* [^ ]* rollback_started '; do
    sleep 1
  done
}

restore_stack() { # sets `why` if it fails
  if ! await_manager; then
    why="the swarm has no leader"
    return 1
  fi
  if is_first; then
    remove_stack
    return
  fi
  [ -s "$run/stack.before" ] || return 1
  await_rollbacks
  if ! within "$((health_timeout + 20))" deploy_stack "$run/stack.before"; then
    why_not "the engine refused the stack of the release before"
    return 1
  fi
  remove_strangers "$run/stack.before" || return 1
  if ! wait_for_tasks "$run/stack.before" restore; then
    why=$reason
    return 1
  fi
  keep_specs
}

# A first deployment leaves nothing but its volumes.
remove_stack() {
  docker stack rm "$project" >/dev/null 2>&1
  remove_started=$(whole_seconds)
  while :; do
    left=$(stack_services) && networks_left=$(look_at_docker network ls --quiet --filter "label=com.docker.stack.namespace=$project") || return 1
    if [ -z "$left$networks_left" ]; then break; fi
    if [ "$(passed_since "$remove_started")" -ge "$((seconds_to_stop + 60))" ]; then return 1; fi
    sleep 1
    docker stack rm "$project" >/dev/null 2>&1
  done
  while read -r _ _ _ _ tag; do docker rmi "$tag" >/dev/null 2>&1; done <"$run/images"
  true >"$run/states"
}

# --- Tidying ----------------------------------------------------------------------------------------------------------

tidy_stack() { # uses `kept`
  for stored in "$state/stacks"/*.yml; do
    number=${stored##*/} number=${number%.yml}
    case $number in *[!0-9]* | '') continue ;; esac
    if [ "$number" -ne "$release" ] && ! is_kept "$number"; then rm -f -- "$stored"; fi
  done
  for kind in config secret; do
    docker "$kind" ls --filter "label=com.docker.stack.namespace=$project" --format '{{.Name}}' | while IFS= read -r name; do
      if ! cat -- "$state/stack.yml" "$state/stacks"/*.yml 2>/dev/null | grep -Fq -- "\"name\": \"$name\""; then
        docker "$kind" rm "$name" >/dev/null
      fi
    done
  done
  for stored in "$state/stack-files"/*; do
    [ -f "$stored" ] || continue
    if ! grep -Fq -- "/stack-files/${stored##*/}\"" "$state/stack.yml" "$state/stacks"/*.yml 2>/dev/null; then rm -f -- "$stored"; fi
  done
}
