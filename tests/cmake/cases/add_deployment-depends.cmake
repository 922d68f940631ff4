add_custom_target(assets COMMAND "${CMAKE_COMMAND}" -E touch "${CMAKE_BINARY_DIR}/assets are built" VERBATIM)
slipway_add_deployment(app HOST pi DIRECTORY ~/app DEPENDS assets)
