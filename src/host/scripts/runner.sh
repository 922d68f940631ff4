#!/bin/sh
# Carries out a deployment on its host: checks out, builds, switches over, waits for health, and records it -- or puts
# the old release back. Runs without the client; launch.sh starts it and prints its log.
#
# usage: runner.sh RUN_DIRECTORY
# RUN_DIRECTORY/plan.sh sets the variables and functions below (src/deploy/run_plan.cpp writes it):
#   nonce                what the lines for the client start with
#   directory project release tree holder source_commit
#   expected_journal     the newest entry of the journal that the plan was made for; empty where there is none
#   base_tree            what an older tool left in the directory, where that is known; otherwise empty
#   health_timeout settle keep
#   overwrite_drift      yes | no
#   outcome_message      the head of the journal entry: subject, blank line, trailers known in advance
#   up_services          the services to start, as words
#   image_names          prints the names compose uses for the images that are switched, one a line
#   pull_images          fetches what is not built here, each by pull_image
#   build_images         builds, each image by build_image or reuse_image
#   tag_images           points the names compose uses at the images of this release, each by tag_image
#   restart_services     restarts what compose itself would not
# RUN_DIRECTORY/compose.sh defines the function
#   compose ARGS…        runs compose with the project and the files of the new release
#
# Lines for the client start with "@$nonce ". Everything else is output of the programs that are run.
# Exit status: 0 deployed; 1 not recorded; 3 refused; 4 locked; 7 build failed; 8 failed, the old release is back;
# 9 failed, and the old release could not be put back.

# shellcheck disable=SC2317 # the plan calls functions that nothing here calls
# shellcheck disable=SC1091,SC2030,SC2031 # recover() looks at another run's plan, in a subshell on purpose

run=$1
LC_ALL=C
export LC_ALL
umask 022
trap '' HUP
# shellcheck source=/dev/null
. "$run/plan.sh"
# shellcheck source=/dev/null
. "$run/compose.sh"
: "${nonce:?}" "${directory:?}" "${project:?}" "${release:?}" "${tree:?}" "${holder:?}" "${source_commit:?}"
: "${expected_journal?}" "${base_tree?}" "${health_timeout:?}" "${settle:?}" "${keep:?}" "${overwrite_drift:?}"
: "${outcome_message:?}" "${up_services?}"

state=$directory/.slipway
journal=$state/journal.git
staging=$state/staging
# git without anyone's configuration: checkouts must not depend on whose account this is.
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_LITERAL_PATHSPECS=1
GIT_AUTHOR_NAME=slipway GIT_AUTHOR_EMAIL=slipway@localhost
GIT_COMMITTER_NAME=slipway GIT_COMMITTER_EMAIL=slipway@localhost
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_TERMINAL_PROMPT GIT_LITERAL_PATHSPECS
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL

say() { printf '@%s %s\n' "$nonce" "$*"; }
now() { date +%s.%N | sed 's/N$/0/'; }
since() { printf '%s %s\n' "$1" "$(now)" | awk '{ printf "%.2f", $2 - $1 }'; }

repository() { git --git-dir="$journal" "$@"; }
checkout() { # checkout INDEX WORK_TREE read-tree-arguments…
  index=$1 work_tree=$2
  shift 2
  (cd "$work_tree" && GIT_INDEX_FILE=$index git --git-dir="$journal" --work-tree="$work_tree" \
    -c core.autocrlf=false -c core.fileMode=true -c core.symlinks=true -c core.attributesFile=/dev/null \
    read-tree "$@")
}
on_files() { # on_files INDEX GIT_COMMAND…: git on the files in DIRECTORY
  (cd "$directory" && index=$1 && shift && GIT_INDEX_FILE=$index git --git-dir="$journal" --work-tree="$directory" \
    -c core.quotePath=true --no-optional-locks "$@")
}
live() { on_files "$state/live.index" "$@"; }

step_name=
step() { # step NAME: ends the step before it
  step_end
  step_name=$1
  step_started=$(now)
  printf '%s\n' "$step_name" >"$run/step"
  printf '%s\n' "$release $step_name" >>"$state/holder"
  say "step $step_name"
}
step_end() {
  if [ -n "$step_name" ]; then
    seconds=$(since "$step_started")
    say "done $step_name $seconds"
    printf 'Seconds-%s: %s\n' "$step_name" "$seconds" >>"$run/trailers"
    step_name=
  fi
}

