# error: slipway_add_deployment(app): SLIPWAY_ENVIRONMENT
# error: error: `a/b` is not a valid name
# argument: -DSLIPWAY_ENVIRONMENT=a/b
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
