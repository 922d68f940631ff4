#!/bin/sh
# The images of a stack in the registry that REGISTRY names. The manager pushes them, the stack file names them by the digests that they have
# there, and nodes pull them with the login of this account, which `docker stack deploy` hands on.
#
# Uses of plan.sh:
#   registry   its address, with a path; empty: images are pinned by their ids and brought to each node (nodes.sh)
#
# RUN_DIRECTORY/published is made here: a line "ID REPOSITORY@DIGEST" for each image. A stack file has the same lines as comments.

images_to_publish() { # "ID NAME" of the images of the stack that make_stack makes
  if [ -n "$stack_of" ] && [ -s "$state/stacks/$stack_of.yml" ]; then
    for pinned in $(images_of "$state/stacks/$stack_of.yml"); do
      image_id=$(id_of_pinned "$pinned" "$state/stacks/$stack_of.yml") || return 1
      printf '%s %s\n' "$image_id" "$(name_of_image "$image_id" "$state/stacks/$stack_of.yml")"
    done
    return
  fi
  while read -r kind _ of; do
    case $kind in
      built) image_id=$(built_id "$of") image_name=$(awk -v service="$of" '$1 == "Image:" && $2 == service { name = $5 } END { print name }' "$run/images") ;;
      pulled) image_id=$(look_at_docker image inspect --format '{{.Id}}' "$of") image_name=$of ;;
      *) continue ;;
    esac
    [ -n "$image_id" ] || return 1
    printf '%s %s\n' "$image_id" "$image_name"
  done <<END
${stack_blanks%?}
END
}
name_of_image() { # name_of_image ID STACK
  { cat -- "$run/images"; sed -n 's/^# pulled /pulled - /p' "$2"; } |
    awk -v id="$1" '$3 == id { print ($1 == "pulled" ? $4 : $5); found = 1; exit } END { if (!found) print "image" }'
}
id_of_pinned() { # id_of_pinned PINNED STACK: 1 if the host does not have it
  pinned_id=$(awk -v pinned="$1" '$1 == "#" && $2 == "published" && $4 == pinned { print $3; exit }' "$2")
  look_at_docker image inspect --format '{{.Id}}' "${pinned_id:-$1}"
}
pin_of() { # pin_of ID: its name in the registry, or the id
  awk -v id="$1" '$1 == id { pin = $2; exit } END { print pin == "" ? id : pin }' "$run/published"
}

publish_images() { # sets `reason` if it fails
  true >"$run/published" || return 1
  [ -n "$registry" ] || return 0
  step Push
  reason="the images of the release could not be found"
  images_to_publish >"$run/to-publish" || return 1
  while read -r image_id image_name; do
    if grep -q "^$image_id " "$run/published"; then continue; fi
    if ! publish_image "$image_id" "$image_name"; then return 1; fi
  done <"$run/to-publish"
  reason=
}
# Not every registry has names of several parts, so the image has one below REGISTRY. A tag names one image, whatever is pushed later: so the registry keeps the image as long as nobody removes the tag. The other name is of the
# release: the clean-up of old releases takes it from the host.
publish_image() { # publish_image ID NAME
  repository_there=$(repository_of "$2")
  case $repository_there in "$registry"/*) ;; *) repository_there=$registry/$(printf '%s' "$repository_there" | tr ':/' '--') ;; esac
  tag_there=$repository_there:slipway-$(printf '%s' "${1#sha256:}" | cut -c 1-12)
  reason="docker could not name the image $2"
  docker tag "$1" "$repository_there:$release_tags-$release" && docker tag "$1" "$tag_there" || return 1
  if ! stoppably said_by docker push "$tag_there"; then
    why_not "docker push exited with an error"
    reason="the image of $2 could not be pushed to the registry: $why"
    case $why in
      *denied* | *nauthorized* | *'no basic auth'* | *'authentication required'*) reason="$reason; this account logs in by: docker login$(login_place)" ;;
      *HTTPS*) reason="$reason; a registry without TLS has to be in insecure-registries of /etc/docker/daemon.json, on each node" ;;
    esac
    return 1
  fi
  docker rmi "$tag_there" >/dev/null 2>&1
  digest_there=$(sed -n 's/^.*digest: \(sha256:[0-9a-f]\{64\}\)\( .*\)\{0,1\}$/\1/p' "$run/said" | tail -n 1)
  reason="docker did not say under which digest the registry has the image $2"
  [ -n "$digest_there" ] && printf '%s %s@%s\n' "$1" "$repository_there" "$digest_there" >>"$run/published"
}
login_place() { # what follows `docker login`; nothing for the registry that docker has by itself
  case ${registry%%/*} in *.* | *:* | localhost) printf ' %s\n' "${registry%%/*}" ;; esac
}