# --- What a plan is made of ---------------------------------------------------------------------------------------

build_image() { # build_image SERVICE RELEASE_TAG COMMAND…
  service=$1 tag=$2
  shift 2
  say "image $service"
  if ! (cd "$staging" && "$@"); then
    reason="the image of service $service could not be built"
    return 1
  fi
  id=$(docker image inspect --format '{{.Id}}' "$tag") || return 1
  printf 'Image: %s %s %s %s\n' "$service" "$id" "$release" "$tag" >>"$run/images"
}

reuse_image() { # reuse_image SERVICE RELEASE_TAG ID BUILT_BY: the image of an earlier release serves this one too
  if ! docker image inspect --format '{{.Id}}' "$3" >/dev/null 2>&1; then
    reason="the image of service $1 that release $4 built is no longer on this host"
    return 1
  fi
  docker tag "$3" "$2" || return 1
  printf 'Image: %s %s %s %s\n' "$1" "$3" "$4" "$2" >>"$run/images"
}

pull_image() { # pull_image NAME
  if ! docker image inspect "$1" >/dev/null 2>&1 && ! docker pull "$1"; then
    reason="the image $1 could not be fetched"
    return 1
  fi
}

tag_image() { # tag_image RELEASE_TAG NAME
  docker tag "$1" "$2"
}

# --- Health -------------------------------------------------------------------------------------------------------

containers() { docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$project"; }

# One line a container: service state restarts exit-code health policy id
container_states() {
  ids=$(containers) || return 1
  [ -n "$ids" ] || return 0
  # `.ID`, not `.Id`: at a name it does not know docker falls back to the JSON, where a container without a health check
  # has no `.State.Health` at all. Compose v1 leaves the policy empty, and every value must be one word.
  # shellcheck disable=SC2086 # ids are words of hexadecimal digits
  docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{with .HostConfig.RestartPolicy.Name}}{{.}}{{else}}no{{end}} {{.ID}} {{index .Config.Labels "com.docker.compose.oneoff"}}' $ids 2>/dev/null |
    awk '$8 != "True"'
}

# Reads container_states; prints "ready", or "waiting …", or "failed …", with the services it speaks of.
# A container that ran before the switch keeps the restarts it had then.
judge() { # judge SECONDS_WITHOUT_RESTART SERVICES
  awk -v stable="$1" -v settle="$settle" -v wanted="$2" -v baseline="$run/baseline" '
    BEGIN {
      while ((getline line < baseline) > 0) { split(line, word, " "); before[word[1]] = word[2] }
      count = split(wanted, names, " ")
      for (i = 1; i <= count; i++) missing[names[i]] = wanted_names[names[i]] = 1
    }
    !($1 in wanted_names) { next }
    {
      delete missing[$1]
      restarts = $3 - before[$7]
      stays = ($6 == "always" || $6 == "unless-stopped")
      if (restarts >= 3) failed = failed " " $1 " (restarted " restarts " times, last exit status " $4 ")"
      else if ($2 == "exited" && $4 == 0 && !stays) ;
      else if ($2 == "restarting") waiting = waiting " " $1 " (restarting, last exit status " $4 ")"
      else if ($2 == "exited" || $2 == "dead") failed = failed " " $1 " (" $2 ", exit status " $4 ")"
      else if ($5 == "unhealthy") failed = failed " " $1 " (unhealthy)"
      else if ($2 != "running") waiting = waiting " " $1 " (" $2 ")"
      else if ($5 == "starting") waiting = waiting " " $1 " (health check: starting)"
      else if ($5 == "-" && stable < settle) waiting = waiting " " $1 " (running, watched for " settle " s)"
    }
    END {
      for (name in missing) waiting = waiting " " name " (no container)"
      if (failed != "") print "failed" failed
      else if (waiting != "") print "waiting" waiting
      else print "ready"
    }'
}

