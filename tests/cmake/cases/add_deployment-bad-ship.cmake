# error: slipway_add_deployment(app): SHIP
# error: expected one of minimal, all
# error: found `little`
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ON here SHIP little)
