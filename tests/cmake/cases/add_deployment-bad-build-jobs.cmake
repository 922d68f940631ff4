# error: slipway_add_deployment(app): BUILD_JOBS
# error: because: it has to be a whole number from 1 to 999999
# error: error: `many` is not a valid number of images built at once
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_JOBS many)
