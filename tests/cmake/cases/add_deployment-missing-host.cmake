# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: slipway_add_deployment(app): HOST is missing
# error: expected HOST, or the variable SLIPWAY_HOST that a preset sets
# error: found neither
# error: "SLIPWAY_HOST": "<value>" to the preset's cacheVariables
slipway_add_deployment(app DIRECTORY ~/app)
