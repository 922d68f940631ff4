include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/suggest.cmake")

# Sets the variable `out` to the arguments of the calling function from number `first` on, as a JSON array of strings.
# A macro, because only the calling function's scope has its ARGV<n>; the name ARGC is kept in a variable because a
# macro would put its own number in place of a literal reference.
macro(_slipway_read_arguments out first)
  set(_slipway_words "")
  set(_slipway_comma "")
  set(_slipway_index ${first})
  set(_slipway_argc ARGC)
  while(_slipway_index LESS ${_slipway_argc})
    _slipway_json_string(_slipway_word "${ARGV${_slipway_index}}")
    string(APPEND _slipway_words "${_slipway_comma}${_slipway_word}")
    set(_slipway_comma ", ")
    math(EXPR _slipway_index "${_slipway_index} + 1")
  endwhile()
  set(${out} "[${_slipway_words}]")
endmacro()

# Reads `arguments` (JSON array) by the keywords in the caller's lists `options`, `one_value` and `multi_value`, and
# sets for each keyword in the caller's scope `arg_<KEYWORD>`: TRUE, the value, or a JSON array of the values; ""
# where it was not given. Unknown, repeated and empty keywords are errors that name `function`. Three more lists of the
# caller's make exceptions: the values of `verbatim_keywords` may look like a keyword, and those of `command_keywords`
# are the words of a command, any of which but the first may also be empty. `repeated_keywords` may be given several times:
# arg_<KEYWORD> is an array with an array for each time.
function(_slipway_parse_arguments function arguments)
  set(keywords ${options} ${one_value} ${multi_value})
  foreach(keyword IN LISTS keywords)
    set(arg_${keyword} "")
  endforeach()
  set(words "")
  # Ends the words of a keyword that may be repeated.
  macro(_slipway_end_words)
    if(NOT words STREQUAL "")
      if(arg_${current} STREQUAL "")
        set(arg_${current} "[]")
      endif()
      _slipway_json_append_element(arg_${current} "${words}")
      set(words "")
    endif()
  endmacro()

  set(current "")
  set(waiting FALSE)
  set(index 0)
  string(JSON count LENGTH "${arguments}")
  while(index LESS count)
    string(JSON argument GET "${arguments}" ${index})
    math(EXPR index "${index} + 1")
    if(waiting AND current IN_LIST one_value AND current IN_LIST verbatim_keywords)
      set(arg_${current} "${argument}")
      set(current "")
      set(waiting FALSE)
    elseif(argument IN_LIST keywords)
      if(waiting)
        break()
      endif()
      _slipway_end_words()
      if(NOT arg_${argument} STREQUAL "" AND NOT argument IN_LIST repeated_keywords)
        _slipway_fail("${function}: ${argument}"
          "`${argument}` is given twice" "" "give all of its values after one ${argument}")
      endif()
      set(current "${argument}")
      if(current IN_LIST options)
        set(arg_${current} TRUE)
        set(current "")
      else()
        set(waiting TRUE)
      endif()
    elseif(current STREQUAL "")
      _slipway_suggest(suggestion "${argument}" ${keywords})
      _slipway_fail("${function}"
        "`${argument}` is not a keyword" "" "${suggestion}")
    elseif(argument STREQUAL "" AND (waiting OR NOT current IN_LIST command_keywords))
      _slipway_fail_empty("${function}" "${current}" "its value is empty")
    elseif(current IN_LIST one_value)
      set(arg_${current} "${argument}")
      set(current "")
      set(waiting FALSE)
    else()
      if(NOT current IN_LIST verbatim_keywords AND NOT current IN_LIST command_keywords)
        _slipway_refuse_misspelt_keyword("${function}" "${current}" "${argument}" ${keywords})
      elseif(NOT waiting)
        _slipway_warn_of_near_miss("${function}" "${current}" "${argument}" ${keywords})
      endif()
      if(current IN_LIST repeated_keywords)
        set(list words)
      else()
        set(list arg_${current})
      endif()
      if(${list} STREQUAL "")
        set(${list} "[]")
      endif()
      _slipway_json_append(${list} "${argument}")
      set(waiting FALSE)
    endif()
  endwhile()
  _slipway_end_words()
  if(waiting)
    _slipway_fail_empty("${function}" "${current}" "no value follows it")
  endif()

  list(TRANSFORM keywords PREPEND arg_)
  return(PROPAGATE ${keywords})
endfunction()

function(_slipway_fail_empty function keyword because)
  _slipway_fail("${function}: ${keyword}"
    "${keyword} has no value" "${because}"
    "give it a value, or leave ${keyword} out (a variable that is not set expands to nothing)")
endfunction()

# After a keyword with several values a misspelt keyword would pass for one more value. Refused is what is near to a
# keyword or has a keyword's form (capitals with an underscore); LICENSE stays a pattern.
function(_slipway_refuse_misspelt_keyword function current argument)
  if(NOT argument MATCHES "^[A-Z][A-Z0-9_]+$")
    return()
  endif()
  _slipway_nearest(nearest "${argument}" ${ARGN})
  if(nearest STREQUAL "" AND NOT argument MATCHES "_")
    return()
  endif()
  _slipway_suggest(suggestion "${argument}" ${ARGN})
  _slipway_fail("${function}"
    "`${argument}` is not a keyword"
    "it looks like one, and follows ${current}"
    "${suggestion}\nIf a file of that name is meant, write  **/${argument}")
endfunction()

# A command may have any argument, and a service any name: a word that is nearly a keyword is only warned of.
function(_slipway_warn_of_near_miss function current argument)
  if(NOT argument MATCHES "^[A-Z][A-Z0-9_]+$")
    return()
  endif()
  _slipway_nearest(nearest "${argument}" ${ARGN})
  if(NOT nearest STREQUAL "")
    message(WARNING "${function}: `${argument}` is taken for a value of ${current}. If ${nearest} is meant, write that; "
      "otherwise nothing is wrong.")
  endif()
endfunction()
