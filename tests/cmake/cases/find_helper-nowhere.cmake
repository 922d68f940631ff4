# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: Slipway: the helper `slipway`
# error: error: the helper cannot be found
# error: because: there is no SLIPWAY_EXECUTABLE, no package found here, and Slipway's sources are not here
# error: call find_package(Slipway CONFIG REQUIRED) in this directory or one above it, or configure with -D SLIPWAY_EXECUTABLE=/path/to/slipway
# module: alone
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
