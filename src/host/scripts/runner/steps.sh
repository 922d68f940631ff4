#!/bin/sh
# Compares the plan's forecast of a build's steps with the builder's report.

predict_steps() { # predict_steps SERVICE LINE…: "HIT 12 [2/5] RUN make", HIT, MISS or MAYBE and the line in the Dockerfile
  forecast=$run/predicted.$1
  shift
  printf '%s\n' "$@" >"$forecast"
}

# Notes the process, so that one build can be ended and not the others.
in_staging() { # in_staging SERVICE COMMAND…
  # shellcheck disable=SC2016 # for the inner shell
  (cd "$staging" && exec sh -c 'printf "%s\n" "$$" >"$1"; shift 2; exec "$@"' sh "$run/builder.$1" "$@")
}

# Runs the builder; its output is passed on at once, and kept.
run_builder() { # run_builder SERVICE COMMAND…
  progress=$run/progress.$1
  {
    in_staging "$@"
    printf '%s\n' "$?" >"$progress.status"
  } 2>&1 | tee "$progress"
  [ "$(cat "$progress.status")" = 0 ]
}

# The builder's own line about why it stopped, with the step, and what that often means; nothing if it said nothing. Without secrets.
why_build_failed() { # why_build_failed SERVICE
  awk '
    { gsub(/[\r\t]/, " ") }
    /^#[0-9]+ \[/ { step[$1] = substr($0, length($1) + 2) }
    /^#[0-9]+ ERROR: / { line = substr($0, length($1) + 9); if ($1 in step) line = step[$1] ": " line; next }
    /^(ERROR|Error response from daemon): / { last = $0; next }
    /^The command .* returned a non-zero code: [0-9]+$/ { line = $0 }
    END {
      if (line == "") line = last
      sub(/^ERROR: (failed to solve: )?/, "", line)
      if (line ~ /exit code: 137$|non-zero code: 137$|signal: killed|annot allocate memory|ResourceExhausted/)
        line = line " (killed, as the kernel does if memory runs out)"
      if (line != "") print line
    }' "$run/progress.$1" 2>/dev/null | redact |
    # Only then it is cut: what is left of half a value would not be found.
    awk '{ print (length($0) > 500 ? substr($0, 1, 240) " ... " substr($0, length($0) - 239) : $0) }'
}
note_failed_build() { # note_failed_build SERVICE: sets `reason`
  builder_said=$(why_build_failed "$1")
  reason="the image of service $1 could not be built${builder_said:+: $builder_said}"
}

# Whether the builder reported steps that a base image adds (ONBUILD). The classic builder says so. BuildKit names them so,
# or, up to 0.16, does not count them in the total and reports a step "[3/2]" (dockerfile2llb, initOnBuildTriggers).
has_triggers() { # has_triggers SERVICE
  awk '
    /^# Executing [0-9]+ build trigger/ { found = 1 }
    /^#[0-9]+ \[[^]]*[0-9]\/[0-9]+\] ONBUILD / { found = 1 }
    /^#[0-9]+ \[.*\]/ {
      sub(/\].*/, "")
      words = split($0, word, " ")
      sub(/^\[/, "", word[words])
      split(word[words], of, "/")
      if (of[2] ~ /^[0-9]+$/ && of[1] + 0 > of[2] + 0) found = 1
    }
    END { exit !found }' "$run/progress.$1"
}

# Reads BuildKit's plain progress, whatever else is in between; prints "CACHED [2/5] RUN make" or "RAN …" for each step.
reported_steps() {
  awk '
    /^#[0-9]+ / {
      number = $1
      text = substr($0, length(number) + 2)
      if (!(number in name)) {
        name[number] = text
        order[++count] = number
      }
      else if (text == "CACHED") outcome[number] = text
      else if (text ~ /^DONE [0-9]/ && !(number in outcome)) outcome[number] = "RAN"
    }
    END { for (i = 1; i <= count; i++) if (order[i] in outcome) print outcome[order[i]], name[order[i]] }'
}

# Reads the forecast, an empty line, and the reported steps. Prints "agree COUNT OF_HOW_MANY", and a line for each step
# whose forecast was wrong: "HIT RAN line 12: [2/5] RUN". Steps with the same name cannot be told apart and are left out.
compare_steps() {
  awk '
    /^$/ { reported = 1; next }
    !reported {
      verdict = $1
      line = $2
      step = substr($0, length(verdict) + length(line) + 3)
      seen[step]++
      verdicts[step] = verdict
      lines[step] = line
      order[++count] = step
      next
    }
    {
      outcome = $1
      step = substr($0, length(outcome) + 2)
      times[step]++
      outcomes[step] = outcome
    }
    END {
      for (i = 1; i <= count; i++) {
        step = order[i]
        verdict = verdicts[step]
        if (seen[step] > 1 || times[step] != 1 || verdict == "MAYBE") continue
        compared++
        if (outcomes[step] == (verdict == "HIT" ? "CACHED" : "RAN")) agreed++
        else {
          match(step, /^\[[^]]*\] [^ ]*/)
          wrong[++mistakes] = verdict " " outcomes[step] " line " lines[step] ": " substr(step, 1, RLENGTH)
        }
      }
      print "agree", agreed + 0, compared + 0
      for (i = 1; i <= mistakes; i++) print wrong[i]
    }'
}

# Counts the steps that could run or be reused, as plans do: without base images. Prints "REUSED TOTAL" for the output of
# BuildKit (plain progress) or of the classic builder.
count_steps() {
  awk '
    function is_step(title) { return title ~ /^\[[^]]*[0-9]+\/[0-9]+\] (RUN|COPY|ADD|WORKDIR) / }
    /^#[0-9]+ \[/ {
      text = substr($0, length($1) + 2)
      if (!($1 in known)) { known[$1]; if (is_step(text)) { counted[$1]; total++ } }
    }
    /^#[0-9]+ CACHED/ { if (($1 in counted) && !($1 in hit)) { hit[$1]; reused++ } }
    /^Step [0-9]+\/[0-9]+ : / {
      classic = ($4 ~ /^(RUN|COPY|ADD|WORKDIR)$/)
      total += classic
    }
    /^ *---> Using cache/ { reused += classic; classic = 0 }
    END { print reused + 0, total + 0 }'
}

# Adds what the builder ran to the journal entry.
note_steps() { # note_steps SERVICE
  printf 'Steps: %s %s\n' "$1" "$(count_steps <"$run/progress.$1")" >>"$run/trailers"
}

# Adds the quality of the forecast to the journal entry, and tells the client which steps differed.
judge_forecast() { # judge_forecast SERVICE
  if [ ! -f "$run/predicted.$1" ]; then return 0; fi
  {
    cat "$run/predicted.$1"
    printf '\n'
    reported_steps <"$run/progress.$1"
  } | compare_steps >"$run/forecast.$1"
  while read -r predicted came; do
    if [ "$predicted" = agree ]; then
      printf 'Foretold: %s %s\n' "$1" "$came" >>"$run/trailers"
    else
      printf 'Mispredicted: %s %s %s\n' "$1" "$predicted" "$came" >>"$run/trailers"
      say "mispredicted $1 $predicted $came"
    fi
  done <"$run/forecast.$1"
}
