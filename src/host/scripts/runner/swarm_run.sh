#!/bin/sh
# What a run for a swarm (ENGINE swarm) does in place of compose. These functions come with the plan of such a run, at its end: other runs
# do not carry them, and whoever recovers an interrupted run has them from its plan.

# shellcheck source=specs.sh
. "${0%/*}/specs.sh"
# shellcheck source=stack.sh
. "${0%/*}/stack.sh"
# shellcheck source=published.sh
. "${0%/*}/published.sh"
# shellcheck source=nodes.sh
. "${0%/*}/nodes.sh"
# shellcheck source=placement.sh
. "${0%/*}/placement.sh"
# shellcheck source=tasks.sh
. "${0%/*}/tasks.sh"
