# error: slipway_get_plan(app)
# error: error: the call names no variable
# error: because: STRATEGY, REASONS and JSON are missing
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app)
