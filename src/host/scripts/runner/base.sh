#!/bin/sh
# Carries out a deployment on its host: checks out, builds, switches over, waits for health, and records it -- or puts
# the old release back. Runs without the client; launch.sh starts it and prints its log.
#
# The files of this folder are one script, runner.sh: the build joins them, this one first and main.sh last.
#
# usage: runner.sh RUN_DIRECTORY            supervises the run, which is `runner.sh RUN_DIRECTORY work`
# RUN_DIRECTORY/plan.sh sets the variables and functions below (src/deploy/run/run_plan.cpp writes it):
#   nonce                what the lines for the client start with
#   directory project release tree holder source_commit
#   release_tags         what the tags of this directory's releases start with, before the dash and the number
#   expected_journal     the newest entry of the journal that the plan was made for; empty if there is none
#   left_behind          the commit that lists the files of the release that were not sent; empty if all were
#   base_tree            the tree that an older tool left in the directory, if that is known; otherwise empty
#   health_timeout keep
#   settle               seconds that a service without a health check has to run without a restart
#   confirm_timeout      seconds to wait until the client confirms that the release works; 0: it is not asked
#   tests_timeout        seconds to wait for the client's word that its tests pass in the new images; 0: there are none
#   probation            seconds that a release is watched after it is recorded; 0: it is not
#   overwrite_drift      yes | no
#   touches              all | files: whether more than the files in the directory changes
#   builds               yes | no: whether an image is built here
#   reads_compose        yes | no: whether compose is asked if it can read its files, which are new or changed
#   engine_root          where the engine keeps its images, as far as known
#   programs             what the next probe need not ask again; empty if there is nothing new
#   running_before       the ids of the project's containers that ran at the client's look
#   build_jobs           how many images may be built at once; 0: as many as memory and cores allow
#   secrets              the store of the release's env and secret files; empty if it has none
#   outcome_message      the head of the journal entry: subject, blank line, trailers known in advance
#   up_services          the services to start, as words
#   jobs                 lines "SERVICE : SERVICE…": a job, which runs before any container is touched, and the services that it needs (jobs.sh)
#   job_timeout          seconds that each may take
#   starting_turns       lines "SERVICE… : SERVICE…": services that are started together, and which of these have to be healthy before the next
#                        line; empty if compose starts all services in one call
#   compose_counts_dependencies  yes | no: whether the services that a service depends on are part of its container's definition
#   awaited_services     services that have containers: NAME, NAME=COUNT, NAME=end if others wait for its end, NAME=? if the number is not known
#   joining_services     services that share another's network, processes or IPC; a service comes after those that it joins
#   remounted_services   services that see a changed file only in a new container
#   restarted_services   services that have to be restarted: for their mounted files, or because they are unhealthy
#   seconds_to_stop      how long all services may take to stop, one after the other
#   engine               compose | swarm; for the latter, stack.sh and nodes.sh say what else there is
#   update_seconds       how long the updates of a swarm wait between two tasks
#   receive_files        unpacks the files of the release into the journal, if they came with the plan
#   read_compose_files   has compose read the files in the staging directory
#   read_compose_version prints the version of compose
#   image_names          prints the names compose uses for the images that are switched, one a line
#   pull_images          pulls the images that are not built here, each by pull_image
#   build_images         builds, each image by build_image, reuse_image or note_image; several by build_queued (side_by_side.sh)
#   check_programs       looks at what was built elsewhere, in the new images, each by check_program
#   tag_images           points the names compose uses at the images of this release, each by tag_image
# RUN_DIRECTORY/compose.sh defines the function
#   compose ARGS…        runs compose with the project and the files of the new release
#
# Lines for the client start with "@$nonce ". Everything else is output of the programs that are run.
# Exit status: 0 deployed; 1 not recorded, or killed; 3 refused; 4 locked; 6 no room; 7 build failed; 8 failed (also in its probation), and the
# old release is healthy again, or nothing is left of a first one; 9 failed, and the old release could not be put back; 12 cancelled, and
# the old release runs.

