# error: the artifacts of `app` before its plan is asked for
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_get_plan(app STRATEGY strategy)
slipway_add_artifacts(app FILES x DESTINATION dist)
