# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: slipway_add_deployment(app): DIRECTORY is missing
slipway_add_deployment(app HOST pi)
