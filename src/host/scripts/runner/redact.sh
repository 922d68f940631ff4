#!/bin/sh
# The output of containers may contain values of ENV_FILES and SECRET_FILES, which this host knows. They are replaced by
# their names before the output is kept or leaves the host. No value is in the arguments or the environment of a process.

# Copies standard input to standard output, with "[NAME]" for each value of at least 8 bytes: a line of such a file, or what
# follows "NAME=" in it. NAME is the variable's, or the file's.
redact() {
  # Not by a file: the disk may be full, which must not show them.
  if ! files_with_values=$(list_files_with_values); then
    cat >/dev/null
    echo "[not shown: the files of ENV_FILES and SECRET_FILES cannot be read]"
    return
  fi
  if [ -z "$files_with_values" ]; then
    cat
    return
  fi
  FILES_WITH_VALUES=$files_with_values awk '
    function learn(name, value) {
      sub(/^[ \t]+/, "", value)
      sub(/[ \t\r]+$/, "", value)
      if (length(value) < 8 || value in known) return
      known[value] = name
      values[++count] = value
    }
    function learn_line(place, line,   name, value, quote, pieces, number, i) {
      learn(place, line)
      if (line !~ /^[ \t]*(export[ \t]+)?[A-Za-z_][A-Za-z0-9_.-]*[ \t]*=/) return
      name = line
      sub(/[ \t]*=.*/, "", name)
      sub(/^[ \t]*(export[ \t]+)?/, "", name)
      value = substr(line, index(line, "=") + 1)
      learn(name, value)
      sub(/^[ \t]+/, "", value)
      quote = substr(value, 1, 1)
      if (quote == "\"" || quote == "\047") {
        value = substr(value, 2)
        sub(quote "[^" quote "]*$", "", value)
      }
      else sub(/[ \t]+#.*/, "", value)
      learn(name, value)
      if (quote != "\"") return
      # Escapes as compose expands them. A value with line breaks is several pieces, because the output has them on several lines.
      number = split(value, pieces, /\\[nr]/)
      for (i = 1; i <= number; i++) {
        gsub(/\\"/, "\"", pieces[i])
        gsub(/\\\$/, "$", pieces[i])
        gsub(/\\\\/, "\\", pieces[i])
        learn(name, pieces[i])
      }
    }
    BEGIN {
      number_of_files = split(ENVIRON["FILES_WITH_VALUES"], files, "\n")
      for (k = 1; k < number_of_files; k += 2) {
        while ((getline line < files[k + 1]) > 0) learn_line(files[k], line)
        close(files[k + 1])
      }
      # The longest first: one may be part of another.
      for (i = 2; i <= count; i++) {
        value = values[i]
        for (j = i - 1; j >= 1 && length(values[j]) < length(value); j--) values[j + 1] = values[j]
        values[j + 1] = value
      }
    }
    {
      for (i = 1; i <= count; i++) {
        rest = $0
        text = ""
        while ((at = index(rest, values[i])) > 0) {
          text = text substr(rest, 1, at - 1) "[" known[values[i]] "]"
          rest = substr(rest, at + length(values[i]))
        }
        $0 = text rest
      }
      print
    }'
}
list_files_with_values() { # of the release and of the one before it; 1 if they are not known
  for store in "${secrets:-}" "${old_store:-}"; do
    [ -z "$store" ] || list_files_of "$secrets_folder/$store" || return 1
  done
}
list_files_of() { # list_files_of STORE: for each file its place in DIRECTORY, and where it lies; 1 if they are not known
  places=$(cut -c 66- <"$1/digests") || return 1
  printf '%s\n' "$places" | while IFS= read -r place; do
    if [ -n "$place" ]; then printf '%s\n%s\n' "$place" "$1/files/$place"; fi
  done
}
