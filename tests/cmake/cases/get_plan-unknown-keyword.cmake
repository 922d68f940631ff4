# error: slipway_get_plan(app): unknown argument `MODE`
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app MODE strategy)
