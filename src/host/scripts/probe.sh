#!/bin/sh
# Looks at a host: what is deployed in a directory, what runs, and what the machine has. Changes nothing.
#
# usage: probe.sh DIRECTORY PROJECT EXPECTED [wants COUNT WANT…] [secrets [PLACE DIGEST]…]
#   DIRECTORY  the deployment's directory; `~/x` and relative paths start at the home directory
#   PROJECT    the name of the compose project that is to be deployed; empty: compose's default, from the directory's name
#              (if the journal has a deployed release, the containers are those of its project instead)
#   EXPECTED   the commit that the caller believes to be deployed; if it is, and there is no problem, the machine
#              is not examined further (quick yes)
#   WANT       path:PATH, network:NAME or volume:NAME that the release needs and that compose does not make; relative paths
#              start at DIRECTORY. Those that are missing are printed
#   secrets    the env and secret files that the caller has, each with the sha256 of its content; without the word, they
#              are not compared with the host's
#
# Prints records "key value", each ended by a NUL: values may hold any byte.

# shellcheck disable=SC2088 # tildes are matched here, not expanded
# shellcheck disable=SC2018,SC2019 # in the C locale

# shellcheck source=runner/process.sh
. "${0%/*}/runner/process.sh"
# shellcheck source=runner/specs.sh
. "${0%/*}/runner/specs.sh"
# shellcheck source=runner/placement.sh
. "${0%/*}/runner/placement.sh"
look_at_docker() { docker "$@"; }
set -u
directory=$1 project=$2 expected=$3
LC_ALL=C
export LC_ALL

say() { printf '%s %s\0' "$1" "$2"; }
# What the engine was asked and did not answer: an empty answer does not mean "none".
unasked() { # unasked WHAT ERROR
  say unasked "$1
$2"
}
have() { command -v "$1" >/dev/null 2>&1; }
# A small machine starts few programs in a millisecond, so the shell itself reads what has one line.
first_line() { # first_line FILE: sets `first`; empty if the file cannot be read
  first=
  { read -r first <"$1"; } 2>/dev/null
}
free_space() { # free_space PLACE: sets `free` to the KiB that are free on its disk; empty if that is not known
  free=
  disk=$(df -Pk "$1" 2>/dev/null) || return 0
  # shellcheck disable=SC2034 # names of the columns
  { read -r _ && read -r device blocks used free rest; } <<END
$disk
END
}

HOME=${HOME-}
home=$HOME
case $directory in /*) ;; *) [ -n "$HOME" ] && [ -d "$HOME" ] || home= ;; esac
case $directory in
  '~') directory=${HOME:-/} ;;
  '~/'*) directory=$HOME/${directory#??} ;;
  /*) ;;
  *) directory=$HOME/$directory ;;
esac
while case $directory in ?*/) true ;; *) false ;; esac do directory=${directory%/}; done
say directory "$directory"
say real-directory "$(readlink -f -- "$directory" 2>/dev/null)"
say user "$(id -un)"
first_line /proc/sys/kernel/hostname
say machine "${first:-$(uname -n)}"
# What tells one machine from another: two names of a fleet may be the same one. Cards that were copied differ in the kernel's own id.
say_digest() { # say_digest KEY OUTPUT_OF_SHA256SUM: the first 16 digits
  printf '%s %.16s\0' "$1" "$2"
}
if [ -s /etc/machine-id ]; then say_digest machine-id "$(sha256sum </etc/machine-id)"; fi
host_keys=$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_*_key.pub 2>/dev/null | sort)
[ -n "$host_keys" ] || host_keys="root $(stat -c %d:%i / 2>/dev/null)"
say_digest host-keys "$(printf '%s\n' "$host_keys" | sha256sum)"
first_line /proc/sys/kernel/random/boot_id
if [ -n "$first" ]; then say boot-id "$first"; fi

