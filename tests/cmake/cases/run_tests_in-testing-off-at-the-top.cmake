# error: slipway_run_tests_in
# error: error: testing is not enabled in the whole project
# error: call enable_testing() before this in the top-level CMakeLists.txt
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/tests/CMakeLists.txt"
  "enable_testing()\nslipway_run_tests_in(app SERVICE web TARGETS one)")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
add_subdirectory(tests)
