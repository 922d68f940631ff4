# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: fake/slipway (SLIPWAY_EXECUTABLE)
# error: expected version
# error: found 9.9.9
# error: next unset SLIPWAY_EXECUTABLE, or point it at the helper that belongs to this module
# environment: FAKE_VERSION=9.9.9
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