# The nearest directory that exists says on which disk files would be, and whether we may write there.
existing=$directory
until [ -e "$existing" ] || [ -z "$existing" ]; do existing=${existing%/*}; done
[ -n "$existing" ] || existing=/
if [ -z "$home" ] && [ "${1#/}" = "$1" ]; then
  say directory-state no-home
elif [ ! -d "$existing" ]; then
  say directory-state not-a-directory
elif [ ! -w "$existing" ] || [ ! -x "$existing" ]; then
  # Nothing is written here: opening fails. Only its message tells an owner from a disk that the kernel took away.
  case $( (: >>"$existing/.slipway-write") 2>&1) in
    *'Read-only file system'*) say directory-state read-only ;;
    *) say directory-state not-writable ;;
  esac
elif [ "$existing" = "$directory" ]; then
  say directory-state present
else
  say directory-state missing
fi

state=$directory/.slipway
journal=$state/journal.git
journal_state=none
deployed=
for tool in git docker setsid; do
  if have "$tool"; then say has "$tool"; fi
done
# BusyBox's flock has no time limit.
if have flock && flock -s -w 0.2 / true 2>/dev/null; then say has flock; fi

if [ -h "$state" ]; then
  # A link may lead into somebody else's directory.
  journal_state=linked
elif [ -d "$journal" ] && have git; then
  # The tree is asked for so that git has to read the entry.
  if references=$(git --git-dir="$journal" for-each-ref --format='%(refname) %(objectname) %(tree)' refs/heads 2>&1); then
    case $references in
      *'broken ref'*) journal_state=damaged ;;
      *) journal_state=present ;;
    esac
    while read -r name id _; do
      case $name in
        refs/heads/journal) say journal "$id" ;;
        refs/heads/deployed) say deployed "$id"; deployed=$id ;;
      esac
    done <<EOF
$references
EOF
  elif git --git-dir="$journal" rev-parse --git-dir >/dev/null 2>&1; then
    journal_state=damaged
  elif [ -n "$(find "$journal" -prune -user "$(id -u)" 2>/dev/null)" ]; then
    # It is ours, but not a repository for git: one of its files is torn.
    journal_state=damaged
  else
    journal_state=unreadable
    say journal-error "$references"
  fi
fi

if [ -z "$project" ]; then
  project=$(printf '%s' "${directory##*/}" | tr 'A-Z' 'a-z' | tr -cd 'a-z0-9_-' | sed 's/^[_-]*//')
fi
wanted_project=$project
if [ -n "$deployed" ]; then
  recorded=$(git --git-dir="$journal" log -1 --format='%(trailers:key=Project,valueonly,separator=)' "$deployed" 2>/dev/null)
  case $recorded in *[!a-z0-9_-]* | '') ;; *) project=$recorded ;; esac
fi
say project "$project"

if [ -e "$directory/.last_deploy_commit" ]; then
  marker=$(head -c 200 "$directory/.last_deploy_commit" 2>/dev/null)
  say last-deploy-commit "${marker%%
*}"
fi
if [ -e "$directory/.git" ]; then
  say checkout "$(git -C "$directory" rev-parse --verify --quiet HEAD 2>/dev/null)"
fi
if [ -e "$state/unfinished" ]; then
  # Torn or not: if it exists, a switch did not end.
  unfinished=$(head -n 1 "$state/unfinished" 2>/dev/null | grep . || echo yes)
  say unfinished "$unfinished"
  if [ -s "$unfinished/end" ]; then say unfinished-end "$(cat "$unfinished/end")"; fi
fi

