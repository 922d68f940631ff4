# argument: -DSLIPWAY_DEPLOYMENTS=ON
# error: slipway_add_deployment(app): no plan could be made (exit status 3 of the helper)
# error: error: there is no git repository because: nobody made one fix: git init
# environment: FAKE_EXIT=3
# environment: FAKE_STDERR=error: there is no git repository  because: nobody made one  fix: git init
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
