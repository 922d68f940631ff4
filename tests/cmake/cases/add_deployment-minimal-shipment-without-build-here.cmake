# error: slipway_add_deployment(app): SHIP
# error: error: SHIP minimal needs BUILD_ON here
# error: because: with BUILD_ON host the host builds from all files
# error: write  BUILD_ON here, or  SHIP all
slipway_add_deployment(app HOST pi DIRECTORY ~/app SHIP minimal)
