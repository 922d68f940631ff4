# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: the helper /bin/true (SLIPWAY_EXECUTABLE)
# error: because: the helper's version is unknown
# argument: -DSLIPWAY_EXECUTABLE=/bin/true
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
