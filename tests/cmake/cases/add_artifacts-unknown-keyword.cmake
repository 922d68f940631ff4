# error: slipway_add_artifacts(app): unknown argument `TARGET`
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGET x DESTINATION dist)
