# error: slipway_add_artifacts(app): TARGETS
# error: error: `sensr` is not a target of this project
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS sensr DESTINATION dist)
