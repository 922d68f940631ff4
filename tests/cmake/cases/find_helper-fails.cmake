# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: the helper /bin/false (SLIPWAY_EXECUTABLE)
# error: error: the helper does not run
# error: because: `slipway --version` ended with 1
# argument: -DSLIPWAY_EXECUTABLE=/bin/false
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
