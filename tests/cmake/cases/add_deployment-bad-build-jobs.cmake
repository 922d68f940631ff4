# error: slipway_add_deployment(app): BUILD_JOBS
# error: expected images built at once: a whole number from 1 to 999999
# error: found `many`
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_JOBS many)
