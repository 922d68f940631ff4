# error: error: the file `hosts` is UTF-16
# error: fix: save it as UTF-8
string(ASCII 255 254 mark)
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "${mark}north")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
