#!/bin/sh
# The live directory: which files in it are the release's to replace.

# Makes the index of DIRECTORY speak of every file there that is the release's to replace. Refuses (sets `reason`,
# leaves every file as it is) where files were edited on the host, or where others lie in the way.
claim_files() {
  if [ ! -f "$state/live.index" ]; then
    checkout "$state/live.index" "$directory" "${base_tree:---empty}" || return 1
  fi
  live update-index -q --refresh >/dev/null 2>&1
  live diff-files --name-only -z --ignore-submodules=all >"$run/drift" || return 1
  if [ -s "$run/drift" ] && [ "$overwrite_drift" != yes ]; then
    reason="files of the release were edited on the host: $(tr '\0' ' ' <"$run/drift")"
    return 1
  fi

  # Paths that the new release has, that we have not put there, and where something lies.
  live diff-index --cached --name-only --diff-filter=D -z "$tree" >"$run/new" || return 1
  # shellcheck disable=SC2016 # for the inner shell
  (cd "$directory" && xargs -0 sh -c 'for path do if [ -e "$path" ] || [ -h "$path" ]; then printf "%s\0" "$path"; fi; done' sh) \
    <"$run/new" >"$run/present"
  if [ -s "$run/present" ]; then
    rm -f -- "$run/compare.index"
    checkout "$run/compare.index" "$directory" "$tree" || return 1
    on_files "$run/compare.index" update-index -q --refresh >/dev/null 2>&1
    (cd "$directory" && GIT_INDEX_FILE=$run/compare.index xargs -0 git --git-dir="$journal" --work-tree="$directory" \
      diff-files --name-only -z --ignore-submodules=all --) <"$run/present" >"$run/in-the-way" || return 1
    if [ -s "$run/in-the-way" ]; then
      reason="files that are not this deployment's lie where the release has files of its own: $(tr '\0' ' ' <"$run/in-the-way")"
      return 1
    fi
    # The very same files: ours from now on.
    live update-index --add -z --stdin <"$run/present" || return 1
  fi
}

save_drift() { # keeps what was edited on the host as a patch, then puts the release's files back
  if [ -s "$run/drift" ]; then
    mkdir -p "$state/drift"
    patch=$state/drift/before-release-$release.patch
    live diff-files -p --binary --ignore-submodules=all >"$patch" || return 1
    sync
    say "saved $patch"
    live checkout-index -f -u -z --stdin <"$run/drift"
  fi
}
