include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")

# Lets the helper decide from what is known here, without the network, and prints its verdict. The plan is written to
# `directory`/plan.json; configure runs again by itself when one of the files that it rests on changes.
function(_slipway_make_plan function helper directory)
  set(plan_file "${directory}/plan.json")
  execute_process(
    COMMAND "${helper}" plan --settings "${directory}/settings.json" --configure --json-file "${plan_file}"
    RESULT_VARIABLE result OUTPUT_VARIABLE verdict ERROR_VARIABLE talk)
  string(STRIP "${talk}" talk)
  if(NOT result EQUAL 0)
    # The helper's error has its three parts already. Indented, so that CMake leaves its lines alone.
    string(REPLACE "\n" "\n  " talk "${talk}")
    message(FATAL_ERROR "${function}: no plan could be made (`slipway plan` ended with ${result})\n  ${talk}")
  endif()
  if(NOT talk STREQUAL "")
    message(NOTICE "${talk}")
  endif()
  _slipway_print_status("${verdict}")

  _slipway_read_plan(plan "${plan_file}")
  _slipway_depend_on_plan("${plan}" "${directory}")
endfunction()

# Prints each line of `text` as a status message.
function(_slipway_print_status text)
  while(NOT text STREQUAL "")
    string(FIND "${text}" "\n" end)
    string(SUBSTRING "${text}" 0 ${end} line)
    message(STATUS "${line}")
    if(end EQUAL -1)
      return()
    endif()
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${text}" ${end} -1 text)
  endwhile()
endfunction()

# Sets `out` to the plan in `file`, as JSON of a schema this module understands.
function(_slipway_read_plan out file)
  set(plan "")
  if(EXISTS "${file}")
    file(READ "${file}" plan)
  endif()
  string(JSON schema ERROR_VARIABLE error GET "${plan}" schema)
  if(NOT schema STREQUAL "1")
    _slipway_fail("Slipway: ${file}" "a plan of schema 1" "${schema}"
      "remove the file and configure again; if it comes back, helper and module do not belong together")
  endif()
  set(${out} "${plan}" PARENT_SCOPE)
endfunction()

# Configure runs again when the commit moves, when the last deployment changed what is known of the host, when a
# compose file is edited, or when another helper is installed. Everything here stands still while CMake configures: a
# file that did not would send Ninja round in circles.
function(_slipway_depend_on_plan plan directory)
  # The deploy targets rewrite this file; it has to exist for a build to notice.
  if(NOT EXISTS "${directory}/state")
    file(TOUCH "${directory}/state")
  endif()
  set(files "${directory}/state" "${helper}")
  string(JSON count ERROR_VARIABLE none LENGTH "${plan}" configure_depends)
  set(index 0)
  while(NOT none AND index LESS count)
    string(JSON file GET "${plan}" configure_depends ${index})
    list(APPEND files "${file}")
    math(EXPR index "${index} + 1")
  endwhile()
  string(JSON count LENGTH "${arg_COMPOSE_FILES}")
  set(index 0)
  while(index LESS count)
    string(JSON file GET "${arg_COMPOSE_FILES}" ${index})
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    if(EXISTS "${file}")
      list(APPEND files "${file}")
    endif()
    math(EXPR index "${index} + 1")
  endwhile()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
endfunction()
