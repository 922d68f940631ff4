# error: slipway_get_plan(ap)
# error: did you mean `app`?
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(ap STRATEGY strategy)
