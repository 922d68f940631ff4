# Slipway: deploys Docker Compose applications to small hosts over SSH. One include gives the whole interface.
# Including it changes nothing until one of its functions is called, with one exception: if this configure run declares no deployment, the
# files of deployments that an earlier run declared are removed.
include_guard(GLOBAL)

cmake_policy(PUSH)
cmake_policy(VERSION 3.25...4.0)
include("${CMAKE_CURRENT_LIST_DIR}/slipway/add_artifacts.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/slipway/add_deployment.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/slipway/add_smoke_test.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/slipway/get_plan.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/slipway/run_tests_in.cmake")
_slipway_declared_file(_slipway_declared)
if(EXISTS "${_slipway_declared}")
  _slipway_finish_later()
endif()
unset(_slipway_declared)
cmake_policy(POP)
