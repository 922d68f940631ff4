# error: slipway_add_deployment(app): HEALTH_TIMEOUT
# error: because: it has to be a whole number from 1 to 999999
# error: error: `2m` is not a valid number of seconds
slipway_add_deployment(app HOST pi DIRECTORY ~/app HEALTH_TIMEOUT 2m)
