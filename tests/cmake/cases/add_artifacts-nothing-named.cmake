# error: slipway_add_artifacts(app) expected TARGETS, COMPONENT or FILES
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_artifacts(app DESTINATION dist)
