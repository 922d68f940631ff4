#!/bin/sh
# Removes what no kept release needs: after a deployment (`tidy`), and for `slipway prune` (prune.sh). Only images with this
# deployment's name or label are considered, and never volumes. In doubt, things are kept: if a command fails, that does
# not mean that nothing is needed.
#
# Uses: directory state project release_tags keep, release (the newest number), repository; `tidy` also run.

# Sets `kept` to the numbers of the healthy releases that can be restored, the newest first, each between spaces, and
# `kept_entries` to what their entries say about images and secrets; 1 if the journal cannot be read. The newest releases that
# differ from each other are kept, and the newest release of each set of images: so five releases of documentation or secrets do not remove
# the only older code. A release that crashed again and again later cannot be restored.
list_kept() {
  all_entries=$(repository log --first-parent --format='Release: %(trailers:key=Release,valueonly,separator=) %(trailers:key=Outcome,valueonly,separator=) %T%n%(trailers:key=Image)%(trailers:key=Secrets)%(trailers:key=Secret-File)%(trailers:key=Settings)%(trailers:key=Unwell)' refs/heads/journal) || return 1
  at_least=$keep
  # The release that may replace one on probation is kept too.
  if [ -e "$state/probation" ] && [ "$keep" -lt 2 ]; then at_least=2; fi
  kept_entries=$(printf '%s\n' "$all_entries" | awk -v keep="$at_least" '
    function judge() {
      if (outcome == "deployed" && !(number in unwell && any)) {
        code = images == "" ? tree : images
        whole = tree images rest
        is_kept = 0
        if (!(whole in wholes) && recent < keep) { recent++; is_kept = 1 }
        if (!(code in codes) && sets < keep) is_kept = 1
        if (!(code in codes)) sets++
        codes[code]; wholes[whole]
        any = 1
        if (is_kept) printf "%s", entry
      }
      images = rest = entry = ""
    }
    $1 == "Release:" { judge(); number = $2; outcome = $3; tree = $4 }
    $1 == "Image:" { images = images " " $2 " " $3 }
    $1 == "Secret-File:" || $1 == "Settings:" { rest = rest "\n" $0 }
    $1 == "Unwell:" { unwell[$2] }
    { entry = entry $0 "\n" }
    END { judge() }') || return 1
  kept=\ $(printf '%s\n' "$kept_entries" | awk '$1 == "Release:" { printf "%s ", $2 }')
}
is_kept() { case $kept in *" $1 "*) true ;; *) false ;; esac }
entries_kept() { # entries_kept KEY: the values that the entries of kept releases have for it, one a line
  printf '%s\n' "$kept_entries" | sed -n "s/^$1: //p"
}

