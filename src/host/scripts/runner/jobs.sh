#!/bin/sh
# Jobs before the switch (BEFORE_SWITCH): services that run once, such as a migration, in the images and with the files of the new
# release, while the old containers still serve. If one fails, the release has failed.
#
# Uses of plan.sh: jobs, a line "SERVICE : NEEDED…" for each; job_timeout, the seconds that each may take
# Writes RUN_DIRECTORY/jobs/SERVICE.log, what the job printed, without secrets.

run_jobs() { # sets `reason` if one fails
  [ -n "$jobs" ] || return 0
  mkdir -p -- "$run/jobs"
  while read -r job_line; do
    [ -z "$cancelled" ] || return 1
    job=${job_line%% *}
    # shellcheck disable=SC2086 # names of services have no spaces
    if ! start_needed ${job_line#*:} </dev/null; then return 1; fi
    say "job $job"
    job_began=$(uptime_now)
    rm -f -- "$run/jobs/$job.status"
    stoppably within "$job_timeout" run_job "$job" </dev/null
    job_status=$?
    say "job-end"
    keep_output "$job"
    end_jobs
    if [ "$job_status" -ne 0 ]; then
      if was_late; then
        reason="the job $job was still running after $job_timeout s"
      else
        reason="the job $job exited with status $(cat "$run/jobs/$job.status" 2>/dev/null)"
        if [ ! -s "$run/jobs/$job.status" ]; then reason="the job $job failed, and its exit status is not known"; fi
        last_words=$(awk '/[^ ]/ { last = $0 } END { print last }' "$run/jobs/$job.log" 2>/dev/null)
        reason="$reason${last_words:+; its last line: $last_words}"
      fi
      return 1
    fi
    printf 'Job: %s %s\n' "$job" "$(since "$job_began")" >>"$run/trailers"
  done <<END
${jobs%?}
END
}

# The services that a job needs, such as a database, run already, unless this is the first release. Services that run, and jobs that have
# exited with 0, are left alone. The others are started one after the other, because compose would wait for Docker's health checks.
start_needed() { # start_needed NEEDED…, each after the services that it needs itself: sets `reason` if it fails
  for need do
    if ! there_now=$(container_states); then
      reason="docker could not list the running containers before the jobs"
      return 1
    fi
    if printf '%s\n' "$there_now" | awk -v service="${need%%=*}" -v how="${need#*=}" '
      $1 == service && ($2 == "running" || (how == "end" && $2 == "exited" && $4 == 0)) { there = 1 }
      END { exit !there }'; then continue; fi
    if ! stoppably within "$((health_timeout + 20))" brought_up compose up --detach --no-build --no-deps "${need%%=*}"; then
      if was_late; then
        reason="a job needs ${need%%=*}, which did not start within $((health_timeout + 20)) s"
      else
        why_not "compose could not start the services that the jobs need"
        reason=$why
      fi
      return 1
    fi
    wait_for_health "$need" || return 1
  done
}

run_job() { # run_job SERVICE: in a process of its own; the output goes on as it comes
  (umask 077 && true >"$run/jobs/$1.out") || return 1
  {
    compose run --rm -T --no-deps --label "dev.slipway.run=${run##*/}" "$1" </dev/null
    printf '%s\n' "$?" >"$run/jobs/$1.status"
  } >>"$run/jobs/$1.out" 2>&1 &
  running_job=$!
  shown_lines=0
  while kill -s 0 "$running_job" 2>/dev/null; do
    show_new_lines "$1"
    sleep 0.2 2>/dev/null || sleep 1
  done
  wait "$running_job"
  show_new_lines "$1"
  # A last line that has no end.
  sed -n "$((shown_lines + 1)),\$p" "$run/jobs/$1.out" | redact
  [ "$(cat "$run/jobs/$1.status" 2>/dev/null)" = 0 ]
}
show_new_lines() { # show_new_lines SERVICE: the lines that are whole, without secrets
  lines_now=$(wc -l <"$run/jobs/$1.out") || return 0
  [ "$lines_now" -gt "$shown_lines" ] || return 0
  sed -n "$((shown_lines + 1)),${lines_now}p" "$run/jobs/$1.out" | redact
  shown_lines=$lines_now
}
keep_output() { # keep_output SERVICE
  [ -e "$run/jobs/$1.out" ] || return 0
  redact <"$run/jobs/$1.out" >"$run/jobs/$1.log"
  rm -f -- "$run/jobs/$1.out"
}

# If compose is killed, the job's container stays, and may still run.
end_jobs() {
  [ -n "${jobs:-}" ] || return 0
  # The output of a run that was killed.
  for job_output in "$run/jobs"/*.out; do
    if [ -e "$job_output" ]; then
      job_output=${job_output##*/}
      keep_output "${job_output%.out}"
    fi
  done
  job_containers=$(look_at_docker ps --all --quiet --filter "label=dev.slipway.run=${run##*/}") || return 1
  remove_containers "$job_containers" --volumes
}
