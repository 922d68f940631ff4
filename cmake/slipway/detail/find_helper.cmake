include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/build_helper.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/fail.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/version.cmake")

# Sets `out` to the absolute path of the helper `slipway`, which is of this module's version, and `problem` to "". There is
# exactly one helper in a build: the one named by SLIPWAY_EXECUTABLE, else that of the package, else the one built from the
# sources beside the module. If there is none that can be used, `problem` says why, and `out` is "".
function(_slipway_find_helper out problem)
  get_property(asked GLOBAL PROPERTY _SLIPWAY_HELPER SET)
  if(NOT asked)
    _slipway_look_for_helper(helper found_problem)
    set_property(GLOBAL PROPERTY _SLIPWAY_HELPER "${helper}")
    set_property(GLOBAL PROPERTY _SLIPWAY_HELPER_PROBLEM "${found_problem}")
  endif()
  get_property(helper GLOBAL PROPERTY _SLIPWAY_HELPER)
  get_property(found_problem GLOBAL PROPERTY _SLIPWAY_HELPER_PROBLEM)
  set(${out} "${helper}" PARENT_SCOPE)
  set(${problem} "${found_problem}" PARENT_SCOPE)
endfunction()

function(_slipway_look_for_helper out problem)
  set(${out} "" PARENT_SCOPE)
  set(text "")

  _slipway_variable(helper SLIPWAY_EXECUTABLE)
  if(NOT helper STREQUAL "")
    set(origin "SLIPWAY_EXECUTABLE")
    set(fix "unset SLIPWAY_EXECUTABLE, or point it at the helper that belongs to this module")
    if(NOT IS_ABSOLUTE "${helper}" OR IS_DIRECTORY "${helper}" OR NOT EXISTS "${helper}")
      _slipway_error_text(text "SLIPWAY_EXECUTABLE"
        "`${helper}` is not the helper" "there is no such file; SLIPWAY_EXECUTABLE is the absolute path of `slipway`" "${fix}")
    endif()
  elseif(TARGET Slipway::slipway)
    _slipway_imported_location(helper Slipway::slipway)
    _slipway_variable(package Slipway_DIR)
    set(origin "the package in ${package}")
    set(fix "install Slipway again, helper and module together")
  else()
    _slipway_source_root(root)
    set(origin "built in place from ${root}")
    set(fix "remove SLIPWAY_HELPER_BINARY_DIR, so that the helper is built again")
    if(root STREQUAL "")
      _slipway_error_text(text "Slipway: the helper `slipway`"
        "the helper cannot be found" "there is no SLIPWAY_EXECUTABLE, no package found here, and Slipway's sources are not here"
        "call find_package(Slipway CONFIG REQUIRED) in this directory or one above it,\nor configure with  -D SLIPWAY_EXECUTABLE=/path/to/slipway")
    else()
      _slipway_build_helper(helper text "${root}")
    endif()
  endif()

  if(text STREQUAL "")
    _slipway_check_helper_version(text "${helper}" "${origin}" "${fix}")
  endif()
  set(${problem} "${text}" PARENT_SCOPE)
  if(text STREQUAL "")
    set(${out} "${helper}" PARENT_SCOPE)
  endif()
endfunction()

# Sets `out` to the file of the imported executable `target`. At configure time there is no configuration to
# choose by, and the package has only one.
function(_slipway_imported_location out target)
  get_target_property(location ${target} IMPORTED_LOCATION)
  if(NOT location)
    get_target_property(configurations ${target} IMPORTED_CONFIGURATIONS)
    list(GET configurations 0 configuration)
    get_target_property(location ${target} IMPORTED_LOCATION_${configuration})
  endif()
  set(${out} "${location}" PARENT_SCOPE)
endfunction()

# A helper of another version may read the settings differently, so it is not used. Sets `problem` to
# "" or to what is wrong.
function(_slipway_check_helper_version problem helper origin fix)
  set(text "")
  execute_process(COMMAND "${helper}" --version
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    string(STRIP "${output}${errors}" output)
    _slipway_error_text(text "Slipway: the helper ${helper} (${origin})"
      "the helper does not run" "`slipway --version` ended with ${result}\n${output}" "${fix}")
    set(${problem} "${text}" PARENT_SCOPE)
    return()
  endif()
  set(found "unknown")
  if(output MATCHES "^slipway ([0-9][0-9A-Za-z.+-]*)")
    set(found "${CMAKE_MATCH_1}")
  endif()
  _slipway_module_version(expected)
  if(NOT found STREQUAL expected)
    _slipway_error_text(text "Slipway: the helper ${helper} (${origin})"
      "helper and module are of different versions"
      "the helper's version is ${found}, and ${expected} that of the module in ${CMAKE_CURRENT_FUNCTION_LIST_DIR}" "${fix}")
  endif()
  set(${problem} "${text}" PARENT_SCOPE)
endfunction()
