# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: SLIPWAY_EXECUTABLE
# error: found `/nowhere/slipway`, where there is no such file
# argument: -DSLIPWAY_EXECUTABLE=/nowhere/slipway
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
