# error: slipway_add_deployment(app): HEALTH_TIMEOUT
# error: expected seconds: a whole number from 1 to 999999
# error: found `2m`
slipway_add_deployment(app HOST pi DIRECTORY ~/app HEALTH_TIMEOUT 2m)
