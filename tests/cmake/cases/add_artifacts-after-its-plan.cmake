# error: the plan of `app` was asked for before its artifacts were declared
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy)
slipway_add_artifacts(app FILES x DESTINATION dist)
