# What the tests of this folder share, on top of the driver of tests/cmake.
include("${CMAKE_CURRENT_LIST_DIR}/../cmake/driver.cmake")

set(source "${WORK}/an application")
set(build "${source}/build")

# For the consumers of the sources: the helper is built in a directory that they share, because it takes minutes: without
# precompiled headers, which a compiler cache cannot recognise, or, if there is none, as fast as a compiler can.
set(quickly -DCMAKE_CXX_FLAGS_RELEASE=-O0)
if(DEFINED ENV{CMAKE_CXX_COMPILER_LAUNCHER})
  set(quickly -DSLIPWAY_PRECOMPILE_HEADERS=OFF)
endif()
set(from_sources
  -D "SLIPWAY_HELPER_CMAKE_ARGS=${quickly}"
  -D "SLIPWAY_SOURCE_DIR=${repository_root}"
  -D "SLIPWAY_HELPER_BINARY_DIR=${HELPER_DIR}")

# Makes the application with the CMakeLists.txt of a folder beside this file, a repository with one commit.
function(make_consumer folder)
  file(COPY "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/application/" DESTINATION "${source}")
  file(COPY "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${folder}/CMakeLists.txt" DESTINATION "${source}")
  make_repository("${source}")
endfunction()

# Configures the application for a host that does not exist, with an `ssh` that must not be called; sets the variables
# of run().
macro(configure)
  file(WRITE "${WORK}/bin/ssh" "#!/bin/sh\necho \"$@\" >>'${WORK}/ssh was called'\nexit 255\n")
  file(CHMOD "${WORK}/bin/ssh" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  run(ENVIRONMENT "PATH=${WORK}/bin:$ENV{PATH}"
    COMMAND "${CMAKE_COMMAND}" -S "${source}" -B "${build}" -G Ninja -Werror=dev -D SLIPWAY_HOST=host.invalid ${ARGN})
  if(EXISTS "${WORK}/ssh was called")
    fail("configuring without the network" "ssh was called")
  endif()
endmacro()

# What every consumer is promised: a verdict while configuring, a new one after a commit, and no work if nothing
# has changed.
function(expect_plans)
  configure(${ARGN})
  if(NOT result EQUAL 0)
    fail("configuring to succeed" "${output}\n${errors}")
  endif()
  expect_equal("stderr" "${errors}" "")
  expect_part("stdout" "${output}" "The project sees: full")
  expect_json("${build}/slipway/app/plan.json" schema 1)
  expect_json("${build}/slipway/app/plan.json" strategy full)
  expect_json("${build}/slipway/app/settings.json" smoke_tests 0 name answers)

  run_well(COMMAND "${CMAKE_COMMAND}" --build "${build}")
  expect_no_part("a build with nothing changed" "${output}" "Re-running CMake")
  file(APPEND "${source}/README.md" "A line.\n")
  run_well(COMMAND "${CMAKE_COMMAND}" --build "${build}")
  expect_no_part("a build after an edit" "${output}" "Re-running CMake")
  commit_all("${source}" "Describe it")
  run_well(COMMAND "${CMAKE_COMMAND}" --build "${build}")
  expect_part("a build after a commit" "${output}" "Re-running CMake")
  run_well(COMMAND "${CMAKE_COMMAND}" --build "${build}")
  expect_no_part("the build after that" "${output}" "Re-running CMake")
endfunction()