# Names of images, `repository:slipway-<project>-<digest of the directory>-<release>`, and those of them that no kept release
# has. Older names are without the digest, so another directory with this project's name may have given one. Such a name counts only if
# the journal has it for the same image.
names_of_images() {
  { recorded_images | sed 's/^/recorded /'; docker images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}'; } |
    awk -v form="$release_tags-" -v older="slipway-$project-" '
      $1 == "recorded" { recorded[$2, $3]; next }
      {
        tag = $1
        sub(/.*:/, "", tag)
        number = tag
        sub(/.*-/, "", number)
        if (number !~ /^[0-9]+$/) next
        if (tag == form number || (tag == older number && ($1, $2) in recorded)) print $1
      }'
}
recorded_images() { # "name id", of all releases that there ever were
  # The first deployment looks before it has an entry.
  repository log --first-parent --format='%(trailers:key=Image,valueonly)' refs/heads/journal 2>/dev/null | awk 'NF == 4 { print $4, $2 }'
}
superfluous_among() {
  # Releases of files alone have the images of the one before by the names that they have.
  kept_names=$(printf '%s\n' "$kept_entries" | awk '$1 == "Image:" { print $5 }') || return 1
  while IFS= read -r name; do
    number=${name##*-}
    if [ "$number" -eq "$release" ] || is_kept "$number"; then continue; fi
    case "
$kept_names
" in *"
$name
"*) continue ;; esac
    printf '%s\n' "$name"
  done
}
# Ids of images without a name that have this deployment's label, and those of them that no kept release has.
nameless_images() {
  docker images --quiet --no-trunc --filter dangling=true --filter "label=dev.slipway.directory=$directory"
  # Images of older builds, which have no label with the directory.
  recorded_images | cut -d ' ' -f 2 | sort -u >"$state/recorded-images"
  docker images --quiet --no-trunc --filter dangling=true --filter "label=dev.slipway.project=$project" | grep -Fx -f "$state/recorded-images"
  rm -f -- "$state/recorded-images"
}
unused_among() {
  kept_images=$(printf '%s\n' "$kept_entries" | awk '$1 == "Image:" { print $3 }') || return 1
  sort -u | grep -Fvx -e "$kept_images"
}
number_of() { # number_of FOLDER: sets `number` to that of the release in its name; 1 where it has none
  number=${1%/} number=${number##*/} number=${number%%-*}
  case $number in *[!0-9]* | '') return 1 ;; esac
}
superfluous_runs() {
  for folder in "$state/runs"/*/; do
    number_of "$folder" || continue
    if [ "$number" -lt "$((release - 20))" ] && ! is_kept "$number"; then printf '%s\n' "${folder%/}"; fi
  done
}
# Stores of secrets. A store with a higher number than the newest release belongs to a run that is about to start.
superfluous_stores() {
  stores=$(if [ -e "$state/secrets/live" ]; then cat "$state/secrets/live" || exit 1; fi; entries_kept Secrets) || return 1
  for folder in "$state/secrets"/*-*/; do
    number_of "$folder" || continue
    name=${folder%/} name=${name##*/}
    case "
$stores
" in *"
$name
"*) continue ;; esac
    if [ "$number" -le "$release" ]; then printf '%s\n' "${folder%/}"; fi
  done
}
# Edited secrets that a release replaced on the host. They are kept as long as runs.
superfluous_edits() {
  for folder in "$state/secrets"/edited-before-release-*/; do
    number=${folder%/} number=${number##*-}
    case $number in *[!0-9]* | '') continue ;; esac
    if [ "$number" -lt "$((release - 20))" ] && ! is_kept "$number"; then printf '%s\n' "${folder%/}"; fi
  done
}
# Files that were sent for a run that did not finish.
superfluous_parcels() {
  repository for-each-ref --format='%(refname)' refs/slipway/incoming | while read -r name; do
    number_of "$name" || continue
    if [ "$number" -le "$release" ]; then printf '%s\n' "$name"; fi
  done
}

# A release of files alone leaves little behind, and no image: one of ten tidies. Old secrets do not wait for that.
files_alone=10
is_time_to_tidy() { [ "$touches" != files ] || [ -n "$secrets${old_store:-}" ] || [ "$((release % files_alone))" -eq 0 ]; }
# Lists the images that `tidy` chooses from, while the release is being recorded.
look_at_images() {
  # Side by side: starting docker takes longer than its answer.
  nameless_images >"$run/nameless" &
  names_of_images >"$run/names"
  wait
}
tidy() {
  wait
  list_kept || return 1
  say kept "$kept"
  if [ -f "$run/names" ]; then { superfluous_among <"$run/names"; unused_among <"$run/nameless"; } | xargs -r docker rmi >/dev/null & fi
  { superfluous_runs; superfluous_stores; superfluous_edits; } | while IFS= read -r folder; do rm -rf -- "$folder"; done
  if is_swarm; then tidy_stack; fi
  superfluous_parcels | while IFS= read -r name; do repository update-ref -d "$name"; done
  # A client that was killed may have left it; one that still needs it sends the files as git does.
  rm -rf -- "$state"/patches.??????
  slim_runs
  pack_journal
  wait
}

# Removes the files of an ended run that nothing needs again: all except its log, how it ended, and what it keeps for people.
slim_runs() {
  current=$(cat "$state/run") || return 1
  unfinished=
  if recall "$state/unfinished"; then unfinished=${recalled%?}; fi
  for directory_of_run in "$state/runs"/*/; do
    directory_of_run=${directory_of_run%/}
    case $directory_of_run in "$state/runs/$current" | "$unfinished") continue ;; esac
    if [ ! -s "$directory_of_run/end" ] || [ ! -f "$directory_of_run/runner.sh" ]; then continue; fi
    # The script is removed last: as long as it exists, there are files to remove.
    find "$directory_of_run" -mindepth 1 -maxdepth 1 -type f ! -name log ! -name end ! -name step ! -name alive \
      ! -name left-behind.patch ! -name runner.sh -exec rm -f -- {} +
    rm -f -- "$directory_of_run/runner.sh"
  done
}

# Each release leaves some small files in the journal, and each takes a block of the disk. A pack stores only their
# differences. Packing is rare, because a disk may be slow: every hundred files.
loose_files() { find "$state/journal.git/objects" -type f -path '*/objects/??/*' 2>/dev/null | wc -l; }
pack_journal() {
  left=$(cat "$state/loose" 2>/dev/null)
  case $left in *[!0-9]* | '') left=0 ;; esac
  [ "$(loose_files)" -ge "$((left + 100))" ] || return 0
  # The packs are on the disk before the loose files go: a power cut finds each object at least once.
  packer repack -l -q && durable "$state/journal.git" && packer prune-packed -q && prune_unreferred &&
    loose_files >"$state/loose"
  # Many packs become one.
  packer -c gc.auto=100000 -c gc.autoPackLimit=20 -c gc.autoDetach=false -c gc.pruneExpire=never gc --auto --quiet
}

# Removes objects that nothing in the journal refers to. A push that is running may be sending such an object. The age of a file does not
# tell, because the clock may have been set. A file with the same time as at the packing before belongs to no push: a push that sends an
# existing object gives it a new time.
prune_unreferred() {
  objects=$state/journal.git/objects
  unreferred=$(packer prune -n --expire=now) && mkdir -p -- "$objects/pack" || return 1
  {
    printf '%s\n' "$unreferred" | sed -n 's!^\([0-9a-f][0-9a-f]\)\([0-9a-f]\{38,62\}\) .*!\1/\2!p'
    (cd "$objects" && find . pack -maxdepth 1 \( -name 'tmp_*' -o -name 'incoming-*' \))
  } | (cd "$objects" && xargs -r stat -c '%n %Y %Z %i') | sort >"$state/unreferred.new"
  if [ -f "$state/unreferred" ]; then
    grep -Fx -f "$state/unreferred" "$state/unreferred.new" | cut -d ' ' -f 1 |
      (cd "$objects" && while IFS= read -r path; do rm -rf -- "./$path"; done)
  fi
  mv -f -- "$state/unreferred.new" "$state/unreferred"
}
packer() { nice -n 19 git --git-dir="$state/journal.git" -c core.bigFileThreshold=16m -c core.fsync=objects,derived-metadata,reference "$@"; }
