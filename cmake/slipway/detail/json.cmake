include_guard(GLOBAL)

# Sets `out` to the value of the variable `name`, or to "" if it is not set: CMake can be told to warn if an unset variable is read.
function(_slipway_variable out name)
  set(value "")
  if(DEFINED ${name})
    set(value "${${name}}")
  endif()
  set(${out} "${value}" PARENT_SCOPE)
endfunction()

# Sets `out` to `value` as a JSON string, quotes included.
function(_slipway_json_string out value)
  # Most values have nothing to escape: only characters from the space to the tilde, without quotes and backslashes.
  if(NOT value MATCHES "^[] !#-[^-~]*$")
    _slipway_json_escape(value "${value}")
  endif()
  set(${out} "\"${value}\"" PARENT_SCOPE)
endfunction()

# Sets `out` to `value` with the characters escaped that a JSON string cannot have.
function(_slipway_json_escape out value)
  string(REPLACE "\\" "\\\\" value "${value}")
  string(REPLACE "\"" "\\\"" value "${value}")
  string(REPLACE "\n" "\\n" value "${value}")
  string(REPLACE "\r" "\\r" value "${value}")
  string(REPLACE "\t" "\\t" value "${value}")
  string(ASCII 1 first)
  string(ASCII 31 last)
  if(value MATCHES "[${first}-${last}]")
    foreach(code RANGE 1 31)
      string(ASCII ${code} character)
      math(EXPR high "${code} / 16")
      math(EXPR low "${code} % 16")
      string(SUBSTRING "0123456789abcdef" ${low} 1 low)
      string(REPLACE "${character}" "\\u00${high}${low}" value "${value}")
    endforeach()
  endif()
  set(${out} "${value}" PARENT_SCOPE)
endfunction()

# Appends the string `value` to the JSON array in the caller's variable named by `array_variable`.
# Arrays are JSON throughout the module, because a CMake list cannot hold every value: an unbalanced bracket or a
# final backslash joins an element to the next one.
function(_slipway_json_append array_variable value)
  _slipway_json_string(quoted "${value}")
  _slipway_json_append_element(${array_variable} "${quoted}")
  set(${array_variable} "${${array_variable}}" PARENT_SCOPE)
endfunction()

# The same with `element`, which is JSON already.
function(_slipway_json_append_element array_variable element)
  if("${${array_variable}}" STREQUAL "[]")
    set(${array_variable} "[${element}]" PARENT_SCOPE)
  else()
    string(REGEX REPLACE "\\]$" "" open "${${array_variable}}")
    set(${array_variable} "${open}, ${element}]" PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the caller's CMake list named by `list_variable` as a JSON array of strings.
function(_slipway_json_from_list out list_variable)
  set(array "[]")
  foreach(value IN LISTS ${list_variable})
    _slipway_json_append(array "${value}")
  endforeach()
  set(${out} "${array}" PARENT_SCOPE)
endfunction()

# Sets `out` to the strings of the JSON array `array` as a CMake list. For names, which a list can hold.
function(_slipway_json_to_list out array)
  _slipway_json_to_list_at(values "${array}")
  set(${out} "${values}" PARENT_SCOPE)
endfunction()

# The same of the array that further arguments lead to, in `document`.
function(_slipway_json_to_list_at out document)
  set(values "")
  set(index 0)
  string(JSON count LENGTH "${document}" ${ARGN})
  while(index LESS count)
    string(JSON value GET "${document}" ${ARGN} ${index})
    list(APPEND values "${value}")
    math(EXPR index "${index} + 1")
  endwhile()
  set(${out} "${values}" PARENT_SCOPE)
endfunction()
