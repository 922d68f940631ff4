# error: slipway_add_deployment(app): BUILD_ON
# error: error: `there` is not a valid value
# error: because: it has to be one of host, here
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ON there)
