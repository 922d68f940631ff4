# error: UPDATE_ORDER
# error: expected one of auto, stop-first, start-first
slipway_add_deployment(app HOST pi DIRECTORY ~/app UPDATE_ORDER random)
