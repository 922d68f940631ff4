# error: KEEP_RELEASES
# error: found `0`
slipway_add_deployment(app HOST pi DIRECTORY ~/app KEEP_RELEASES 0)
