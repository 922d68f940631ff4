#!/bin/sh
# What only the new image can tell of a program that was built elsewhere: whether it has the program's dynamic linker, and the
# libraries and versions that the program needs. That linker is asked itself, before anything is switched.

# Sets `reason`, and returns 1, if the program cannot start. An answer that does not say so is no reason.
check_program() { # check_program SERVICE LINKER PLACE ARTIFACT: PLACE is where the image has it
  new_image=$(awk -v service="$1" '$1 == "Image:" && $2 == service { id = $3 } END { print id }' "$run/images")
  [ -n "$new_image" ] || return 0
  linker_says=$(look_at_docker run --rm --network none --label "dev.slipway.test=${run##*/}" --entrypoint "$2" "$new_image" --list "$3" </dev/null 2>&1)
  why_not_there=$(printf '%s\n' "$linker_says" | sed -n \
    -e 's/^.*error while loading shared libraries: \(.*\): cannot open shared object file.*/it has no library \1/p' \
    -e 's/^Error loading shared library \(.*\): No such file.*/it has no library \1/p' \
    -e "s/^.*version \`\([^']*\)' not found.*/its libraries have no version \1/p" | grep -Fvx -e "it has no library $3" | head -n 1)
  case $linker_says in
    *"$2"*'no such file or directory'*) why_not_there="it has no dynamic linker $2" ;;
  esac
  [ -n "$why_not_there" ] || return 0
  # An entry script, a variable, a volume or a device may bring more than the image has.
  reason="$4 cannot start in the new image of $1: $why_not_there (the image alone was asked; if something else brings it: SILENCE artifact-libc)"
  return 1
}
