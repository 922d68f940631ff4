#!/bin/sh
# Compares the reader with the docker compose that is installed, instead of with the records in the repository:
#   check_cases.sh <test program unit_compose> [docker-compose v2 program]
# Ends with 77, which CTest takes for a skip, where there is no compose v2.
set -eu

tests=$1
program=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "$program" ] || ! "$program" version >/dev/null 2>&1; then
  echo "skipped: no docker compose v2 plugin here (docker-compose in a cli-plugins directory)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/cases" "$work/cases"
"$here/record_cases.sh" "$program" "$work/cases"
SLIPWAY_COMPOSE_CASES="$work/cases" "$tests" --gtest_filter='*ComposeCase*' --gtest_brief=1