wait_for_health() { # wait_for_health SERVICES: sets `reason` where it fails
  health_started=$(date +%s)
  stable_since=$health_started
  last_verdict=
  last_restarts=
  while :; do
    seconds_now=$(date +%s)
    container_states >"$run/states"
    restarts=$(awk '{ sum += $3 } END { print sum + 0 }' "$run/states")
    if [ "$restarts" != "$last_restarts" ]; then
      stable_since=$seconds_now
      last_restarts=$restarts
    fi
    verdict=$(judge "$((seconds_now - stable_since))" "$1" <"$run/states")
    if [ "$verdict" != "$last_verdict" ]; then
      say "health $verdict"
      last_verdict=$verdict
    fi
    case $verdict in
      ready*) return 0 ;;
      failed*)
        reason="not healthy:${verdict#failed}"
        return 1
        ;;
    esac
    if [ "$((seconds_now - health_started))" -ge "$health_timeout" ]; then
      reason="not healthy after $health_timeout s:${verdict#waiting}"
      return 1
    fi
    sleep 0.5 2>/dev/null || sleep 1
  done
}

# --- Journal ------------------------------------------------------------------------------------------------------

record() { # record OUTCOME: writes the journal entry, and for `deployed` moves the reference of that name
  step_end
  {
    printf '%s' "$outcome_message"
    printf 'Outcome: %s\n' "$1"
    if [ -n "$reason" ]; then printf 'Reason: %s\n' "$(printf '%s' "$reason" | tr '\n' ' ' | cut -c1-500)"; fi
    cat "$run/images" "$run/trailers" 2>/dev/null
    printf 'Finished: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  } >"$run/message"
  head=$(repository rev-parse --verify --quiet refs/heads/journal)
  # shellcheck disable=SC2086 # no parent, or one
  entry=$(repository commit-tree --no-gpg-sign ${head:+-p $head} -F "$run/message" "$tree") || return 1
  {
    printf 'start\n'
    printf 'update refs/heads/journal %s %s\n' "$entry" "${head:-0000000000000000000000000000000000000000}"
    if [ "$1" = deployed ]; then printf 'update refs/heads/deployed %s\n' "$entry"; fi
    if repository rev-parse --verify --quiet "refs/slipway/incoming/$release" >/dev/null; then
      printf 'delete refs/slipway/incoming/%s\n' "$release"
    fi
    if repository rev-parse --verify --quiet refs/slipway/incoming/adopted >/dev/null; then
      printf 'delete refs/slipway/incoming/adopted\n'
    fi
    printf 'prepare\ncommit\n'
  } | repository update-ref --stdin >/dev/null || return 1
  sync
  say "entry $entry"
  repository cat-file commit "$entry" | sed "s/^/@$nonce | /"
}

write_marker() { # the source commit, for people and old scripts: written last, as one step
  printf '%s\n' "$source_commit" >"$state/last_deploy_commit.new" &&
    mv -f -- "$state/last_deploy_commit.new" "$directory/.last_deploy_commit"
}

# --- The live directory -------------------------------------------------------------------------------------------

# Makes the index of DIRECTORY speak of every file there that is the release's to replace. Refuses (sets `reason`,
# leaves every file as it is) where files were edited on the host, or where others lie in the way.
claim_files() {
  if [ ! -f "$state/live.index" ]; then
    checkout "$state/live.index" "$directory" "${base_tree:---empty}" || return 1
  fi
  live update-index -q --refresh >/dev/null 2>&1
  live diff-files --name-only -z --ignore-submodules=all >"$run/drift" || return 1
  if [ -s "$run/drift" ] && [ "$overwrite_drift" != yes ]; then
    reason="files of the release were edited on the host: $(tr '\0' ' ' <"$run/drift")"
    return 1
  fi

  # Paths that the new release has, that we have not put there, and where something lies.
  live diff-index --cached --name-only --diff-filter=D -z "$tree" >"$run/new" || return 1
  # shellcheck disable=SC2016 # for the inner shell
  (cd "$directory" && xargs -0 sh -c 'for path do if [ -e "$path" ] || [ -h "$path" ]; then printf "%s\0" "$path"; fi; done' sh) \
    <"$run/new" >"$run/present"
  if [ -s "$run/present" ]; then
    rm -f -- "$run/compare.index"
    checkout "$run/compare.index" "$directory" "$tree" || return 1
    on_files "$run/compare.index" update-index -q --refresh >/dev/null 2>&1
    (cd "$directory" && GIT_INDEX_FILE=$run/compare.index xargs -0 git --git-dir="$journal" --work-tree="$directory" \
      diff-files --name-only -z --ignore-submodules=all --) <"$run/present" >"$run/in-the-way" || return 1
    if [ -s "$run/in-the-way" ]; then
      reason="files that are not this deployment's lie where the release has files of its own: $(tr '\0' ' ' <"$run/in-the-way")"
      return 1
    fi
    # The very same files: ours from now on.
    live update-index --add -z --stdin <"$run/present" || return 1
  fi
}

save_drift() { # keeps what was edited on the host as a patch, then puts the release's files back
  if [ -s "$run/drift" ]; then
    mkdir -p "$state/drift"
    patch=$state/drift/before-release-$release.patch
    live diff-files -p --binary --ignore-submodules=all >"$patch" || return 1
    sync
    say "saved $patch"
    live checkout-index -f -u -z --stdin <"$run/drift"
  fi
}

remember() { # what runs now, so that `restore` can put it back
  : >"$run/old-images"
  image_names | while IFS= read -r name; do
    id=$(docker image inspect --format '{{.Id}}' "$name" 2>/dev/null) || id=-
    printf '%s %s\n' "$id" "$name" >>"$run/old-images"
    # An older tool's image has no other name, and would be nameless, and soon pruned, once we take this one.
    if [ -z "$expected_journal" ] && [ "$id" != - ]; then docker tag "$id" "${name%:*}:slipway-$project-0"; fi
  done
  container_states >"$run/states"
  awk '{ print $7, $3 }' "$run/states" >"$run/baseline"
  awk '$2 == "running" || $2 == "restarting" { print $1 }' "$run/states" | sort -u >"$run/old-services"
  live write-tree >"$run/old-tree"
}

show_failure() { # the end of the failing containers' logs, for the screen; state and logs of all, for autopsy
  mkdir -p "$run/failed"
  container_states >"$run/states"
  while read -r service status restarts code health _policy id _; do
    docker inspect "$id" >"$run/failed/$service.json" 2>/dev/null
    docker logs --timestamps --tail 2000 "$id" >"$run/failed/$service.log" 2>&1
    case "$status $code $health $restarts" in
      "running "*" healthy 0" | "running "*" - 0" | "exited 0 "*) continue ;;
    esac
    say "logs $service"
    tail -n 15 "$run/failed/$service.log" | sed 's/^[^ ]* //'
    say "logs-end $service"
  done <"$run/states"
}

