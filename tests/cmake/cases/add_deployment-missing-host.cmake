# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: slipway_add_deployment(app) error: HOST is missing
# error: because: the call does not give it, and
# error: the variable SLIPWAY_HOST is not set
# error: "SLIPWAY_HOST": "<value>" to the preset's cacheVariables
slipway_add_deployment(app DIRECTORY ~/app)
