# error: slipway_get_plan(app)
# error: declare it first
slipway_get_plan(app STRATEGY strategy)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