old_compose() { # compose as the release that ran before was started
  if [ -f "$state/compose.sh" ]; then
    # shellcheck source=/dev/null
    (. "$state/compose.sh" && compose "$@")
  else
    compose "$@"
  fi
}

# Puts back what `remember` wrote down: files, images, containers. 0 where the old release is healthy again.
restore() {
  restored=yes
  live diff-files -p --binary --ignore-submodules=all >"$run/left-behind.patch" 2>/dev/null
  if [ ! -s "$run/old-services" ]; then
    compose down --remove-orphans --timeout 10 || restored=no
  fi
  checkout "$state/live.index" "$directory" --reset -u "$(cat "$run/old-tree")" || restored=no
  while IFS=' ' read -r id name; do
    if [ "$id" != - ]; then docker tag "$id" "$name" || restored=no; fi
  done <"$run/old-images"
  if [ -s "$run/old-services" ]; then
    failure=$reason
    services=$(tr '\n' ' ' <"$run/old-services")
    # shellcheck disable=SC2086 # names of services have no spaces
    old_compose up --detach --no-build --remove-orphans --force-recreate $services || restored=no
    : >"$run/baseline"
    wait_for_health "$services" || restored=no
    reason=$failure
  fi
  rm -f -- "$state/unfinished"
  [ "$restored" = yes ]
}

