include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/suggest.cmake")

# Names become parts of target names, test names and git refs (refs/slipway/<deployment>/<environment>), so they
# follow the rules of all three.
function(_slipway_validate_name subject value)
  if(NOT value MATCHES "^[A-Za-z0-9][A-Za-z0-9_.-]*$" OR value MATCHES "\\.\\.|\\.$|\\.lock$")
    _slipway_fail("${subject}"
      "`${value}` is not a valid name" "a name has letters, digits, `-`, `_` and `.`, and starts with a letter or digit"
      "choose for example  hey-orac")
  endif()
endfunction()

# `value` is one of the arguments after `subject` and `value`.
function(_slipway_validate_choice subject value)
  if(NOT value IN_LIST ARGN)
    list(JOIN ARGN ", " choices)
    _slipway_suggest(suggestion "${value}" ${ARGN})
    _slipway_fail("${subject}" "`${value}` is not a valid value" "it has to be one of ${choices}" "${suggestion}")
  endif()
endfunction()

# `value` is one of CMake's constants for true and false, or "".
function(_slipway_validate_boolean subject value)
  string(TOUPPER "${value}" upper)
  if(NOT upper MATCHES "^(ON|OFF|TRUE|FALSE|YES|NO|Y|N|1|0|)$")
    _slipway_fail("${subject}" "`${value}` is neither ON nor OFF" "" "write  ON  or  OFF")
  endif()
endfunction()

# `value` is a whole number from 1 to 999999; `unit` says of what.
function(_slipway_validate_number subject value unit)
  if(NOT value MATCHES "^[1-9][0-9]?[0-9]?[0-9]?[0-9]?[0-9]?$")
    set(example 120)
    if(NOT unit STREQUAL "seconds")
      set(example 2)
    endif()
    _slipway_fail("${subject}" "`${value}` is not a valid number of ${unit}" "it has to be a whole number from 1 to 999999" "write for example  ${example}")
  endif()
endfunction()

# `value` is a host for ssh: it cannot be mistaken for an option, and has no white space.
function(_slipway_validate_host subject value)
  if(value MATCHES "^-" OR value MATCHES "[][ \t\r\n;\"'`$\\]")
    _slipway_fail("${subject}"
      "`${value}` is not a host as ssh knows it" "a host is an alias from ~/.ssh/config, a name, or user@name"
      "ssh <host> true   (has to work)")
  endif()
endfunction()

# `value` is a directory of its own on the host, absolute or below the home directory.
function(_slipway_validate_directory subject value)
  string(REGEX REPLACE "/+$" "" trimmed "${value}")
  if(NOT value MATCHES "^(~/|/)" OR trimmed MATCHES "^(~)?$" OR "${value}/" MATCHES "/\\.\\.?/" OR value MATCHES "[\r\n]")
    _slipway_fail("${subject}"
      "`${value}` cannot be the directory on the host"
      "the directory is /absolute or ~/below-home without `.` and `..`, and belongs to this deployment alone"
      "write for example  ~/hey-orac")
  endif()
endfunction()

# `value` is a platform such as linux/arm64.
function(_slipway_validate_platform subject value)
  if(NOT value MATCHES "^[a-z0-9]+/[a-z0-9_]+(/[a-z0-9.]+)?$")
    _slipway_fail("${subject}" "`${value}` is not a platform as Docker writes it" "" "write for example  PLATFORM linux/arm64")
  endif()
endfunction()

# `pairs` is a JSON array of KEY=VALUE; sets `out` to the JSON object.
function(_slipway_build_args_object out subject pairs)
  set(members "")
  set(keys "")
  set(separator "")
  string(JSON count LENGTH "${pairs}")
  set(index 0)
  while(index LESS count)
    string(JSON pair GET "${pairs}" ${index})
    math(EXPR index "${index} + 1")
    string(FIND "${pair}" "=" equals)
    string(SUBSTRING "${pair}" 0 ${equals} key)
    if(equals LESS 1 OR NOT key MATCHES "^[A-Za-z_][A-Za-z0-9_]*$")
      _slipway_fail("${subject}" "`${pair}` is not KEY=VALUE" "the key is the name of an ARG in the Dockerfile"
        "write for example  BUILD_ARGS PYTHON_VERSION=3.11")
    endif()
    if(key IN_LIST keys)
      _slipway_fail("${subject}" "the build argument ${key} is given twice" "" "keep one of them")
    endif()
    list(APPEND keys "${key}")
    math(EXPR equals "${equals} + 1")
    string(SUBSTRING "${pair}" ${equals} -1 value)
    _slipway_json_string(value "${value}")
    string(APPEND members "${separator}\"${key}\": ${value}")
    set(separator ", ")
  endwhile()
  set(${out} "{${members}}" PARENT_SCOPE)
endfunction()

# `commands` is a JSON array of arrays: a name, a program and its arguments. Sets `out` to a JSON array of objects. The names have to
# differ from each other and from the files in the JSON arrays after it.
function(_slipway_secret_commands_array out subject commands)
  set(names "")
  foreach(files IN LISTS ARGN)
    _slipway_json_to_list(more "${files}")
    list(APPEND names ${more})
  endforeach()
  set(objects "[]")
  string(JSON count LENGTH "${commands}")
  set(index 0)
  while(index LESS count)
    string(JSON name GET "${commands}" ${index} 0)
    string(JSON words LENGTH "${commands}" ${index})
    if(words LESS 2)
      _slipway_fail("${subject}" "the program that prints the secret `${name}` is missing" ""
        "write for example  SECRET_COMMAND ${name} pass show app/key")
    endif()
    if(name IN_LIST names)
      _slipway_fail("${subject}" "the secret `${name}` is given twice" "" "keep one of them")
    endif()
    list(APPEND names "${name}")
    set(command "[]")
    set(word 1)
    while(word LESS words)
      string(JSON text GET "${commands}" ${index} ${word})
      _slipway_json_append(command "${text}")
      math(EXPR word "${word} + 1")
    endwhile()
    _slipway_json_string(name "${name}")
    _slipway_json_append_element(objects "{\"name\": ${name}, \"command\": ${command}}")
    math(EXPR index "${index} + 1")
  endwhile()
  set(${out} "${objects}" PARENT_SCOPE)
endfunction()
