# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: fake/slipway (SLIPWAY_EXECUTABLE)
# error: error: helper and module are of different versions
# error: because: the helper's version is 9.9.9, and
# error: fix: unset SLIPWAY_EXECUTABLE, or point it at the helper that belongs to this module
# environment: FAKE_VERSION=9.9.9
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
