# error: FILES alone, which stay as they are
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app FILES x DESTINATION dist STRIP)
