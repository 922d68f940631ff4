#!/bin/sh
# The definitions that the services of a stack have in the engine. A run keeps them when its release is recorded (.slipway/stack.specs), so
# that what somebody changes by hand can be seen. They hold the values of environment files: nobody else may read them.

# A line "engine VERSIONS", because another version may write the same definition in other words, and for each service a line of three
# texts with tabs between them: "service NAME", what its tasks are made from, and the whole definition. A forced update makes tasks anew, and
# changes nothing else.
stack_specs() { # stack_specs IDS; 1 if the engine does not say
  docker version --format 'engine {{.Client.Version}} {{.Server.Version}}' 2>/dev/null || return 1
  # shellcheck disable=SC2086 # ids are words
  specs_now=$(docker service inspect --format 'service {{.Spec.Name}}	{{json .Spec.TaskTemplate}}{{json .Spec.EndpointSpec}}	{{json .Spec}}' $1 2>/dev/null) || return 1
  printf '%s\n' "$specs_now" | sed 's/"ForceUpdate":[0-9]*,*//g' | LC_ALL=C sort
}

# Reads what stack_specs printed then, an empty line, and what it prints now. Prints "NAME replicas THEN NOW", "NAME image", "NAME definition",
# "NAME rest" (its tasks are not concerned) or "NAME gone" of those that differ; "- unknown" if the two cannot be compared.
changed_specs() {
  awk -F '\t' '
    function without(text, pattern) { sub(pattern, "", text); return text }
    function replicas(text) { return match(text, /"Replicas":[0-9]+/) ? substr(text, RSTART + 11, RLENGTH - 11) : "-" }
    $0 == "" { part++; next }
    /^engine / { if (!part) engine = $0; else if (engine != $0) unknown = 1; next }
    {
      name = substr($1, length("service ") + 1)
      if (!part) { task[name] = $2; whole[name] = $3; next }
      seen[name]
      if (unknown || !(name in whole) || whole[name] == $3) next
      if (without(whole[name], "\"Replicas\":[0-9]+") == without($3, "\"Replicas\":[0-9]+")) print name, "replicas", replicas(whole[name]), replicas($3)
      else if (task[name] == $2) print name, "rest"
      else if (without(task[name], "\"Image\":\"[^\"]*\"") == without($2, "\"Image\":\"[^\"]*\"")) print name, "image"
      else print name, "definition"
    }
    END { if (unknown) print "- unknown"; else if (part) for (name in whole) if (!(name in seen)) print name, "gone" }' | sort
}
