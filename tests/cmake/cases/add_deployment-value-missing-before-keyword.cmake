# error: slipway_add_deployment(app): HOST
# error: because: no value follows it
slipway_add_deployment(app HOST DIRECTORY ~/app)
