# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: the helper /bin/false (SLIPWAY_EXECUTABLE)
# error: expected a program that answers --version
# error: found 1
# argument: -DSLIPWAY_EXECUTABLE=/bin/false
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
