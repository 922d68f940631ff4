# Runs one case: cmake -D CASE=… -D GENERATOR=… -D WORK=… -D VERSION=… -P run_case.cmake
#
# The case's file is the body of a project without languages that has included the module and uses the fake helper.
# Comments at its start say what to expect; by default configuring succeeds and says nothing on stderr.
#   # argument: <argument>     one more argument for configuring
#   # environment: NAME=value  one more variable of the environment
#   # error: <text>            configuring fails, and stderr has this text
#   # stderr: <text>           configuring succeeds, and stderr has this text
#   # output: <text>           stdout has this text
#   # generator: <generator>   only with this one
#   # minimum: <version>       the project's cmake_minimum_required (default: 3.25)
#   # module: alone            the module is a copy with nothing beside it, and no helper is named
#   # module: with sources     the module is a copy with the sources of small-helper/ beside it, and no helper is named
# Otherwise the module is in the project's source directory, for CMake to warn of variables that nobody has set.
# cases/<case>-check.cmake, where there is one, runs after that, with `source`, `build`, the functions of
# driver.cmake, and configure().
include("${CMAKE_CURRENT_LIST_DIR}/driver.cmake")

set(source "${WORK}/the source")
set(build "${WORK}/the build")
set(case_file "${CMAKE_CURRENT_LIST_DIR}/cases/${CASE}.cmake")
file(READ "${case_file}" body)

# Sets `out` to the texts of the `# <key>: …` comments.
function(case_comments out key)
  set(values "")
  file(STRINGS "${case_file}" lines REGEX "^# ${key}: ")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^# ${key}: " "" value "${line}")
    list(APPEND values "${value}")
  endforeach()
  set(${out} "${values}" PARENT_SCOPE)
endfunction()

# Configures the case's project and sets `result`, `output` and `errors`.
#   configure([ENVIRONMENT <NAME=value>...] [ARGUMENTS <argument>...])
macro(configure)
  cmake_parse_arguments(configure "" "" "ENVIRONMENT;ARGUMENTS" ${ARGN})
  run(ENVIRONMENT "FAKE_VERSION=${VERSION}" ${case_environment} ${configure_ENVIRONMENT}
    COMMAND "${CMAKE_COMMAND}" -S "${source}" -B "${build}" -G "${GENERATOR}" -Werror=dev --warn-uninitialized
      ${case_helper} ${case_arguments} ${configure_ARGUMENTS})
endmacro()

# Builds a target with the fake helper in place, successfully.
macro(build_target target)
  run_well(ENVIRONMENT "FAKE_VERSION=${VERSION}" ${case_environment} COMMAND "${CMAKE_COMMAND}" --build "${build}" --target "${target}")
endmacro()

# Builds a target that fails, and that says the texts.
function(expect_failing_target target)
  run(ENVIRONMENT "FAKE_VERSION=${VERSION}" COMMAND "${CMAKE_COMMAND}" --build "${build}" --target "${target}")
  if(result EQUAL 0)
    fail("${target} to fail" "${output}")
  endif()
  foreach(text IN LISTS ARGN)
    expect_part("what ${target} says" "${output}" "${text}")
  endforeach()
endfunction()

# Builds a target, and counts the configure runs so far.
function(expect_configured count after)
  build_target(deploy-plan)
  file(STRINGS "${build}/slipway/app/argv" lines REGEX "<configure>")
  list(LENGTH lines found)
  expect_equal("number of configure runs after ${after}" "${found}" ${count})
endfunction()

# Ninja has these pools, and can read its files.
function(expect_pools)
  file(STRINGS "${build}/CMakeFiles/rules.ninja" pools REGEX "^pool ")
  foreach(pool IN LISTS ARGN)
    if(NOT "pool ${pool}" IN_LIST pools)
      fail("a pool ${pool}" "${pools}")
    endif()
  endforeach()
  build_target(deploy)
endfunction()

case_comments(case_arguments argument)
case_comments(case_environment environment)
case_comments(case_errors error)
case_comments(case_stderr stderr)
case_comments(case_output output)

case_comments(case_module module)
case_comments(case_minimum minimum)
if(NOT case_minimum)
  set(case_minimum 3.25)
endif()

start_afresh()
set(module_root "${source}/slipway")
set(fake_helper "${repository_root}/tests/cmake/fake/slipway")
set(case_helper -D "SLIPWAY_EXECUTABLE=${fake_helper}")
if(NOT case_module)
  file(MAKE_DIRECTORY "${module_root}")
  file(CREATE_LINK "${repository_root}/cmake" "${module_root}/cmake" SYMBOLIC)
else()
  set(module_root "${source}/slipway root")
  set(case_helper "")
  file(COPY "${repository_root}/cmake" DESTINATION "${module_root}")
endif()
if(case_module STREQUAL "with sources")
  set(case_helper -D "SLIPWAY_HELPER_CMAKE_ARGS=-DFAKE_HELPER=${fake_helper}")
  file(COPY "${repository_root}/tests/cmake/small-helper/" DESTINATION "${module_root}")
endif()
file(WRITE "${source}/CMakeLists.txt"
"cmake_minimum_required(VERSION ${case_minimum})
project(case LANGUAGES NONE)
include([[${module_root}/cmake/Slipway.cmake]])
${body}")

configure()
if(case_errors)
  if(result EQUAL 0)
    fail("configuring to fail" "${output}\n${errors}")
  endif()
  foreach(text IN LISTS case_errors)
    expect_part("stderr" "${errors}" "${text}")
  endforeach()
  expect_no_part("stderr" "${errors}" "Internal error")
else()
  if(NOT result EQUAL 0)
    fail("configuring to succeed" "${output}\n${errors}")
  endif()
  foreach(text IN LISTS case_stderr)
    expect_part("stderr" "${errors}" "${text}")
  endforeach()
  if(NOT case_stderr)
    expect_equal("stderr" "${errors}" "")
  endif()
endif()
foreach(text IN LISTS case_output)
  expect_part("stdout" "${output}" "${text}")
endforeach()

if(EXISTS "${CMAKE_CURRENT_LIST_DIR}/cases/${CASE}-check.cmake")
  include("${CMAKE_CURRENT_LIST_DIR}/cases/${CASE}-check.cmake")
endif()
