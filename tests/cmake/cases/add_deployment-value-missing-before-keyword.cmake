# error: slipway_add_deployment(app): HOST
# error: found none
slipway_add_deployment(app HOST DIRECTORY ~/app)
