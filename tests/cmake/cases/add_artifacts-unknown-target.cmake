# error: slipway_add_artifacts(app): TARGETS
# error: found `sensr`, which is none
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app TARGETS sensr DESTINATION dist)