# A release on probation: "RELEASE SECONDS-LEFT HOW RUN". HOW is watched, unwatched (the process that watches it was killed), or rebooted
# (the host was restarted since).
tell_probation() {
  read -r now _ </proc/uptime && read -r boot </proc/sys/kernel/random/boot_id || return
  watched=$(printf '%s\n' "$1" | sed -n 's/^run //p')
  left=$(($(printf '%s\n' "$1" | sed -n 's/^ends \([0-9]*\)$/\1/p' | grep . || echo 0) - ${now%%.*}))
  how=watched
  if [ "$(printf '%s\n' "$1" | sed -n 's/^boot //p')" != "$boot" ]; then
    how=rebooted left=0
  elif ! is_alive "$watched/watcher"; then
    [ "$left" -gt 0 ] || return
    how=unwatched
  fi
  number=${watched##*/}
  say probation "${number%%-*} $((left > 0 ? left : 0)) $how $watched"
}
probation=
if [ -e "$state/probation" ]; then probation=$(cat "$state/probation" 2>/dev/null); fi
case $probation in *'
end') tell_probation "$probation" ;; esac

# What RECOVER_AT_BOOT has installed: "unit NAME", "cron", or nothing; and whether somebody has removed a part of it since.
first_line "$state/at-boot"
at_boot=$first
say at-boot "$at_boot"
case $at_boot in
  'unit '*)
    units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
    if [ ! -f "$units/${at_boot#unit }" ] || [ ! -h "$units/default.target.wants/${at_boot#unit }" ] ||
      [ ! -e "/var/lib/systemd/linger/$(id -un)" ]; then
      say at-boot-broken yes
    fi
    ;;
  cron)
    if ! crontab -l 2>/dev/null | grep -Fq "# slipway-recover-$(printf '%s' "$directory" | sha256sum | cut -c 1-8).service"; then
      say at-boot-broken yes
    fi
    ;;
esac

# The current or last run: its name, its step, and whether it runs, has ended (how), or was stopped in the middle.
first_line "$state/run"
name=$first
run_state=none
if [ -n "$name" ]; then
  run=$state/runs/$name
  say run "$name"
  first_line "$run/step"
  say run-step "$first"
  if [ -s "$run/end" ]; then
    run_state=ended
    say run-end "$(cat "$run/end")"
  elif is_alive "$run/pid" || is_alive "$run/supervisor"; then
    run_state=running
  else
    run_state=stopped
  fi
fi
say run-state "$run_state"
# A power cut can leave a file empty that was being written.
if [ "$journal_state" = present ] && [ ! -s "$journal/config" ]; then
  journal_state=damaged
elif [ "$journal_state" = present ] && { [ -z "$expected" ] || [ "$run_state" = stopped ]; } &&
  [ -n "$(find "$journal/objects" -type f -size 0 2>/dev/null | head -n 1)" ]; then
  journal_state=damaged
fi
say journal-state "$journal_state"
# Processes that a killed run has left running hold the lock too; the next run ends them.
if [ "$run_state" != stopped ] && [ -e "$state/lock" ] && have flock && ! flock -n -s "$state/lock" true 2>/dev/null; then
  if [ "$run_state" = running ]; then
    say locked "$(cat "$state/holder" 2>/dev/null)"
  else
    say locked "a deployment that has just begun, or a clean-up or repair command"
  fi
fi

# Drift: files of the release that were edited. With a torn index, which the next run makes anew, that is not known.
drift=no
if [ -n "$deployed" ] && [ -f "$state/live.index" ]; then
  if ! changed=$(GIT_INDEX_FILE=$state/live.index GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    git -C "$directory" --git-dir="$journal" --work-tree="$directory" --no-optional-locks -c core.quotePath=true \
    diff --name-status --no-renames --no-color --no-ext-diff --no-textconv --ignore-submodules=all 2>/dev/null); then
    say drift-unknown yes
    drift=yes
  elif [ -n "$changed" ]; then
    say drift "$changed"
    drift=yes
  fi
fi

