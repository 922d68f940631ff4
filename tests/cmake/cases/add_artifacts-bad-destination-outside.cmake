# error: slipway_add_artifacts(app): DESTINATION
# error: found `dist/../../elsewhere`
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app FILES x DESTINATION dist/../../elsewhere)
