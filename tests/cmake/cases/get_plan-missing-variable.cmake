# error: slipway_get_plan(app): STRATEGY
# error: error: STRATEGY has no value
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY)
