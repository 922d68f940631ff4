# error: slipway_add_deployment(app): HOST
# error: `HOST` a second time
slipway_add_deployment(app HOST pi DIRECTORY ~/app HOST pi)
