# error: slipway_add_deployment(app): SHIP
# error: because: it has to be one of minimal, all
# error: error: `little` is not a valid value
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ON here SHIP little)
