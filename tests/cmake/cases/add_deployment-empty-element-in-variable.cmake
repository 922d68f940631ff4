# error: SLIPWAY_SERVICES
# error: has an empty element
set(SLIPWAY_SERVICES "web;;web")
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
