include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")

# Sets `out` to the root of Slipway's sources if this module is part of them, else to "".
function(_slipway_source_root out)
  cmake_path(SET root NORMALIZE "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../..")
  if(EXISTS "${root}/tools/slipway/main.cpp" AND EXISTS "${root}/CMakeLists.txt")
    set(${out} "${root}" PARENT_SCOPE)
  else()
    set(${out} "" PARENT_SCOPE)
  endif()
endfunction()

# Builds the helper from the sources in `root` and sets `out` to its path, or `problem` to what is wrong. It has to exist while the consumer
# configures, so it has its own build in SLIPWAY_HELPER_BINARY_DIR, which several build directories may share. It
# is a program for the machine that deploys: the consumer's toolchain, build type and flags do not apply.
function(_slipway_build_helper out problem root)
  set(binary_dir "${CMAKE_BINARY_DIR}/_slipway")
  _slipway_variable(asked_for SLIPWAY_HELPER_BINARY_DIR)
  if(NOT asked_for STREQUAL "")
    cmake_path(ABSOLUTE_PATH asked_for BASE_DIRECTORY "${CMAKE_SOURCE_DIR}" NORMALIZE OUTPUT_VARIABLE binary_dir)
  endif()
  set(helper "${binary_dir}/tools/slipway")

  file(MAKE_DIRECTORY "${binary_dir}")
  file(LOCK "${binary_dir}/.lock" GUARD FUNCTION TIMEOUT 1800 RESULT_VARIABLE locked)
  if(NOT locked EQUAL 0)
    _slipway_error_text(text "Slipway: building the helper in ${binary_dir}"
      "another configure run holds the directory" "${locked}" "wait for the other run, then configure again")
    set(${problem} "${text}" PARENT_SCOPE)
    return()
  endif()

  _slipway_native_environment(environment)
  _slipway_helper_generator(generator)
  _slipway_variable(more_arguments SLIPWAY_HELPER_CMAKE_ARGS)
  set(configure "${CMAKE_COMMAND}" -S "${root}" -B "${binary_dir}" -G "${generator}"
    -D CMAKE_BUILD_TYPE=Release
    -D SLIPWAY_BUILD_TESTING=OFF
    ${more_arguments})
  cmake_host_system_information(RESULT processors QUERY NUMBER_OF_LOGICAL_CORES)
  set(build "${CMAKE_COMMAND}" --build "${binary_dir}" --target slipway)
  if(NOT generator STREQUAL "Ninja" AND NOT DEFINED ENV{CMAKE_BUILD_PARALLEL_LEVEL})
    list(APPEND build --parallel ${processors})
  endif()

  # The build re-configures itself when Slipway's own files change; only a change of the command needs a fresh start.
  set(configured "")
  if(EXISTS "${binary_dir}/configured-by.txt")
    file(READ "${binary_dir}/configured-by.txt" configured)
  endif()
  set(shown "")
  if(NOT EXISTS "${helper}")
    message(STATUS "Slipway: building the helper in ${binary_dir} (once; it may take a few minutes)")
    set(shown ECHO_OUTPUT_VARIABLE)
  endif()
  set(text "")
  if(NOT configured STREQUAL "${configure}")
    file(REMOVE "${binary_dir}/CMakeCache.txt" "${binary_dir}/configured-by.txt")
    _slipway_run_nested(text "configuring" "${binary_dir}" "${environment}" "" "${configure}")
    if(text STREQUAL "")
      file(WRITE "${binary_dir}/configured-by.txt" "${configure}")
    endif()
  endif()
  if(text STREQUAL "")
    _slipway_run_nested(text "building" "${binary_dir}" "${environment}" "${shown}" "${build}")
  endif()
  set(${problem} "${text}" PARENT_SCOPE)
  set(${out} "${helper}" PARENT_SCOPE)
endfunction()

# Runs one step of the nested build, and sets `problem` to "" or to what is wrong. Its output is kept in a file, and its end is shown on failure. `shown` is empty, or
# the options that make execute_process show the output at once, because the build takes minutes.
function(_slipway_run_nested problem step binary_dir environment shown command)
  execute_process(COMMAND ${environment} ${command} ${shown}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(log "${binary_dir}/${step}.log")
  file(WRITE "${log}" "${output}")
  set(${problem} "" PARENT_SCOPE)
  if(result EQUAL 0)
    return()
  endif()
  set(most 6000)
  string(LENGTH "${output}" length)
  if(length GREATER most)
    math(EXPR start "${length} - ${most}")
    string(SUBSTRING "${output}" ${start} -1 output)
    set(output "[…]${output}")
  endif()
  string(STRIP "${output}" output)
  _slipway_error_text(text "Slipway: the helper in ${binary_dir}"
    "${step} the helper failed" "${result}\n${output}"
    "see the whole log:  less ${log}\nor install Slipway and use find_package(Slipway), or set SLIPWAY_EXECUTABLE")
  set(${problem} "${text}" PARENT_SCOPE)
endfunction()

# Sets `out` to the generator of the nested build: Ninja if it is installed.
function(_slipway_helper_generator out)
  find_program(ninja NAMES ninja ninja-build NO_CACHE)
  if(ninja)
    set(${out} "Ninja" PARENT_SCOPE)
  else()
    set(${out} "Unix Makefiles" PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the start of a command line that removes variables of the consumer's environment: always those that
# make and CMake set for their children, and when cross-compiling those that name the target's tools.
function(_slipway_native_environment out)
  set(variables MAKEFLAGS MFLAGS MAKELEVEL DESTDIR VERBOSE CMAKE_GENERATOR CMAKE_BUILD_TYPE CMAKE_CONFIGURATION_TYPES
    CMAKE_TOOLCHAIN_FILE)
  _slipway_variable(toolchain CMAKE_TOOLCHAIN_FILE)
  if(CMAKE_CROSSCOMPILING OR NOT toolchain STREQUAL "" OR DEFINED ENV{CMAKE_TOOLCHAIN_FILE})
    list(APPEND variables CC CXX CPP LD AR AS RANLIB STRIP CFLAGS CXXFLAGS CPPFLAGS LDFLAGS
      PKG_CONFIG PKG_CONFIG_PATH PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR CMAKE_PREFIX_PATH CMAKE_SYSROOT)
  endif()
  list(TRANSFORM variables PREPEND "--unset=")
  set(${out} "${CMAKE_COMMAND}" -E env ${variables} PARENT_SCOPE)
endfunction()