set -u
run=$1
LC_ALL=C
export LC_ALL
umask 022
trap '' HUP
# shellcheck source=/dev/null
. "$run/plan.sh"
# shellcheck source=/dev/null
. "$run/compose.sh"
: "${nonce:?}" "${directory:?}" "${project:?}" "${release_tags:?}" "${release:?}" "${tree:?}" "${holder:?}" "${source_commit:?}"
: "${expected_journal?}" "${base_tree?}" "${health_timeout:?}" "${settle:?}" "${keep:?}" "${confirm_timeout:?}" "${tests_timeout:?}" "${probation:?}" "${overwrite_drift:?}"
: "${left_behind?}" "${build_jobs:?}" "${outcome_message:?}" "${up_services?}" "${jobs?}" "${job_timeout:?}" "${starting_turns?}" "${compose_counts_dependencies:?}" "${awaited_services?}" "${joining_services?}" "${remounted_services?}" "${restarted_services?}" "${seconds_to_stop:?}" "${touches:?}" "${builds:?}" "${reads_compose:?}" "${secrets?}" "${engine_root?}" "${programs?}" "${running_before?}" "${engine:?}"
# Only a plan for a swarm sets these.
: "${update_seconds:=0}" "${stack_blanks:=}" "${stack_of:=}" "${stack_services_wanted:=}" "${node_label:=}" "${seed_timeout:=0}" "${registry:=}"

state=$directory/.slipway
journal=$state/journal.git
staging=$state/staging
# git without the account's configuration: checkouts must be the same on every account.
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_LITERAL_PATHSPECS=1
GIT_AUTHOR_NAME=slipway GIT_AUTHOR_EMAIL=slipway@localhost
GIT_COMMITTER_NAME=slipway GIT_COMMITTER_EMAIL=slipway@localhost
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL GIT_TERMINAL_PROMPT GIT_LITERAL_PATHSPECS
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
# This variable marks the processes that the run has started.
SLIPWAY_RUN=$run
export SLIPWAY_RUN

say() { printf '@%s %s\n' "$nonce" "$*"; }

is_full() { # whether there is no room for anything where the release lies: no blocks, or no inodes
  [ "$(df -Pk "$directory" 2>/dev/null | awk 'NR == 2 { print $4 }')" -lt 1024 ] 2>/dev/null && return
  # A file system that makes inodes as it needs them reports 0 inodes.
  df -Pi "$directory" 2>/dev/null | awk 'NR == 2 { used_up = $2 > 0 && $4 < 16 } END { exit !used_up }'
}

repository() {
  git --git-dir="$journal" -c core.bigFileThreshold=16m -c core.fsync=committed,loose-object,reference -c core.fsyncMethod=batch "$@"
}
# Larger files pass through git without being held in memory. It then compresses also what it only compares, unless it is told not to; that
# is why commands that compare files in DIRECTORY (on_files) have no such threshold.
checkout() { # checkout INDEX WORK_TREE read-tree-arguments…
  index=$1 work_tree=$2
  shift 2
  (cd "$work_tree" && GIT_INDEX_FILE=$index git --git-dir="$journal" --work-tree="$work_tree" \
    -c core.bigFileThreshold=16m -c core.compression=0 -c core.autocrlf=false -c core.eol=lf -c core.fileMode=true -c core.symlinks=true -c core.attributesFile=/dev/null -c core.fsync=index \
    read-tree "$@")
}

step_name=
last_step=
step() { # step NAME: ends the step before it
  step_end
  step_name=$1
  last_step=$1
  read_uptime
  step_started=$up
  printf '%s\n' "$step_name" >"$run/step"
  printf '%s\n' "$release $step_name" >>"$state/holder"
  say "step $step_name"
}
step_end() {
  if [ -n "$step_name" ]; then
    count_since "$step_started"
    say "done $step_name $elapsed"
    printf 'Seconds-%s: %s\n' "$step_name" "$elapsed" >>"$run/trailers"
    step_name=
  fi
}
