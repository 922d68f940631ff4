#!/bin/sh
# Images that do not depend on each other are built side by side, as many as the host's memory and cores allow.
#
# Uses of plan.sh: build_jobs; queued_images, a line "NUMBER SERVICE BASE…" for each image, where BASE are the services whose
# images it is made from; build_queued_NUMBER, which builds it.
# Writes for each image RUN_DIRECTORY/build.NUMBER.out, and build.NUMBER.status once that is complete.

# One for each 512 MiB of memory that is available, at most one for each core, at least one.
build_slots() {
  if [ "$build_jobs" -gt 0 ]; then
    echo "$build_jobs"
    return
  fi
  cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || cores=1
  awk -v slots="${cores:-1}" '
    $1 == "MemAvailable:" && int($2 / 524288) < slots { slots = int($2 / 524288) }
    END { print (slots < 1 ? 1 : slots) }' /proc/meminfo
}

# Prints the output of one build after the other, so that the log can be read. The output of the current build appears at once.
show_builds() {
  while :; do
    if [ -z "$shown" ]; then
      for number in $started; do
        case " $shown_whole " in *" $number "*) continue ;; esac
        shown=$number shown_bytes=0
        break
      done
      [ -n "$shown" ] || return 0
    fi
    whole=no
    if [ -f "$run/build.$shown.status" ]; then whole=yes; fi
    bytes=$(wc -c <"$run/build.$shown.out")
    if [ "$bytes" -gt "$shown_bytes" ]; then
      tail -c "+$((shown_bytes + 1))" "$run/build.$shown.out" | head -c "$((bytes - shown_bytes))"
      shown_bytes=$bytes
    fi
    [ "$whole" = yes ] || return 0
    shown_whole="$shown_whole $shown" shown=
  done
}

# Notes which builds have ended, and starts those whose turn it is. Sets `running`, and `failed` to the first that did.
look_at_builds() {
  running=0
  while read -r number service _; do
    case " $started " in *" $number "*) ;; *) continue ;; esac
    if [ ! -f "$run/build.$number.status" ]; then
      running=$((running + 1))
    elif [ "$(cat "$run/build.$number.status")" = 0 ]; then
      case " $built " in *" $service "*) ;; *) built="$built $service" ;; esac
    else
      failed=${failed:-$service} failed_number=${failed_number:-$number}
    fi
  done <"$run/queue"
  [ -z "$failed" ] || return 0
  while read -r number service bases; do
    case " $started " in *" $number "*) continue ;; esac
    [ "$running" -lt "$slots" ] || break
    for base in $bases; do
      case " $built " in *" $base "*) ;; *) continue 2 ;; esac
    done
    # The file has to exist before the build begins, because its output is read at once.
    true >"$run/build.$number.out"
    {
      "build_queued_$number"
      printf '%s\n' "$?" >"$run/build.$number.ended" && mv -f -- "$run/build.$number.ended" "$run/build.$number.status"
    } >"$run/build.$number.out" 2>&1 </dev/null &
    started="$started $number" running=$((running + 1))
  done <"$run/queue"
}

end_builds() { # the builders of what still runs, each with its children: docker does its building in a plug-in
  while read -r number service _; do
    if [ ! -f "$run/build.$number.status" ] && read -r builder <"$run/builder.$service"; then
      # shellcheck disable=SC2046 # numbers
      kill -s TERM $(sed 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/' /proc/[0-9]*/stat |
        awk -v parent="$builder" '$2 == parent { print $1 }') "$builder"
    fi
  done <"$run/queue" 2>/dev/null
}

# Runs as a process of its own, which a signal to the run ends together with its builds.
build_side_by_side() {
  queued_images >"$run/queue"
  slots=$(build_slots)
  started='' built='' failed='' failed_number='' shown='' shown_whole=''
  while :; do
    look_at_builds
    show_builds
    if [ -n "$failed" ] || [ "$running" -eq 0 ]; then break; fi
    sleep 0.2 2>/dev/null || sleep 1
  done
  if [ -z "$failed" ]; then
    while read -r number service _; do
      case " $started " in *" $number "*) ;; *) echo "the image of $service is made from an image that is made from it"; return 1 ;; esac
    done <"$run/queue"
    return 0
  fi
  printf '%s\n' "$failed" >"$run/build-failed"
  end_builds
  wait
  # The output of the failed build comes last.
  case " $shown_whole " in *" $failed_number "*) ;; *) if [ "$shown" = "$failed_number" ]; then show_builds; else cat "$run/build.$failed_number.out"; fi ;; esac
  return 1
}

build_queued() {
  if ! stoppably build_side_by_side; then
    if [ -s "$run/build-failed" ]; then note_failed_build "$(cat "$run/build-failed")"; fi
    return 1
  fi
}