# Env and secret files, compared by digests with the key that only this host has. If a file in the directory differs from the stored one of
# the deployed release, somebody has edited it.
secrets=$state/secrets
beside_git=same
keyed() { # keyed DIGEST
  inner=$({ cat -- "$secrets/key.inner" && printf '%s' "$1"; } 2>/dev/null | sha256sum)
  { cat -- "$secrets/key.outer" && printf '%s' "${inner%% *}"; } 2>/dev/null | sha256sum | cut -c 1-64
}
secret_state() { # secret_state PLACE DIGEST
  if [ -f "$store/digests" ] && cut -c 66- <"$store/digests" | grep -Fqx -e "$1"; then
    if ! cmp -s -- "$store/files/$1" "$directory/$1"; then
      echo edited
    elif grep -Fqx -e "$(keyed "$2") $1" "$store/digests"; then
      echo same
    else
      echo changed
    fi
  elif [ ! -e "$directory/$1" ] && [ ! -h "$directory/$1" ]; then
    echo new
  elif [ -f "$directory/$1" ] && [ "$(sha256sum <"$directory/$1" 2>/dev/null | cut -c 1-64)" = "$2" ]; then
    echo new
  elif [ -n "$deployed" ] && git --git-dir="$journal" cat-file -e "$deployed:$1" 2>/dev/null; then
    echo new
  else
    echo in-the-way
  fi
}
# The variables of a `.env` that is stored here, so that the caller, who has the new one, sees which of them differ: its place, and
# for each line with something in it the line's digest and the variable that it sets, or "-".
say_lines() { # say_lines PLACE
  [ "$(wc -l <"$store/files/$1")" -le 300 ] || return 0
  say secret-lines "$1
$(while IFS= read -r line || [ -n "$line" ]; do
    case $line in '' | '#'*) continue ;; esac
    name=${line%%[=:]*}
    name=${name#export }
    case $name in '' | "$line" | *[!A-Za-z0-9_.-]*) name=- ;; esac
    digest=$(printf '%s' "$line" | sha256sum)
    printf '%s %s\n' "${digest%% *}" "$name"
  done <"$store/files/$1")"
}
for folder in "$secrets"/*/; do
  case $folder in */[0-9]*-*/) folder=${folder%/}; say secret-store "${folder##*/}" ;; esac
done
store=$secrets/none
if [ -f "$secrets/live" ]; then store=$secrets/$(cat "$secrets/live"); fi
compare_secrets() { # compare_secrets, with the arguments of this script
  shift "$(($# < 3 ? $# : 3))"
  if [ "${1:-}" = wants ]; then shift "$(($2 + 2))"; fi
  asked=${1:-no}
  here='
'
  if [ "$asked" = secrets ]; then
    shift
    while [ $# -ge 2 ]; do
      secret=$(secret_state "$1" "$2")
      if [ "$secret" != same ]; then beside_git=$secret; fi
      say secret "$secret $1"
      case "$secret /$1" in changed*/.env) say_lines "$1" ;; esac
      here="$here$1
"
      shift 2
    done
  fi
  [ -f "$store/digests" ] || return 0
  while read -r _ place; do
    case $here in *"
$place
"*) continue ;; esac
    if ! cmp -s -- "$store/files/$place" "$directory/$place"; then
      beside_git=edited
      say secret "edited $place"
    elif [ "$asked" = secrets ]; then
      beside_git=gone
      say secret "gone $place"
    fi
  done <"$store/digests"
}
compare_secrets "$@"

