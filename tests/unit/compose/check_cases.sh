#!/bin/sh
# Compares the reader with docker compose itself, instead of with the records in the repository:
#   check_cases.sh <test program unit_compose> [docker-compose v2 program]
# Without a program it takes the one that test hosts of the flavour debian13 have, which made the records.
set -eu

tests=$1
program=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "$program" ]; then
  layer=$("$here/../../host/embedded-host" layer compose-2.26)
  program=$layer/usr/libexec/docker/cli-plugins/docker-compose
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$here/cases" "$work/cases"
"$here/record_cases.sh" "$program" "$work/cases"
SLIPWAY_COMPOSE_CASES="$work/cases" "$tests" --gtest_filter='*ComposeCase*' --gtest_brief=1
