# The project is more than its deployment: it configures and builds although no plan can be made, and the targets that deploy
# ask again.
# environment: FAKE_EXIT=3
# environment: FAKE_STDERR=the compose file is broken
# stderr: no plan could be made
# stderr: the compose file is broken
# stderr: SLIPWAY_DEPLOYMENTS=OFF
add_custom_target(program ALL COMMAND "${CMAKE_COMMAND}" -E touch "${CMAKE_BINARY_DIR}/made" VERBATIM)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy REASONS reasons)
message(STATUS "strategy ${strategy}: ${reasons}")
