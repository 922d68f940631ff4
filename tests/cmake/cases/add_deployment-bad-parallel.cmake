# error: slipway_add_deployment(app): PARALLEL
# error: error: `0` is not a valid number of hosts
slipway_add_deployment(app HOSTS a b PARALLEL 0 DIRECTORY ~/app)
