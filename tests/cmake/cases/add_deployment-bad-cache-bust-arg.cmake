# error: CACHE_BUST_ARG
# error: found `A-B`
slipway_add_deployment(app HOST pi DIRECTORY ~/app CACHE_BUST_ARG A-B)
