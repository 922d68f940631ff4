# error: error: the file names no host
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "# nobody\n\n")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
