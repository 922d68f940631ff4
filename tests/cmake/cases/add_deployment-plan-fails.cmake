# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: slipway_add_deployment(app): no plan could be made (exit status 3 of the helper)
# error: expected a git repository found none next git init
# environment: FAKE_EXIT=3
# environment: FAKE_STDERR=expected a git repository  found none  next git init
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