# How long a container runs: the kernel knows how long after the host's start its process began, on a clock that nobody sets.
# Sets `age` to whole seconds, "-" if it did not run or cannot be seen from here.
look_at_age() { # look_at_age PID
  age=-
  [ "$1" != 0 ] || return 0
  if ! identity_of "$1"; then
    # It has ended since the engine was asked, or /proc hides the processes of other users.
    if [ -e /proc/1/stat ] && [ ! -e "/proc/$1" ]; then age=0; fi
    return 0
  fi
  read -r up _ </proc/uptime || return 0
  began=${identity#* }
  age=$((${up%%.*} - ${began%% *} / 100))
}

# All containers: "id name project directory state ports networks", separated by tabs. For those of the project:
# "service image state restarts exit-code health one-off age id directory".
running=unknown
everybody=
containers=
look_at_containers() { # 1 if the engine does not answer; `everybody` is then its error
  everybody=$(docker ps --all --no-trunc --format '{{.ID}}	{{.Names}}	{{.Label "com.docker.compose.project"}}	{{.Label "com.docker.compose.project.working_dir"}}	{{.State}}	{{.Ports}}	{{.Networks}}' 2>&1) || return 1
  containers=$(printf '%s\n' "$everybody" | awk -F '\t' -v project="$project" '$3 == project { print $1 }')
  seen=
  if [ -n "$containers" ]; then
    # shellcheck disable=SC2086 # container ids: words of hexadecimal digits
    if ! seen=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.Image}} {{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{with index .Config.Labels "com.docker.compose.oneoff"}}{{.}}{{else}}-{{end}} {{.State.Pid}} {{.ID}} {{index .Config.Labels "com.docker.compose.project.working_dir"}}' $containers 2>/dev/null); then
      everybody="docker inspect did not answer for each of the containers that docker ps had listed"
      return 1
    fi
  fi
  running=
  while read -r service image status restarts code health oneoff pid rest; do
    [ -n "$service" ] || continue
    look_at_age "$pid"
    running="$running$service $image $status $restarts $code $health $oneoff $age $rest
"
  done <<END
$seen
END
  running=${running%?}
}
# On a swarm, the tasks that are to run stand for the containers, whichever node they are on: the same lines. `task_nodes` gets lines
# "id hostname", `task_usage` what status.sh says of containers, `changed_services` what changed_specs prints, `waiting_services` what
# nodes_lacking does.
task_nodes='' task_usage='' changed_services='' waiting_services=''
look_at_tasks() { # 1 if the swarm does not answer; `everybody` is then its error
  ids=$(docker service ls --quiet --filter "label=com.docker.stack.namespace=$project" 2>&1) || { everybody=$ids; return 1; }
  running='' task_nodes='' task_usage='' changed_services='' waiting_services='' containers=''
  [ -n "$ids" ] || return 0
  # shellcheck disable=SC2016,SC2086 # for docker; ids are words
  if ! names=$(docker service inspect --format '{{.ID}} {{.Spec.Name}} {{with .Spec.TaskTemplate.ContainerSpec.Healthcheck}}{{if .Test}}{{index .Test 0}}{{else}}-{{end}}{{else}}-{{end}} {{with .Spec.TaskTemplate.RestartPolicy}}{{with .Condition}}{{.}}{{else}}any{{end}}{{else}}any{{end}} {{if .Spec.Mode.Replicated}}{{.Spec.Mode.Replicated.Replicas}}{{else}}global{{end}}{{range .Endpoint.Ports}}{{if eq .PublishMode "ingress"}} 0.0.0.0:{{.PublishedPort}}->{{.TargetPort}}/{{.Protocol}}{{end}}{{end}}' $ids 2>/dev/null) ||
    ! tasks=$(docker service ps --quiet --no-trunc $ids 2>/dev/null) ||
    ! nodes=$(docker node ls --format '{{.ID}} {{.Hostname}}' 2>/dev/null); then
    everybody="the swarm did not say which tasks it runs"
    return 1
  fi
  if [ -s "$state/stack.specs" ] && specs=$(stack_specs "$ids"); then
    changed_services=$({ cat -- "$state/stack.specs" && printf '\n%s\n' "$specs"; } | changed_specs | sed "s/^${project}_//")
  fi
  # A service of `mode: global` whose only nodes are away has no tasks.
  if [ -z "$tasks" ]; then
    see_what_waits
    return 0
  fi
  # shellcheck disable=SC2016,SC2086 # for docker; ids are words
  seen=$(docker inspect --type task --format '{{.ServiceID}} {{.ID}} {{.DesiredState}} {{.Status.State}} {{with .NodeID}}{{.}}{{else}}-{{end}} {{.Slot}} {{.Spec.ContainerSpec.Image}} {{with .Status.ContainerStatus}}{{.ExitCode}}{{else}}0{{end}} {{json .Status.Timestamp}}{{range .Status.PortStatus.Ports}} 0.0.0.0:{{.PublishedPort}}->{{.TargetPort}}/{{.Protocol}}{{end}}' $tasks 2>/dev/null) ||
    { everybody="the swarm did not say what its tasks do"; return 1; }
  # Which images have a health check of their own: they are on the manager as well.
  # shellcheck disable=SC2046 # ids are words
  checks=$(docker image inspect --format '{{.ID}} {{with .Config.Healthcheck}}{{if .Test}}{{index .Test 0}}{{else}}-{{end}}{{else}}-{{end}}' $(printf '%s\n' "$seen" | cut -d ' ' -f 7 | sort -u) 2>/dev/null)
  told=$(printf '%s\n\n%s\n\n%s\n\n%s\n' "$names" "$nodes" "${checks:--}" "$seen" | awk -v project="$project" -v published="$(sed -n 's/^# published //p' "$state/stack.yml" | tr '\n' ' ')" '
    # An image that nodes pull from a registry is known here by its id.
    BEGIN { count = split(published, word, " "); for (i = 1; i < count; i += 2) id_of[word[i + 1]] = word[i] }
    $0 == "" { part++; next }
    part == 0 {
      full[$1] = $2
      name[$1] = substr($2, length(project) + 2)
      check[$1] = $3
      ends[$1] = ($4 != "any")
      for (i = 6; i <= NF; i++) ports[$1] = ports[$1] " " $i
    }
    part == 1 { node[$1] = $2 }
    part == 2 { image_check[$1] = $2 }
    part == 3 {
      slot = $1 " " ($6 == 0 ? $5 : $6)
      if ($4 == "failed" || $4 == "rejected") failures[slot]++
      if ($3 == "running") { now[slot] = $0; at[slot] = $5 }
      # In an update it is there before the old one has stopped.
      if ($3 == "ready") coming[slot] = $0
      # The newest is the first one of its slot.
      if ($3 != "running" && ends[$1] && !(slot in ended) && ($4 == "complete" || $4 == "failed")) ended[slot] = $0
    }
    END {
      # A service that is not started again has ended, as a container has.
      for (slot in ended) if (!(slot in now)) {
        now[slot] = ended[slot]
        sub(/ (complete|failed) /, " exited ", now[slot])
        split(now[slot], word, " ")
        at[slot] = word[5]
      }
      for (slot in coming) if (!(slot in now)) { now[slot] = coming[slot]; split(now[slot], word, " "); at[slot] = word[5] }
      for (slot in now) {
        count = split(now[slot], word, " ")
        if (word[7] in id_of) word[7] = id_of[word[7]]
        often = failures[slot] + 0
        # A task runs once its check has succeeded, and one that fails its check is stopped.
        how = check[word[1]] != "-" ? check[word[1]] : word[7] in image_check ? image_check[word[7]] : "unknown"
        health = word[4] != "running" || how == "-" || how == "NONE" ? "-" : how == "unknown" ? how : "healthy"
        if (word[4] != "running") word[9] = "-"
        gsub(/"/, "", word[9])
        published = ports[word[1]]
        for (i = 10; i <= count; i++) published = published " " word[i]
        printf "%s\t%s\t%s\n",
          name[word[1]] " " word[7] " " (often >= 3 && word[4] != "running" ? "restarting" : word[4]) " " often " " word[8] " " health " - - " word[2],
          word[2] " " (at[slot] in node ? node[at[slot]] : "-"),
          name[word[1]] " - " full[word[1]] "." (word[6] == 0 ? word[5] : word[6]) "." word[2] " " word[9] " 0 -" published
      }
    }' | sort)
  running=$(printf '%s\n' "$told" | cut -f 1)
  task_nodes=$(printf '%s\n' "$told" | cut -f 2)
  # shellcheck disable=SC2034 # for status.sh
  task_usage=$(printf '%s\n' "$told" | cut -f 3)
  see_what_waits
}
# Uses `names` and `running`: the engine is asked for nodes only if something does not run.
see_what_waits() {
  idle=$(printf '%s\n\n%s\n' "$running" "$names" | awk -v project="$project" '
    $0 == "" { part++; next }
    !part { if ($3 == "running" || $3 == "exited") runs[$1]; next }
    $5 != "0" && !(substr($2, length(project) + 2) in runs) { print $1 }')
  # shellcheck disable=SC2034 # for placement.sh
  node_label=dev.slipway.$project
  # shellcheck disable=SC2086 # ids are words
  waiting_services=$(nodes_lacking away $idle) || waiting_services=
}
look_at_all() {
  look_at_containers || return 1
  [ ! -s "$state/stack.yml" ] || look_at_tasks
}
if have docker; then
  # A container may be removed between the two queries: then they are tried once more.
  if look_at_all || look_at_all; then
    say containers "$running"
    if [ -n "$task_nodes" ]; then say task-nodes "$task_nodes"; fi
    if [ -n "$changed_services" ]; then say changed-services "$changed_services"; fi
    if [ -n "$waiting_services" ]; then say waiting-services "$waiting_services"; fi
  else
    say docker-error "$everybody"
    # An engine of the account's own that answers, and that the docker command does not use.
    socket=/run/user/$(id -u)/docker.sock
    if [ -S "$socket" ] && [ "$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null)" != "unix://$socket" ] &&
      docker --host "unix://$socket" version >/dev/null 2>&1; then
      say own-engine "$socket"
    fi
  fi
fi

if [ -n "$expected" ] && [ "$expected" = "$deployed" ] && [ "$drift" = no ] && [ "$beside_git" = same ] && [ ! -e "$state/unfinished" ] &&
  [ "$journal_state" = present ]; then
  say quick yes
  exit 0
fi
say quick no

# The scripts of the last run: if the next one has the same, they need not be sent again.
if [ "$run_state" != none ] && [ -f "$run/runner.sh" ] && have sha256sum; then
  digest=$(sha256sum <"$run/runner.sh")
  say runner "${digest%% *} $run/runner.sh"
fi

if [ "$running" != unknown ]; then
  # What can be put back: images by their ids, stores of secrets by their names.
  if image_ids=$(docker images --all --quiet --no-trunc 2>&1); then
    say image-ids "$image_ids"
  else
    unasked "which images it has" "$image_ids"
  fi
  say neighbours "$(printf '%s\n' "$everybody" | cut -f 2-)"
  # Images and volumes with the project's name, if nothing was deployed here: they do not say which directory they belong to.
  if [ -z "$deployed" ]; then
    if others=$(docker images --quiet --no-trunc --filter "label=dev.slipway.project=$wanted_project" 2>&1) &&
      others=$(printf '%s\n' "$others" | sort -u | xargs -r docker image inspect --format '{{with .Config.Labels}}{{index . "dev.slipway.directory"}}{{end}}' 2>&1); then
      say project-directories "$(printf '%s\n' "$others" | sort -u |
        while IFS= read -r other; do if [ -d "$other/.slipway" ]; then printf '%s\n' "$other"; fi; done)"
    else
      unasked "whose images of the project $wanted_project are" "$others"
    fi
  fi
  if [ -z "$(ls -A -- "$directory" 2>/dev/null)" ]; then
    if volumes=$(docker volume ls --quiet --filter "label=com.docker.compose.project=$wanted_project" 2>&1); then
      say project-volumes "$volumes"
    else
      unasked "which volumes the project $wanted_project has" "$volumes"
    fi
  fi
fi
# What listens here: local address and port in hexadecimal, as the kernel writes them.
say listening "$(awk '$4 == "0A" && !seen[$2]++ { print $2 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)"
# A UDP socket without a peer receives everything that is sent to its port.
say listening-udp "$(awk '$4 == "07" && !seen[$2]++ { print $2 }' /proc/net/udp /proc/net/udp6 2>/dev/null)"

is_there() { # is_there network|volume NAME: whether the engine has it; it counts as there if the engine does not say
  [ "$running" != unknown ] || return 0
  if answer=$(docker "$1" inspect -- "$2" 2>&1 >/dev/null); then return 0; fi
  case $answer in *'o such '* | *'not found'*) return 1 ;; esac
  unasked "if it has the $1 $2" "$answer"
}
look_for_wants() { # look_for_wants, with the arguments of this script
  shift "$(($# < 3 ? $# : 3))"
  if [ "${1:-}" != wants ]; then return; fi
  left=$2
  shift 2
  while [ "$left" -gt 0 ]; do
    name=${1#*:}
    case $1 in
      path:/*) [ -e "$name" ] ;;
      path:'~') true ;;
      path:'~/'*) [ -e "$HOME/${name#??}" ] ;;
      path:*) [ -e "$directory/$name" ] ;;
      network:* | volume:*) is_there "${1%%:*}" "$name" ;;
    esac || say lacks "$1"
    shift
    left=$((left - 1))
  done
}
look_for_wants "$@"

say arch "$(uname -m)"
if have git; then say git "$(git --version)"; fi

# The versions stay the same until a program file is replaced or the engine is restarted. A run records them. As long as the key is
# the same, they are not asked again.
programs_key() {
  uses_engine_here || return
  set -- "$(command -v docker)" /run/docker.pid "$HOME/.docker/config.json"
  if have docker-compose; then set -- "$@" "$(command -v docker-compose)"; fi
  for place in "$HOME/.docker" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
    set -- "$@" "$place/cli-plugins/docker-buildx" "$place/cli-plugins/docker-compose"
  done
  stat -L -c '%n %d %i %s %Y %Z' -- "$@" 2>/dev/null
}
key=
programs=
root=
# An engine that does not answer now has no version, whatever it had.
if [ "$running" != unknown ]; then key=$(programs_key); fi
if [ -n "$key" ] && [ -f "$state/programs" ]; then programs=$(cat "$state/programs"); fi
case $programs in
  "$key
=
"*'
.')
    while read -r name value; do
      if [ "$name" = docker-root ]; then root=$value; fi
      case $name in engine | buildx | compose-v2 | compose-v1 | docker-root) say "$name" "$value" ;; esac
    done <<EOF
${programs#"$key
=
"}
EOF
    ;;
  *) programs= ;;
esac
if have docker && [ -z "$programs" ]; then
  say programs-key "$key"
  # Side by side: starting docker takes longer than its answer. Each prints one short record at once.
  {
    {
      if version=$(docker version --format '{{.Server.Version}} {{.Client.Version}} {{.Server.Arch}}' 2>/dev/null); then
        say engine "$version"
      else
        # Another program may have the name.
        say docker-program "$(docker --version 2>/dev/null | head -n 1)"
      fi
    } &
    if docker buildx version >/dev/null 2>&1; then say buildx yes; fi &
    if compose=$(docker compose version --short 2>/dev/null); then say compose-v2 "$compose"; fi &
    if have docker-compose && compose=$(docker-compose version --short 2>/dev/null); then say compose-v1 "$compose"; fi &
    root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
    if [ -n "$root" ]; then say docker-root "$root"; fi
    wait
  }
fi
if [ -n "$root" ]; then
  free_space "$root"
  say docker-free "$free"
fi
free_space "$existing"
say free "$free"
if [ -r /proc/meminfo ]; then
  say memory "$(awk '$1 == "MemTotal:" { total = $2 } $1 == "MemAvailable:" { free = $2 } END { print total, free }' /proc/meminfo)"
fi
# A Raspberry Pi slows down under a weak supply and in the heat; its firmware says so, or the kernel's sensors do.
if have vcgencmd && throttled=$(vcgencmd get_throttled 2>/dev/null); then
  say throttled "${throttled#*=}"
elif [ -r /sys/devices/platform/soc/soc:firmware/get_throttled ]; then
  say throttled "$(cat /sys/devices/platform/soc/soc:firmware/get_throttled)"
else
  for sensor in /sys/class/hwmon/hwmon*; do
    first_line "$sensor/name"
    [ "$first" = rpi_volt ] || continue
    first_line "$sensor/in0_lcrit_alarm"
    if [ "$first" = 1 ]; then say throttled 0x1; fi
  done
fi
hottest=
for sensor in /sys/class/thermal/thermal_zone*/temp; do
  first_line "$sensor"
  case $first in '' | *[!0-9]*) continue ;; esac
  if [ "$first" -gt "${hottest:-0}" ]; then hottest=$first; fi
done
if [ -n "$hottest" ]; then say temperature "$hottest"; fi
