# argument: -DSLIPWAY_TARGET_PREFIX=slipway-
add_custom_target(deploy)
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
