# error: slipway_add_deployment(app): HOST
# error: error: `HOST` is given twice
slipway_add_deployment(app HOST pi DIRECTORY ~/app HOST pi)
