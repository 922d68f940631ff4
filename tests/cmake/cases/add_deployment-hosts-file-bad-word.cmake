# error: slipway_add_deployment(app): HOSTS_FILE, line 2
# error: error: `south` is no word that a host can have
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "east\nnorth south\n")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
