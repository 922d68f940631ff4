# error: slipway_add_deployment(app): HOSTS_FILE, line 1
# error: error: the line `a;b$(id)` has a character
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "a;b$(id)\n")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
