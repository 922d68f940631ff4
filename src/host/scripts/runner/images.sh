#!/bin/sh
# Building, reusing, pulling and naming images: the functions that a plan calls.

note_image() { # note_image SERVICE ID BUILT_BY RELEASE_TAG [SIZE]: for the journal
  printf 'Image: %s %s %s %s\n' "$1" "$2" "$3" "$4" >>"$run/images" || return 1
  size=${5:-$(docker image inspect --format '{{.Size}}' "$2" 2>/dev/null)}
  if [ -n "$size" ]; then printf 'Image-Size: %s %s\n' "$1" "$size" >>"$run/images"; fi
}

build_image() { # build_image SERVICE RELEASE_TAG COMMAND…
  service=$1 tag=$2
  shift 2
  say "image $service"
  if ! stoppably run_builder "$service" "$@"; then
    note_failed_build "$service"
    return 1
  fi
  note_steps "$service"
  judge_forecast "$service"
  if ! made=$(docker image inspect --format '{{.Id}} {{.Size}}' "$tag"); then
    reason="the image of service $service was built, but docker could not inspect it"
    return 1
  fi
  note_image "$service" "${made% *}" "$release" "$tag" "${made#* }" || return 1
  if has_triggers "$service"; then printf 'Triggered: %s\n' "$service" >>"$run/images" || return 1; fi
}

reuse_image() { # reuse_image SERVICE RELEASE_TAG ID BUILT_BY [SIZE]: the image of an earlier release serves this one too
  if ! docker tag "$3" "$2"; then
    reason="the image of service $1 that release $4 built could not be tagged; the host may no longer have it"
    return 1
  fi
  note_image "$1" "$3" "$4" "$2" "${5:-}"
}

pull_image() { # pull_image NAME
  if ! docker image inspect "$1" >/dev/null 2>&1 && ! stoppably docker pull "$1"; then
    reason="the image $1 could not be pulled"
    return 1
  fi
}

# A builder without buildx finds an image only by its name. So the name of an image that others are made from is lent to the new image
# while they are built, and then returned to the old image, which has it until the switch.
lend_name() { # lend_name RELEASE_TAG NAME
  if ! grep -q -x -e "[^ ]* $2" "$state/lent" 2>/dev/null; then
    lent_before=$(image_now "$2") && printf '%s %s\n' "$lent_before" "$2" >>"$state/lent" || return 1
  fi
  docker tag "$1" "$2"
}
return_names() {
  [ -f "$state/lent" ] || return 0
  # Two builds side by side may both have noted a name. The first note is from before the name was lent.
  awk '!seen[$2]++' "$state/lent" >"$run/lent" || return 1
  while read -r lent_id lent_name; do
    if [ "$lent_id" != none ]; then
      docker tag "$lent_id" "$lent_name" || return 1
    elif [ "$(image_now "$lent_name")" != none ]; then
      docker rmi "$lent_name" >/dev/null || return 1
    fi
  done <"$run/lent"
  rm -f -- "$state/lent"
}
make_images() { # what a killed run has lent is given back first
  return_names && pull_images && build_images
  images_made=$?
  return_names && [ "$images_made" = 0 ]
}

tag_image() { # tag_image RELEASE_TAG NAME
  docker tag "$1" "$2"
}

# --- What a build takes -----------------------------------------------------------------------------------------------

engine_free() { # KiB free where the engine keeps its images
  df -Pk "${engine_root:-/}" 2>/dev/null | awk 'NR == 2 { print $4 }'
}
start_measuring() { free_before=$(engine_free); }
# For the next deployment, which checks if there is enough room. Data that others write meanwhile is included.
record_measures() {
  if [ "$touches" != files ] && free_now=$(engine_free) && [ -n "$free_before" ] && [ -n "$free_now" ]; then
    taken=$((free_before > free_now ? (free_before - free_now) * 1024 : 0))
    printf 'Disk-Build: %s\n' "$taken" >>"$run/trailers"
  fi
  awk '
    $1 == "Image:" { id[$2] = $3 }
    $1 == "Image-Size:" && !(id[$2] in seen) { seen[id[$2]]; sum += $3; count++ }
    END { if (count) printf "Disk-Images: %.0f\n", sum }' "$run/images" >>"$run/trailers"
}
