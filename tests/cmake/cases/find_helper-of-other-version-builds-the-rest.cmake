# environment: FAKE_VERSION=0.0.9
# stderr: because: the helper's version is 0.0.9, and 0.1.0 that of the module in
add_custom_target(program ALL COMMAND "${CMAKE_COMMAND}" -E touch "${CMAKE_BINARY_DIR}/made" VERBATIM)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
