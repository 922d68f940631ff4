# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: Slipway: the helper `slipway`
# error: expected SLIPWAY_EXECUTABLE, a package found here, or Slipway's sources
# error: found none of them
# error: call find_package(Slipway CONFIG REQUIRED) in this directory or one above it, or configure with -D SLIPWAY_EXECUTABLE=/path/to/slipway
# module: alone
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
