# error: slipway_get_plan(app) error: `MODE` is not a keyword
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app MODE strategy)
