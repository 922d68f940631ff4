# error: slipway_add_artifacts(app): DESTINATION
# error: error: `dist/../../elsewhere` is not a directory below ROOT
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app FILES x DESTINATION dist/../../elsewhere)
