# error: slipway_add_deployment(app): SLIPWAY_ENVIRONMENT
# error: found `a/b`
# argument: -DSLIPWAY_ENVIRONMENT=a/b
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
