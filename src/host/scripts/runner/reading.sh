#!/bin/sh
# Checks if the host's compose can read the files of the release, as soon as they are there. Otherwise the deployment
# would fail in its switch. The staging directory lacks files that compose looks for (env
# and secret files, variables), so only errors in the compose files themselves count.

compose_reads_files() { # sets `reason` if it cannot
  if read_compose_files >"$run/reading" 2>&1 </dev/null; then return 0; fi
  # docker-compose 1 and docker compose 2, in this order.
  if ! grep -Eq 'is invalid because:|Invalid interpolation format|Unsupported config option|could not determine a constructor|Version in ".*" is (un|in)|^validating |invalid interpolation format|^yaml: ' \
    "$run/reading"; then
    return 0
  fi
  reason="compose $(read_compose_version 2>/dev/null) on the host cannot read the release's files: $(refusal_of_compose)"
  return 1
}

# The error of compose, on one line, without the path of the staging directory.
refusal_of_compose() {
  awk -v place="$staging/" '
    # docker-compose 1 goes on with advice about other versions.
    /^You might be seeing this error/ { exit }
    /^ / { next }
    /[^ ]/ {
      while ((at = index($0, place)) > 0) $0 = substr($0, 1, at - 1) substr($0, at + length(place))
      text = text (text == "" ? "" : " ") $0
    }
    END { print substr(text, 1, 400) }' "$run/reading"
}
