# error: error: the target name `deploy` is taken
# error: the project has a target `deploy` of its own
# error: TARGET_PREFIX slipway-
# error: makes it slipway-deploy
add_custom_target(deploy)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
