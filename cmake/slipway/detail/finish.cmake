include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/register.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/settings.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/targets.cmake")

# Asks for _slipway_finish() at the end of the whole project, once.
function(_slipway_finish_later)
  get_property(asked GLOBAL PROPERTY _SLIPWAY_FINISH_ASKED)
  if(NOT asked)
    set_property(GLOBAL PROPERTY _SLIPWAY_FINISH_ASKED TRUE)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL _slipway_finish)
  endif()
endfunction()

# What needs every deployment and every smoke test of the project, in whatever order and directory they were declared:
# the smoke tests in the settings, and the targets without a deployment's name.
function(_slipway_finish)
  get_property(deployments GLOBAL PROPERTY _SLIPWAY_DEPLOYMENTS)
  get_property(smoke_tested GLOBAL PROPERTY _SLIPWAY_SMOKE_TESTED)
  if(smoke_tested)
    _slipway_require_testing("slipway_add_smoke_test")
  endif()
  foreach(deployment IN LISTS smoke_tested)
    _slipway_require_deployment("slipway_add_smoke_test(${deployment})" "${deployment}")
  endforeach()

  set(prefixes "")
  foreach(deployment IN LISTS deployments)
    get_property(head GLOBAL PROPERTY _SLIPWAY_SETTINGS_${deployment})
    get_property(directory GLOBAL PROPERTY _SLIPWAY_DIRECTORY_${deployment})
    get_property(smoke_tests GLOBAL PROPERTY _SLIPWAY_SMOKE_TESTS_${deployment})
    if("${smoke_tests}" STREQUAL "")
      set(smoke_tests "[]")
    endif()
    _slipway_settings_text(text "${head}" "${smoke_tests}")
    _slipway_write_if_different("${directory}/settings.json" "${text}")

    # A list would lose the empty prefix, hence the full stop.
    get_property(prefix GLOBAL PROPERTY _SLIPWAY_TARGET_PREFIX_${deployment})
    list(APPEND prefixes ".${prefix}")
    list(APPEND deployments_of.${prefix} ${deployment})
  endforeach()

  set(SLIPWAY_PARALLEL_DEPLOYMENTS 1 CACHE STRING "How many deployments the target `deploy` runs side by side")
  _slipway_validate_number("SLIPWAY_PARALLEL_DEPLOYMENTS" "${SLIPWAY_PARALLEL_DEPLOYMENTS}" "deployments")
  get_property(helper GLOBAL PROPERTY _SLIPWAY_HELPER)
  list(REMOVE_DUPLICATES prefixes)
  foreach(prefix IN LISTS prefixes)
    string(SUBSTRING "${prefix}" 1 -1 plain_prefix)
    _slipway_create_plain_targets("${plain_prefix}" "${helper}" "${deployments_of${prefix}}")
  endforeach()
endfunction()

# Without testing in the directory of a smoke test, and in the top-level one, where CTest is run, there would be no
# test and no word about it.
function(_slipway_require_testing function)
  if(NOT CMAKE_TESTING_ENABLED)
    _slipway_fail("${function}"
      "testing to be enabled in the whole project" "no enable_testing() so far in ${CMAKE_CURRENT_SOURCE_DIR}"
      "call  enable_testing()  before this in the top-level CMakeLists.txt,\nor configure with  -D BUILD_TESTING=OFF  to go without smoke tests")
  endif()
endfunction()
