#!/bin/sh
# Who holds the lock of a deployment, as the run wrote it: "ann@laptop since …, release 7", then a line "RELEASE STEP" for each
# step. Uses: state.

# shellcheck source=process.sh
. "${0%/*}/process.sh"

# The text of a killed run stays until the next run has written its own, which it does before it writes its name to `run`.
# So the text is only valid while the run that `run` names is alive.
holder_now() {
  chances=10
  until is_alive "$state/runs/$(cat "$state/run" 2>/dev/null)/pid"; do
    chances=$((chances - 1))
    if [ "$chances" -eq 0 ]; then
      echo "a clean-up or repair command, or a leftover process of a killed run"
      return
    fi
    sleep 0.1 2>/dev/null || sleep 1
  done
  cat "$state/holder" 2>/dev/null
}
