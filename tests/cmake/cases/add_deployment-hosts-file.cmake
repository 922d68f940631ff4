file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "# The greenhouses\n\nnorth   directory=/srv/climate\ttag=glass tag=old # leaks\r\n  south platform=linux/arm64\nanns-#1\n")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
