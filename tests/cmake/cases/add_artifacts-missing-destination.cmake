# error: slipway_add_artifacts(app) error: DESTINATION is missing
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS tool)
