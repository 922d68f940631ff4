include_guard(GLOBAL)
include("${CMAKE_CURRENT_LIST_DIR}/artifacts.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/make_plan.cmake")
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
  _slipway_make_plans()
  get_property(deployments GLOBAL PROPERTY _SLIPWAY_DEPLOYMENTS)
  get_property(smoke_tested GLOBAL PROPERTY _SLIPWAY_SMOKE_TESTED)
  if(smoke_tested)
    _slipway_require_testing("slipway_add_smoke_test")
  endif()
  foreach(deployment IN LISTS smoke_tested)
    _slipway_require_deployment("slipway_add_smoke_test(${deployment})" "${deployment}")
  endforeach()

  get_property(with_artifacts GLOBAL PROPERTY _SLIPWAY_WITH_ARTIFACTS)
  foreach(deployment IN LISTS with_artifacts)
    _slipway_require_deployment("slipway_add_artifacts(${deployment})" "${deployment}")
  endforeach()
  get_property(helper GLOBAL PROPERTY _SLIPWAY_HELPER)
  set(prefixes "")
  foreach(deployment IN LISTS deployments)
    set(target Slipway::deployment::${deployment})
    _slipway_whole_head(head "${deployment}")
    get_target_property(settings_file ${target} SLIPWAY_SETTINGS_FILE)
    get_target_property(deployable ${target} SLIPWAY_DEPLOYABLE)
    get_property(smoke_tests GLOBAL PROPERTY _SLIPWAY_SMOKE_TESTS_${deployment})
    if("${smoke_tests}" STREQUAL "")
      set(smoke_tests "[]")
    endif()
    if(deployable)
      _slipway_settings_text(text "${head}" "${smoke_tests}")
      _slipway_write_if_different("${settings_file}" "${text}")
      # When this was, for a helper that is called by hand.
      cmake_path(REPLACE_FILENAME settings_file configured OUTPUT_VARIABLE configured)
      file(TOUCH "${configured}")
    endif()
    _slipway_check_dependencies("${deployment}")
    _slipway_create_inputs_target("${deployment}")
    if(deployable)
      _slipway_finish_artifacts("${deployment}" "${helper}")
    endif()
    _slipway_check_confirmation("${deployment}" "${head}")

    # A list would lose the empty prefix, hence the full stop.
    get_target_property(prefix ${target} SLIPWAY_TARGET_PREFIX)
    list(APPEND prefixes ".${prefix}")
    list(APPEND deployments_of.${prefix} ${deployment})
  endforeach()

  set(SLIPWAY_PARALLEL_DEPLOYMENTS 1 CACHE STRING "How many deployments the target `deploy` runs side by side")
  _slipway_validate_number("SLIPWAY_PARALLEL_DEPLOYMENTS" "${SLIPWAY_PARALLEL_DEPLOYMENTS}" "deployments")
  if(SLIPWAY_PARALLEL_DEPLOYMENTS GREATER 1 AND NOT CMAKE_GENERATOR MATCHES "Ninja")
    message(WARNING "SLIPWAY_PARALLEL_DEPLOYMENTS needs Ninja, whose job pools hold the number. With ${CMAKE_GENERATOR} deployments run one after the other.")
    set(SLIPWAY_PARALLEL_DEPLOYMENTS 1)
  endif()
  get_property(helper GLOBAL PROPERTY _SLIPWAY_HELPER)
  list(REMOVE_DUPLICATES prefixes)
  foreach(prefix IN LISTS prefixes)
    string(SUBSTRING "${prefix}" 1 -1 plain_prefix)
    _slipway_create_plain_targets("${plain_prefix}" "${helper}" "${deployments_of${prefix}}")
  endforeach()
endfunction()

# CONFIRM_FROM_CLIENT asks smoke tests. Without any the word would always be yes.
function(_slipway_check_confirmation deployment head)
  get_property(declared GLOBAL PROPERTY _SLIPWAY_SMOKE_DECLARED)
  if(NOT head MATCHES "\"confirm_from_client\": true" OR deployment IN_LIST declared)
    return()
  endif()
  _slipway_fail("slipway_add_deployment(${deployment}): CONFIRM_FROM_CLIENT"
    "CONFIRM_FROM_CLIENT needs a smoke test" "the deployment has none, so every release would be confirmed"
    "add one:  slipway_add_smoke_test(${deployment} NAME answers COMMAND …)\nor leave CONFIRM_FROM_CLIENT out")
endfunction()

# Without testing in the directory of a smoke test, and in the top-level one, where CTest is run, there would be no
# test and no word about it.
function(_slipway_require_testing function)
  if(NOT CMAKE_TESTING_ENABLED)
    _slipway_fail("${function}"
      "testing is not enabled in the whole project" "there is no enable_testing() so far for ${CMAKE_CURRENT_SOURCE_DIR}"
      "call  enable_testing()  before this in the top-level CMakeLists.txt,\nor configure with  -D BUILD_TESTING=OFF  to go without smoke tests")
  endif()
endfunction()
