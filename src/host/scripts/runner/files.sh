#!/bin/sh
# The live directory: which of its files the release may replace. Other files there are never touched.

new_paths() { # new_paths TREE: the paths that the tree has and the index of DIRECTORY has not
  live diff-index --cached --name-only --diff-filter=D -z "$1"
}

# Of the paths on standard input, each ended by NUL, those whose files in DIRECTORY are not the same as in TREE.
unlike() { # unlike TREE
  rm -f -- "$run/compare.index"
  checkout "$run/compare.index" "$directory" "$1" || return 1
  on_files "$run/compare.index" update-index -q --refresh >/dev/null 2>&1
  (cd "$directory" && GIT_INDEX_FILE=$run/compare.index xargs -0 git --git-dir="$journal" --work-tree="$directory" \
    diff-files --name-only -z --ignore-submodules=all --)
}

# Makes the index of DIRECTORY anew from the tree if it is missing or torn.
whole_index() { # whole_index TREE
  if [ -f "$state/live.index" ] && live ls-files --stage >/dev/null 2>&1; then return 0; fi
  if [ -f "$state/live.index" ]; then say "problem the index of the files in $directory was damaged; it is rebuilt"; fi
  rm -f -- "$state/live.index" && checkout "$state/live.index" "$directory" "$1"
}

# Adds every file of DIRECTORY that the release may replace to its index. If files were edited on the host, or others are in
# the way, sets `reason` and leaves every file as it is.
claim_files() {
  entry=$(deployed_entry) || return 1
  if [ "$entry" = none ]; then entry=${base_tree:---empty}; fi
  whole_index "$entry" || return 1
  find_drift || return 1
  if [ -s "$run/drift" ] && [ "$overwrite_drift" != yes ]; then
    find_edits || return 1
    # Edits that the new release also has do not stop it.
    (cd "$directory" && xargs -0 git --git-dir="$journal" diff-tree -r --name-only -z --no-renames "$edited_tree" "$tree" --) \
      <"$run/drift" >"$run/lost" || return 1
    if [ -s "$run/lost" ]; then
      reason="files of the release were edited on the host: $(tr '\0' ' ' <"$run/lost")"
      return 1
    fi
    cp -- "$run/edited.index" "$state/live.index.new" && mv -f -- "$state/live.index.new" "$state/live.index" || return 1
    true >"$run/drift"
  fi

  new_paths "$tree" >"$run/new" || return 1
  [ -s "$run/new" ] || return 0
  obstacles "$run/present" <"$run/new" >"$run/in-the-way" || return 1
  if [ -s "$run/present" ]; then
    unlike "$tree" <"$run/present" >>"$run/in-the-way" || return 1
  fi
  if [ -s "$run/in-the-way" ]; then
    reason="files on the host are in the way of the release's files: $(tr '\0' ' ' <"$run/in-the-way")"
    return 1
  fi
  if [ -s "$run/present" ]; then
    # They are the same as the release's files, so they are ours from now on.
    live update-index --add -z --stdin <"$run/present" || return 1
  fi
}

