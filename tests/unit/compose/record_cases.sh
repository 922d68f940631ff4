#!/bin/sh
# Records what docker compose makes of every case, for case_test.cpp to compare the reader with:
#   record_cases.sh <docker-compose v2 program> [cases directory]
# A case is a directory: the files of an application, and `arguments` with lines `file F`, `profile P`, `service S`
# and `set NAME=value`. The record is `expected.json` (compose's own resolved model) or `expected.error`, beside them.
# The records in the repository were made with Docker Compose 2.26.1.
set -eu

program=$1
cases=${2:-$(cd "$(dirname "$0")" && pwd)/cases}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The records call the parent of the project's directory /host, wherever it was when they were made.
portable() {
  sed -e "s|$work/host|/host|g"
}

record() {
  case_directory=$1
  rm -rf "$work/host"
  mkdir "$work/host"
  cp -R "$case_directory" "$work/host/hey-orac"
  rm -f "$work"/host/hey-orac/expected.* "$case_directory"/expected.*
  set --
  services=
  variables=
  if [ -f "$case_directory/arguments" ]; then
    while read -r kind value; do
      case $kind in
        file) set -- "$@" -f "$value" ;;
        profile) set -- "$@" --profile "$value" ;;
        service) services="$services $value" ;;
        set) variables="$variables $value" ;;
      esac
    done <"$case_directory/arguments"
  fi
  # Words are split on purpose: neither services nor the cases' variables have spaces.
  # shellcheck disable=SC2086
  if (cd "$work/host/hey-orac" &&
    env -i PATH="$PATH" HOME=/home/person $variables "$program" "$@" config --format json $services) \
    >"$work/out" 2>"$work/err"; then
    portable <"$work/out" >"$case_directory/expected.json"
  else
    grep -v '^time=' "$work/err" | portable >"$case_directory/expected.error"
  fi
}

for directory in "$cases"/*/; do
  record "${directory%/}"
done
