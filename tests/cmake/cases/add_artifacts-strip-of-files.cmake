# error: because: it applies to TARGETS and COMPONENT; FILES stay as they are
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app FILES x DESTINATION dist STRIP)
