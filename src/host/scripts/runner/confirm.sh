#!/bin/sh
# What only the client can tell: whether the project's own tests pass in the new image (slipway_run_tests_in), and whether the release
# works as seen from the client (CONFIRM_FROM_CLIENT). confirm.sh brings the client's answer.

# Sets `answer` to the client's answer, or to another text if none came in time. 1 if the run was cancelled.
await_word() { # await_word NAME SECONDS
  word_awaited=$(whole_seconds)
  until [ -e "$run/$1" ]; do
    if [ -n "$cancelled" ]; then return 1; fi
    if [ "$(passed_since "$word_awaited")" -ge "$2" ]; then
      # The first link decides, and a word that comes later changes nothing. A file that is there already needs no room.
      ln -- "$run/plan.sh" "$run/$1" 2>/dev/null
      break
    fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  answer=
  { read -r answer <"$run/$1"; } 2>/dev/null
  return 0
}

await_confirmation() { # sets `reason` if the answer is no, or does not come in time
  say "confirm $confirm_timeout"
  # The client takes a line only when the next one begins, so this line follows.
  echo "waiting for the client to confirm the release"
  await_word confirmation "$confirm_timeout" || return 1
  case $answer in
    yes) return 0 ;;
    no) reason="smoke tests failed" ;;
    'unreached '*) reason="the client could not log in again to confirm the release: $(printf '%s\n' "${answer#unreached }" | redact)" ;;
    *) reason="the client did not confirm the release within $confirm_timeout s" ;;
  esac
  return 1
}

# The containers that run-test.sh makes have this label: one that a client has left behind would run on.
end_tests() { # end_tests [RUN]: those of this run, or of another one
  test_containers=$(look_at_docker ps --all --quiet --filter "label=dev.slipway.test=${1:-${run##*/}}") || return 1
  remove_containers "$test_containers" --volumes
}
clear_tests() { # clear_tests [RUN]: also the files of the tests
  if ! end_tests "$@" || ! rm -rf -- "$state/tests"; then say "problem containers or files of the tests could not be removed"; fi
}
clear_stopped_tests() { # those of the run before, if it was stopped while they ran
  last_step_before=
  if [ -n "$previous" ]; then { read -r last_step_before <"$state/runs/$previous/step"; } 2>/dev/null; fi
  if [ "$last_step_before" = Tests ]; then clear_tests "$previous"; fi
}

# Nothing is switched yet. Ends the run if the word is no, or does not come in time.
pass_tests() {
  [ "$tests_timeout" -gt 0 ] || return 0
  step Tests
  say "tests $tests_timeout"
  echo "waiting for the client to run the tests in the new image"
  await_word tests "$tests_timeout"
  clear_tests
  stop_before_switch
  case $answer in
    'yes '*)
      printf 'Tests: %s\n' "${answer#yes }" >>"$run/trailers"
      return 0
      ;;
    'no '*) reason=$(printf '%s\n' "${answer#no }" | redact) ;;
    *) reason="the client did not say within $tests_timeout s if the tests pass in the new image" ;;
  esac
  give_up_image
}

give_up_image() { # ends the run: an image is made, and nothing is switched to it
  if [ -z "$(repository for-each-ref --format=x refs/heads/deployed)" ]; then give_up 8 failed withdrawn; fi
  give_up 8 failed restored
}
