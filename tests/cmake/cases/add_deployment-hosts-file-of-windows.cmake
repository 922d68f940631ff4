string(ASCII 239 187 191 mark)
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "${mark}north tag=glass\r\nsouth\r\n")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
