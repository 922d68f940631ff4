# error: slipway_add_deployment(app): SHIP
# error: expected BUILD_ON here beside minimal
# error: found BUILD_ON host, which builds there from all files
# error: write  BUILD_ON here, or  SHIP all
slipway_add_deployment(app HOST pi DIRECTORY ~/app SHIP minimal)