# Moves the paths on standard input, each ended by NUL, out of DIRECTORY. They exist only on the host, so they are not deleted.
move_aside() {
  cat >"$run/aside"
  if [ -s "$run/aside" ]; then
    # shellcheck disable=SC2016 # for the inner shell
    (cd "$directory" && xargs -0 sh -c 'aside=$1; shift; for path do
        case $path in */*) mkdir -p -- "$aside/${path%/*}" ;; *) mkdir -p -- "$aside" ;; esac &&
          mv -- "$path" "$aside/$path" || exit 255
      done' sh "$state/aside/release-$release") <"$run/aside" || return 1
    say "aside $state/aside/release-$release"
  fi
}

save_drift() { # keeps what was edited on the host in the journal and as a patch, then puts the release's files back
  if [ -s "$run/drift" ]; then
    find_edits || return 1
    mkdir -p "$state/drift"
    patch=$state/drift/before-release-$release.patch
    running=$(repository rev-parse --verify --quiet refs/heads/deployed)
    # shellcheck disable=SC2086 # no parent, or one
    edits=$(repository commit-tree --no-gpg-sign ${running:+-p $running} -m "Edits on the host before release $release" \
      "$edited_tree") && repository update-ref "refs/slipway/drift/$release" "$edits" || return 1
    live diff-index --cached -p --binary -R "$edited_tree" >"$patch" || return 1
    sync
    say "saved $patch"
    move_aside <"$run/edited-beyond" && live checkout-index -f -u -z --stdin <"$run/drift"
  fi
}

# Writes the files again that are the same in both trees, but that changed .gitattributes files make git write with other bytes (line
# ends, ident, encoding): read-tree does not touch them.
follow_attributes() { # follow_attributes FROM TO: DIRECTORY has the files of TO otherwise
  (GIT_LITERAL_PATHSPECS=0 repository diff-tree -r --quiet "$1" "$2" -- ':(glob)**/.gitattributes')
  case $? in
    0) return 0 ;;
    1) ;;
    *) return 1 ;;
  esac
  repository ls-tree -r -z --name-only "$2" >"$run/attributes.paths" &&
    attributes_in "$1" >"$run/attributes.before" && attributes_in "$2" >"$run/attributes.after" || return 1
  if [ "$(tr -dc '\001\n' <"$run/attributes.paths" | wc -c)" -gt 0 ]; then
    # Such names do not fit on a line.
    cp -- "$run/attributes.paths" "$run/rewritten" || return 1
  else
    written_otherwise "$run/attributes.before" "$run/attributes.after" >"$run/rewritten.lines" || return 1
    tr '\n' '\0' <"$run/rewritten.lines" >"$run/rewritten"
  fi
  [ -s "$run/rewritten" ] || return 0
  # git writes the file of an entry without times.
  (cd "$directory" && GIT_INDEX_FILE=$state/live.index xargs -0 git --git-dir="$journal" ls-files --stage -z --) \
    <"$run/rewritten" >"$run/rewritten.entries" &&
    live update-index -z --index-info <"$run/rewritten.entries" &&
    live checkout-index -f -u -z --stdin <"$run/rewritten"
}
attributes_in() { # attributes_in TREE: of each path in attributes.paths, a line each: path, attribute, value
  rm -f -- "$run/attributes.index"
  GIT_INDEX_FILE=$run/attributes.index repository read-tree "$1" &&
    GIT_INDEX_FILE=$run/attributes.index repository -c core.attributesFile=/dev/null \
      check-attr -z --stdin --cached text crlf eol ident working-tree-encoding <"$run/attributes.paths" >"$run/attributes" &&
    tr '\0' '\n' <"$run/attributes"
}
written_otherwise() { # written_otherwise BEFORE AFTER: the paths that git's convert.c treats in another way
  awk '
    FNR % 3 == 1 { path = $0; next }
    FNR % 3 == 2 { name = $0; next }
    { value[name] = $0 }
    name == "working-tree-encoding" {
      text = value["text"] == "unspecified" ? value["crlf"] : value["text"]
      ends = text == "unset" || value["eol"] != "crlf" ? "" : text == "auto" ? "auto" : "all"
      encoding = $0 == "unspecified" || $0 == "unset" || $0 == "set" ? "" : $0
      conversion = ends " " (value["ident"] == "set") " " encoding
      if (NR == FNR) before[path] = conversion
      else if (before[path] != conversion) print path
    }' "$1" "$2"
}

# Makes room for the files of a tree that are put back. Other files that were made at these paths meanwhile are moved
# aside; edits are in left-behind.patch.
clear_way_back() { # clear_way_back TREE
  live update-index -q --refresh >/dev/null 2>&1
  { new_paths "$1" && live diff-files --name-only -z --ignore-submodules=all; } >"$run/back" || return 1
  obstacles "$run/present" <"$run/back" >"$run/beyond" && move_aside <"$run/beyond" || return 1
  if [ -s "$run/present" ]; then
    # Only the files that no index has.
    unlike "$1" <"$run/present" >"$run/unlike" || return 1
    # shellcheck disable=SC2016 # for the inner shell
    (cd "$directory" && GIT_DIR=$journal GIT_WORK_TREE=$directory GIT_INDEX_FILE=$state/live.index xargs -0 sh -c \
      "$is_tracked"'
      for path do is_tracked "$path" || printf "%s\0" "$path"; done' sh) \
      <"$run/unlike" | move_aside || return 1
  fi
}
