#!/bin/sh
# Compares the reader with docker compose itself, on the cases in the repository and on generated applications:
#   check_cases.sh <test program unit_compose> <layer with docker-compose, or the program itself> [number of generated applications]
# A layer is one of tests/host/embedded_host/flavours.py: compose-2.26 made the records in the repository.
set -eu

tests=$1
program=$2
generated=${3:-300}
here=$(cd "$(dirname "$0")" && pwd)
case $program in
  */*) ;;
  *) program=$("$here/../../host/embedded-host" layer "$program")/usr/libexec/docker/cli-plugins/docker-compose ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/generate_cases" "$work/cases" "$generated"
cp -R "$here/cases/." "$work/cases/"
"$here/record_cases.sh" "$program" "$work/cases"

# Differences that are meant (docs/reference/compose.md): the reader takes what any released compose takes, and leaves to the
# host's own compose, before the build, what this version of it or this machine's variables decide.
version=$("$program" version --short)
left_out() {
  grep -l "$1" "$work"/cases/*/expected.error 2>/dev/null | while IFS= read -r file; do
    rm -r "${file%/*}"
    printf '%s\n' "${file%/*}"
  done | wc -l
}
printf 'compose %s: left out with env_file format raw, which it has not: %s\n' "$version" "$(left_out 'unsupported env_file format')"
printf 'compose %s: left out with a required variable that the host may have: %s\n' "$version" "$(left_out 'required variable REQUIRED')"
case $version in
  2.2[0-9].*) ;;
  # A variable of an environment file that an earlier file sets as well: 2.26 takes the later one, newer ones the earlier.
  *) rm -r "$work/cases/long-forms" ;;
esac
SLIPWAY_COMPOSE_CASES="$work/cases" "$tests" --gtest_filter='*ComposeCase*' --gtest_brief=1
