# error: slipway_get_plan(app)
# error: expected STRATEGY, REASONS or JSON
# error: found none of them
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app)
