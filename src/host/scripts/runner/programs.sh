#!/bin/sh
# What only the new image can tell of a program that was built elsewhere: whether it has the program's dynamic linker, and the
# libraries and versions that the program needs. That linker is asked itself, before anything is switched.

# Whether containers start the program PLACE itself, and not something that may set up its surroundings first. The status is 2 if the
# image does not say.
starts_program() { # starts_program IMAGE PLACE FIRST_WORD: what the compose file says, "entrypoint:WORD", "command:WORD", or nothing
  case $3 in
    "entrypoint:$2" | "entrypoint:${2##*/}") return 0 ;;
    entrypoint:*) return 1 ;;
  esac
  entry_point=$(look_at_docker image inspect --format '{{json .Config.Entrypoint}}' "$1" </dev/null 2>/dev/null) || return 2
  if [ "$entry_point" = null ] || [ "$entry_point" = '[]' ]; then
    case $3 in
      "command:$2" | "command:${2##*/}") return 0 ;;
      command:*) return 1 ;;
    esac
    entry_point=$(look_at_docker image inspect --format '{{json .Config.Cmd}}' "$1" </dev/null 2>/dev/null) || return 2
  fi
  case $entry_point in
    "[\"$2\""* | "[\"${2##*/}\""*) return 0 ;;
    '["/bin/sh","-c","'"$2"['" ']* | '["/bin/sh","-c","exec '"$2"['" ']*) return 0 ;;
  esac
  [ -n "$entry_point" ] || return 2
  return 1
}

# Sets `reason`, and returns 1, if the program cannot start. An answer that does not say so is no reason. If something else than the
# image may bring what is missing, there is a note, and the services show what is true.
check_program() { # check_program SERVICE LINKER PLACE ARTIFACT BROUGHT_BY FIRST_WORD: PLACE is where the image has it
  new_image=$(awk -v service="$1" '$1 == "Image:" && $2 == service { id = $3 } END { print id }' "$run/images")
  [ -n "$new_image" ] || return 0
  linker_says=$(look_at_docker run --rm --network none --label "dev.slipway.test=${run##*/}" --entrypoint "$2" "$new_image" --list "$3" </dev/null 2>&1)
  why_not_there=$(printf '%s\n' "$linker_says" | sed -n \
    -e 's/^.*error while loading shared libraries: \(.*\): cannot open shared object file.*/it has no library \1/p' \
    -e 's/^Error loading shared library \(.*\): No such file.*/it has no library \1/p' \
    -e "s/^.*version \`\([^']*\)' not found.*/its libraries have no version \1/p" | grep -Fvx -e "it has no library $3" | head -n 1)
  [ -z "$why_not_there" ] || missing=libraries
  case $linker_says in
    *"$2"*'no such file or directory'*) why_not_there="it has no dynamic linker $2" missing=linker ;;
  esac
  [ -n "$why_not_there" ] || return 0
  brought_by=$5
  case $missing:$brought_by in
    linker:*mounts* | linker:*volumes*) ;;
    linker:*) brought_by='' ;; # nothing else brings a file
    libraries:)
      starts_program "$new_image" "$3" "$6"
      case $? in
        1) brought_by="its containers start another program first" ;;
        2) brought_by="docker does not say what its containers start" ;;
      esac
      ;;
  esac
  if [ -n "$brought_by" ]; then
    say problem "$4 may not start in the new image of $1: $why_not_there; but $brought_by"
    return 0
  fi
  reason="$4 cannot start in the new image of $1: $why_not_there"
  return 1
}
