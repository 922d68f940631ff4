enable_testing()
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/tests/CMakeLists.txt"
  "slipway_add_smoke_test(app NAME answers COMMAND sh -c [[echo \"<$SLIPWAY_HOST>\"]])")
add_subdirectory(tests)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
