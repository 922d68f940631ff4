#!/bin/sh
# The files of a release that are not in git. They wait in .slipway/secrets/<store>, put there by secrets.sh: `files/` and
# `digests`, a line "digest place" for each. `live` names the store whose files are in DIRECTORY. Contents are never shown.

secrets_folder=$state/secrets
live_store() { # prints nothing if there is none; 1 if it cannot be told
  [ -e "$secrets_folder/live" ] || return 0
  store_name=$(cat -- "$secrets_folder/live") && [ -n "$store_name" ] && printf '%s\n' "$store_name"
}
# A power cut may have torn the name: the journal has it as well.
mend_live_store() {
  live_store >/dev/null && return
  store_name=$(repository log -1 --format='%(trailers:key=Secrets,valueonly,separator=)' refs/heads/deployed) || return 1
  say "problem the record of the deployed env and secret files is damaged; it is restored from the journal"
  set_live_store "$store_name"
}
set_live_store() { # set_live_store STORE: empty if the release has none
  if [ -z "$1" ]; then rm -f -- "$secrets_folder/live"; else (umask 077 && write_down "$secrets_folder/live" "$1"); fi
}
places_of() { # places_of STORE: the places of its files, one a line
  if [ -n "$1" ]; then cut -c 66- <"$secrets_folder/$1/digests"; fi
}

no_secrets() { [ -z "$1" ] && [ ! -e "$secrets_folder/live" ]; } # no_secrets STORE: it is none, and none is live

# Whether a link or a file is in place of one of a path's directories: writing there could leave DIRECTORY.
is_blocked() { # is_blocked PLACE
  ahead=$1 way=$directory
  while case $ahead in */*) true ;; *) false ;; esac do
    way=$way/${ahead%%/*} ahead=${ahead#*/}
    if [ -h "$way" ] || { [ -e "$way" ] && [ ! -d "$way" ]; }; then return 0; fi
  done
  return 1
}

# If files were edited on the host, or others are in the way, sets `reason` and leaves every file as it is.
claim_secrets() {
  if no_secrets "$secrets"; then
    true >"$run/edited-secrets"
    return
  fi
  if [ -n "$secrets" ] && [ ! -f "$secrets_folder/$secrets/digests" ]; then
    reason="the env and secret files of this release were removed from the host"
    return 1
  fi
  before=$(live_store) && places_of "$before" >"$run/old-places" && places_of "$secrets" >"$run/new-places" || return 1
  while IFS= read -r place; do
    if ! cmp -s -- "$secrets_folder/$before/files/$place" "$directory/$place"; then
      printf '%s\n' "$place" || return 1
    fi
  done <"$run/old-places" >"$run/edited-secrets" || return 1
  if [ -s "$run/edited-secrets" ] && [ "$overwrite_drift" != yes ]; then
    reason="env or secret files were edited on the host: $(tr '\n' ' ' <"$run/edited-secrets")"
    return 1
  fi
  grep -Fvx -f "$run/old-places" "$run/new-places" >"$run/added-places" || [ $? -eq 1 ] || return 1
  while IFS= read -r place; do
    if is_blocked "$place"; then
      printf '%s\n' "$place" || return 1
    elif [ -e "$directory/$place" ] || [ -h "$directory/$place" ]; then
      # A file that was in git until now is ours as well.
      cmp -s -- "$secrets_folder/$secrets/files/$place" "$directory/$place" ||
        live ls-files --error-unmatch -- "$place" >/dev/null 2>&1 || printf '%s\n' "$place" || return 1
    fi
  done <"$run/added-places" >"$run/in-the-way" || return 1
  if [ -s "$run/in-the-way" ]; then
    reason="files on the host are in the way of ENV_FILES or SECRET_FILES: $(tr '\n' ' ' <"$run/in-the-way")"
    return 1
  fi
}

keep_edited_secrets() { # before they are replaced
  while IFS= read -r place; do
    kept=$secrets_folder/edited-before-release-$release/$place
    if [ -f "$directory/$place" ]; then
      (umask 077 && mkdir -p -- "${kept%/*}" && cp -- "$directory/$place" "$kept") || return 1
      say "saved $kept"
    fi
  done <"$run/edited-secrets"
}

# Puts the files of a store into DIRECTORY, and removes those that only the store before it had.
install_secrets() { # install_secrets STORE: empty if the release has none
  if no_secrets "$1"; then return 0; fi
  before=$(live_store) && places_of "$1" >"$run/new-places" || return 1
  places_of "$before" >"$run/old-places" || return 1
  while IFS= read -r place; do
    target=$directory/$place
    if is_blocked "$place" || { [ -d "$target" ] && [ ! -h "$target" ]; }; then return 1; fi
    # A file that stays the same keeps its inode, which a mount may hold.
    if [ ! -h "$target" ] && cmp -s -- "$secrets_folder/$1/files/$place" "$target"; then
      chmod 600 "$target" || return 1
      continue
    fi
    mkdir -p -- "${target%/*}" && rm -f -- "$target.slipway-new" &&
      (umask 077 && cp -- "$secrets_folder/$1/files/$place" "$target.slipway-new") &&
      chmod 600 "$target.slipway-new" && mv -f -- "$target.slipway-new" "$target" || return 1
  done <"$run/new-places"
  grep -Fvx -f "$run/new-places" "$run/old-places" >"$run/gone-places" || [ $? -eq 1 ] || return 1
  while IFS= read -r place; do
    if ! is_blocked "$place" && cmp -s -- "$secrets_folder/$before/files/$place" "$directory/$place"; then
      rm -f -- "$directory/$place" || return 1
    fi
  done <"$run/gone-places"
  if [ "$1" != "$before" ]; then set_live_store "$1"; fi
}

record_secrets() { # the trailers of a journal entry
  if [ -n "${secrets:-}" ]; then
    printf 'Secrets: %s\n' "$secrets"
    sed 's/^/Secret-File: /' "$secrets_folder/$secrets/digests"
  fi
}
