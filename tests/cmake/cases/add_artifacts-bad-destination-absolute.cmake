# error: a directory below ROOT, relative to it, without `..`
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app FILES x DESTINATION /usr/local/bin)
