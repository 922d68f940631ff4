# error: slipway_add_smoke_test
# error: error: testing is not enabled in the whole project
# error: call enable_testing() before this in the top-level CMakeLists.txt
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/tests/CMakeLists.txt"
  "enable_testing()\nslipway_add_smoke_test(app NAME answers COMMAND true)")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
add_subdirectory(tests)
