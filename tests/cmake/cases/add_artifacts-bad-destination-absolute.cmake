# error: because: the path is relative to ROOT and has no `..`
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app FILES x DESTINATION /usr/local/bin)
