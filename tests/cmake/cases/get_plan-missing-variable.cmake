# error: slipway_get_plan(app): STRATEGY
# error: expected a value after STRATEGY
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY)
