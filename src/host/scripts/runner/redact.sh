#!/bin/sh
# What containers print may have the values of ENV_FILES and SECRET_FILES in it, which this host knows. They are replaced by
# their names before anything is kept or leaves the host. No value is in the arguments or the environment of a process.

# Copies standard input to standard output, with "[NAME]" for each value of at least 8 bytes: a line of such a file, or what
# follows "NAME=" in it. NAME is the variable's, or the file's.
redact() {
  : >"$run/redacted"
  for store in "${secrets:-}" "${old_store:-}"; do
    places_of "$store" 2>/dev/null | while IFS= read -r place; do
      printf '%s\n%s\n' "$place" "$secrets_folder/$store/files/$place" >>"$run/redacted"
    done
  done
  if [ ! -s "$run/redacted" ]; then
    cat
    return
  fi
  REDACTED=$run/redacted awk '
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
      # What compose makes of escapes; a line break ends what a line can show.
      number = split(value, pieces, /\\[nr]/)
      for (i = 1; i <= number; i++) {
        gsub(/\\"/, "\"", pieces[i])
        gsub(/\\\$/, "$", pieces[i])
        gsub(/\\\\/, "\\", pieces[i])
        learn(name, pieces[i])
      }
    }
    BEGIN {
      while ((getline place < ENVIRON["REDACTED"]) > 0 && (getline file < ENVIRON["REDACTED"]) > 0) {
        while ((getline line < file) > 0) learn_line(place, line)
        close(file)
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
