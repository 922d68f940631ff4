# environment: FAKE_VERSION=0.0.9
# stderr: version 0.1.0
add_custom_target(program ALL COMMAND "${CMAKE_COMMAND}" -E touch "${CMAKE_BINARY_DIR}/made" VERBATIM)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
