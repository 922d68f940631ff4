# error: slipway_add_deployment(app): BUILD_ON
# error: expected one of host, here
# error: found `there`
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ON there)