# The run before this one ended in the middle of its switch (power cut, kill): finish what it began, or undo it.
recover() {
  interrupted=$(cat "$state/unfinished")
  interrupted_release=${interrupted##*/}
  interrupted_release=${interrupted_release%%-*}
  say "recover $interrupted_release"
  if repository log -1 --format=%B refs/heads/deployed 2>/dev/null | grep -qx "Release: $interrupted_release"; then
    (kept_nonce=$nonce && . "$interrupted/plan.sh" && nonce=$kept_nonce && write_marker)
    rm -f -- "$state/unfinished"
    return 0
  fi
  (
    kept_nonce=$nonce
    run=$interrupted
    # shellcheck source=/dev/null
    . "$run/plan.sh"
    . "$run/compose.sh"
    nonce=$kept_nonce
    reason="the host stopped in the middle of the switch"
    restore || say "problem the release that ran before is not healthy"
    record interrupted
  )
}

# Removes what no kept release needs: image names of ours, and the directories of old runs. Never anything else.
tidy() {
  kept=$(repository log --first-parent --format='%(trailers:key=Release,valueonly,separator=) %(trailers:key=Outcome,valueonly,separator=)' refs/heads/journal |
    awk -v keep="$keep" '$2 == "deployed" && count < keep { print $1; count++ }')
  is_kept() { printf '%s\n' "$kept" | grep -qx "$1"; }
  docker images --format '{{.Repository}}:{{.Tag}}' | grep ":slipway-$project-[0-9]*\$" | while IFS= read -r name; do
    number=${name##*-}
    if [ "$number" -ne "$release" ] && ! is_kept "$number"; then docker rmi "$name" >/dev/null; fi
  done
  for directory_of_run in "$state/runs"/*/; do
    number=$(basename "$directory_of_run")
    number=${number%%-*}
    if [ "$number" -lt "$((release - 20))" ] && ! is_kept "$number"; then rm -rf -- "$directory_of_run"; fi
  done
  repository -c gc.autoDetach=false gc --auto --quiet
}

# --- The run ------------------------------------------------------------------------------------------------------

finish() { # finish CODE OUTCOME
  step_end
  say "end $1 $2 ${reason:-}"
  rm -f -- "$state/holder"
  exit "$1"
}

give_up() { # give_up CODE OUTCOME: nothing was switched, the old release runs
  record "$2" || say "problem the journal could not be written"
  finish "$1" "$2"
}

reason=
: >"$run/trailers"
: >"$run/images"
exec 9>>"$state/lock"
if ! flock -n 9; then
  reason=$(head -n 1 "$state/holder" 2>/dev/null)
  say "end 4 locked $reason"
  exit 4
fi
printf '%s\n' "$holder" >"$state/holder"

if [ -e "$state/unfinished" ]; then recover; fi
if [ "$(repository rev-parse --verify --quiet refs/heads/journal)" != "$expected_journal" ]; then
  reason="the journal has a newer entry than the plan was made for"
  finish 3 moved
fi
if ! repository cat-file -e "$tree^{tree}" 2>/dev/null; then
  reason="the files of the release did not arrive"
  finish 3 refused
fi

step Stage
if ! claim_files; then
  reason=${reason:-the files in $directory cannot be compared with the release}
  give_up 3 refused
fi
mkdir -p -- "$staging"
if ! checkout "$state/staging.index" "$staging" --reset -u "$tree"; then
  reason="the files could not be checked out for the build"
  give_up 7 failed
fi

step Build
if ! pull_images || ! build_images; then
  reason=${reason:-an image could not be built}
  give_up 7 failed
fi

step Switch
# A build takes long enough for somebody to edit a file meanwhile.
if ! claim_files || ! save_drift; then
  reason=${reason:-the files in $directory cannot be compared with the release}
  give_up 3 refused
fi
remember
printf '%s\n' "$run" >"$state/unfinished.new" && mv -f -- "$state/unfinished.new" "$state/unfinished"
sync
if ! checkout "$state/live.index" "$directory" -m -u "$(cat "$run/old-tree")" "$tree"; then
  reason="the files of the release could not be put in place"
  rm -f -- "$state/unfinished"
  give_up 3 refused
fi
# shellcheck disable=SC2086 # names of services have no spaces
if ! tag_images || ! compose up --detach --no-build --remove-orphans $up_services || ! restart_services; then
  reason="compose could not start the release"
  failed=yes
fi

if [ -z "${failed:-}" ]; then
  step Health
  if ! wait_for_health "$up_services"; then failed=yes; fi
fi
if [ -n "${failed:-}" ]; then
  show_failure
  step Restore
  if restore; then
    record failed || say "problem the journal could not be written"
    finish 8 restored
  fi
  record broken || say "problem the journal could not be written"
  finish 9 broken
fi

if ! record deployed || ! cp -- "$run/compose.sh" "$state/compose.sh" || ! write_marker; then
  reason="the release is healthy, but it could not be recorded"
  finish 1 unrecorded
fi
rm -f -- "$state/unfinished"

step Tidy
tidy || say "problem tidying was not possible; the deployment is not affected"
step_end
finish 0 deployed
