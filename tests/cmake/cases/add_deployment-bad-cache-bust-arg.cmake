# error: CACHE_BUST_ARG
# error: error: `A-B` is not the name of an ARG in a Dockerfile
slipway_add_deployment(app HOST pi DIRECTORY ~/app CACHE_BUST_ARG A-B)
