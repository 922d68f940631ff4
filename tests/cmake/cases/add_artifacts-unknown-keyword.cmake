# error: slipway_add_artifacts(app) error: `TARGET` is not a keyword
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGET x DESTINATION dist)
