# error: KEEP_RELEASES
# error: error: `0` is not a valid number of releases
slipway_add_deployment(app HOST pi DIRECTORY ~/app KEEP_RELEASES 0)
