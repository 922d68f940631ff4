# error: UPDATE_ORDER
# error: because: it has to be one of auto, stop-first, start-first
slipway_add_deployment(app HOST pi DIRECTORY ~/app UPDATE_ORDER random)
