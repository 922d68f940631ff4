# error: slipway_add_deployment(app): SOAK
# error: error: `1h` is not a valid number of seconds
slipway_add_deployment(app HOSTS a b SOAK 1h DIRECTORY ~/app)
