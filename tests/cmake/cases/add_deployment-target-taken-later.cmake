# error: the project has a target `deploy-status` of its own
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
add_custom_target(deploy-status)
