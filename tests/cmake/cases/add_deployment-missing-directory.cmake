# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: slipway_add_deployment(app) error: DIRECTORY is missing
slipway_add_deployment(app HOST pi)
