# What the test scripts of this folder and of tests/package share. They run with `cmake -P`, with these variables set:
#   WORK        a directory of the test's own, emptied at the start and left behind for a look at it
#   GENERATOR   the generator to configure projects with
# A failed expectation ends the script with what was expected and what was found.
cmake_policy(VERSION 3.25)

cmake_path(SET repository_root NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../..")

# Empties the test's directory.
macro(start_afresh)
  file(REMOVE_RECURSE "${WORK}")
  file(MAKE_DIRECTORY "${WORK}/home")
endmacro()

# Runs a command in a scrubbed environment and sets `result`, `output` and `errors`.
#   run([DIRECTORY <directory>] [ENVIRONMENT <NAME=value>...] COMMAND <word>...)
function(run)
  cmake_parse_arguments(PARSE_ARGV 0 run "" "DIRECTORY" "ENVIRONMENT;COMMAND")
  if(NOT run_DIRECTORY)
    set(run_DIRECTORY "${WORK}")
  endif()
  # The compiler cache of tools/test: whoever builds the helper again need not compile it again.
  set(compiler_cache "")
  foreach(variable IN ITEMS CMAKE_CXX_COMPILER_LAUNCHER CCACHE_DIR CCACHE_NOHASHDIR CCACHE_IGNOREOPTIONS CCACHE_SLOPPINESS)
    if(DEFINED ENV{${variable}})
      list(APPEND compiler_cache "${variable}=$ENV{${variable}}")
    endif()
  endforeach()
  execute_process(
    COMMAND env -i "PATH=$ENV{PATH}" "HOME=${WORK}/home" "TMPDIR=/tmp" LC_ALL=C GIT_CONFIG_NOSYSTEM=1 ${compiler_cache} ${run_ENVIRONMENT} ${run_COMMAND}
    WORKING_DIRECTORY "${run_DIRECTORY}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  set(result "${result}" PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
  set(errors "${errors}" PARENT_SCOPE)
endfunction()

# Runs a command that has to end with exit status 0; sets the same variables.
macro(run_well)
  run(${ARGN})
  if(NOT result EQUAL 0)
    string(REPLACE ";" " " command "${ARGN}")
    fail("success of `${command}`" "${result}\n${output}\n${errors}")
  endif()
endmacro()

function(fail expected found)
  message(FATAL_ERROR "expected> ${expected}\nfound> ${found}")
endfunction()

function(expect_equal what found expected)
  if(NOT found STREQUAL expected)
    fail("${what}: `${expected}`" "`${found}`")
  endif()
endfunction()

# `text` has `part` in it, white space aside: CMake breaks the lines of its messages where it likes.
function(expect_part what text part)
  string(REGEX REPLACE "[ \t\n]+" " " text_on_a_line "${text}")
  string(REGEX REPLACE "[ \t\n]+" " " part "${part}")
  string(FIND "${text_on_a_line}" "${part}" position)
  if(position EQUAL -1)
    fail("${what} with: ${part}" "${text}")
  endif()
endfunction()

function(expect_no_part what text part)
  string(FIND "${text}" "${part}" position)
  if(NOT position EQUAL -1)
    fail("${what} without: ${part}" "${text}")
  endif()
endfunction()

# The value at a path in a JSON file is `expected`.
#   expect_json(<file> <member>... <expected>)
function(expect_json file)
  math(EXPR last "${ARGC} - 1")
  math(EXPR before_last "${last} - 1")
  set(expected "${ARGV${last}}")
  # Not with POP_BACK, which takes the member before an empty value.
  list(SUBLIST ARGV 1 ${before_last} members)
  if(expected MATCHES ";")
    fail("a value that a list can hold" "${expected}")
  endif()
  file(READ "${file}" json)
  string(JSON found ERROR_VARIABLE error GET "${json}" ${members})
  if(error)
    fail("JSON in ${file} with ${members}" "${error}\n${json}")
  endif()
  if(NOT found STREQUAL expected)
    fail("${members} in ${file}: `${expected}`" "`${found}`")
  endif()
endfunction()

# Makes `directory` a git repository with everything in it committed.
function(make_repository directory)
  file(WRITE "${WORK}/home/.gitconfig" "[user]\n\tname = A Person\n\temail = person@example.org\n[init]\n\tdefaultBranch = main\n")
  run_well(DIRECTORY "${directory}" COMMAND git init --quiet)
  commit_all("${directory}" "Begin")
endfunction()

function(commit_all directory message)
  run_well(DIRECTORY "${directory}" COMMAND git add --all)
  run_well(DIRECTORY "${directory}" COMMAND git commit --quiet --message "${message}")
endfunction()
