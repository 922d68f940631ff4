#!/bin/sh
# Looks at a host: what is deployed in a directory, what runs, and what the machine has. Changes nothing.
#
# usage: probe.sh DIRECTORY PROJECT EXPECTED
#   DIRECTORY  the deployment's directory; `~/x` and relative paths start at the home directory
#   PROJECT    the compose project's name; empty: compose's default, from the directory's name
#   EXPECTED   the commit the caller believes to be deployed; where it is, and nothing else stands out, the machine
#              is not examined further (quick yes)
#
# Prints records "key value", each ended by a NUL: values may hold any byte.

# shellcheck disable=SC2088 # tildes are matched here, not expanded
# shellcheck disable=SC2018,SC2019 # in the C locale

directory=$1 project=$2 expected=$3
LC_ALL=C
export LC_ALL

say() { printf '%s %s\0' "$1" "$2"; }
have() { command -v "$1" >/dev/null 2>&1; }

case $directory in
  '~') directory=$HOME ;;
  '~/'*) directory=$HOME/${directory#??} ;;
  /*) ;;
  *) directory=$HOME/$directory ;;
esac
while case $directory in ?*/) true ;; *) false ;; esac do directory=${directory%/}; done
say directory "$directory"
say user "$(id -un)"
say machine "$(uname -n)"

# The nearest directory that exists says where things would land and whether we may write there.
existing=$directory
until [ -e "$existing" ] || [ -z "$existing" ]; do existing=${existing%/*}; done
[ -n "$existing" ] || existing=/
if [ ! -d "$existing" ]; then
  say directory-state not-a-directory
elif [ ! -w "$existing" ] || [ ! -x "$existing" ]; then
  say directory-state not-writable
elif [ "$existing" = "$directory" ]; then
  say directory-state present
else
  say directory-state missing
fi

if [ -z "$project" ]; then
  project=$(printf '%s' "${directory##*/}" | tr 'A-Z' 'a-z' | tr -cd 'a-z0-9_-' | sed 's/^[_-]*//')
fi
say project "$project"

state=$directory/.slipway
journal=$state/journal.git
deployed=
for tool in git docker flock setsid; do
  if have "$tool"; then say has "$tool"; fi
done

if [ -d "$journal" ] && have git; then
  if references=$(git --git-dir="$journal" for-each-ref --format='%(refname) %(objectname)' refs/heads 2>&1); then
    say journal-state present
    while read -r name id; do
      case $name in
        refs/heads/journal) say journal "$id" ;;
        refs/heads/deployed) say deployed "$id"; deployed=$id ;;
      esac
    done <<EOF
$references
EOF
  else
    say journal-state unreadable
    say journal-error "$references"
  fi
else
  say journal-state none
fi

if [ -e "$directory/.last_deploy_commit" ]; then
  say last-deploy-commit "$(head -c 200 "$directory/.last_deploy_commit" 2>/dev/null | head -n 1)"
fi
if [ -e "$directory/.git" ]; then
  say checkout "$(git -C "$directory" rev-parse --verify --quiet HEAD 2>/dev/null)"
fi
if [ -e "$state/unfinished" ]; then
  say unfinished "$(cat "$state/unfinished" 2>/dev/null)"
fi
if [ -e "$state/lock" ] && have flock && ! flock -n -s "$state/lock" true 2>/dev/null; then
  say locked "$(cat "$state/holder" 2>/dev/null)"
fi

# Drift: files of the release that are no longer what was put there.
drift=no
if [ -n "$deployed" ] && [ -f "$state/live.index" ]; then
  changed=$(GIT_INDEX_FILE=$state/live.index GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    git -C "$directory" --git-dir="$journal" --work-tree="$directory" --no-optional-locks -c core.quotePath=true \
    diff-files --name-status --no-renames --ignore-submodules=all 2>/dev/null)
  if [ -n "$changed" ]; then
    say drift "$changed"
    drift=yes
  fi
fi

# Containers: "service image state restarts exit-code health".
running=unknown
if have docker; then
  if containers=$(docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$project" 2>&1); then
    running=
    if [ -n "$containers" ]; then
      # shellcheck disable=SC2086 # container ids: words of hexadecimal digits
      running=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.Image}} {{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}-{{end}} {{index .Config.Labels "com.docker.compose.oneoff"}}' $containers 2>/dev/null)
    fi
    say containers "$running"
  else
    say docker-error "$containers"
  fi
fi

if [ -n "$expected" ] && [ "$expected" = "$deployed" ] && [ "$drift" = no ] && [ ! -e "$state/unfinished" ]; then
  say quick yes
  exit 0
fi
say quick no

say arch "$(uname -m)"
if have git; then say git "$(git --version)"; fi
if have docker; then
  if version=$(docker version --format '{{.Server.Version}} {{.Client.Version}} {{.Server.Arch}}' 2>/dev/null); then
    say engine "$version"
  fi
  if docker buildx version >/dev/null 2>&1; then say buildx yes; fi
  if compose=$(docker compose version --short 2>/dev/null); then say compose-v2 "$compose"; fi
  root=$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)
  if [ -n "$root" ]; then
    say docker-root "$root"
    say docker-free "$(df -Pk "$root" 2>/dev/null | awk 'NR == 2 { print $4 }')"
  fi
fi
if have docker-compose; then
  if compose=$(docker-compose version --short 2>/dev/null); then say compose-v1 "$compose"; fi
fi
say free "$(df -Pk "$existing" 2>/dev/null | awk 'NR == 2 { print $4 }')"
if [ -r /proc/meminfo ]; then
  say memory "$(awk '$1 == "MemTotal:" { total = $2 } $1 == "MemAvailable:" { free = $2 } END { print total, free }' /proc/meminfo)"
fi
