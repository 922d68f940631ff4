# A test for each host, with that host in its environment, and one at a time for each.
enable_testing()
file(WRITE "${CMAKE_CURRENT_SOURCE_DIR}/hosts" "north directory=/srv/north\nann@south\n")
slipway_add_deployment(app HOSTS_FILE hosts DIRECTORY ~/app)
slipway_add_smoke_test(app NAME answers COMMAND sh -c "test $SLIPWAY_HOST:$SLIPWAY_DIRECTORY = north:/srv/north -o \"$SLIPWAY_HOST:$SLIPWAY_DIRECTORY\" = 'ann@south:~/app'")
