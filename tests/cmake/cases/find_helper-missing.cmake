# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: SLIPWAY_EXECUTABLE
# error: error: `/nowhere/slipway` is not the helper because: there is no such file
# argument: -DSLIPWAY_EXECUTABLE=/nowhere/slipway
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
