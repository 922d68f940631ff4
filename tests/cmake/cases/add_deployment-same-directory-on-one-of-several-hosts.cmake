# error: slipway_add_deployment(two): DIRECTORY
# error: because: ~/app on b is that of the deployment `one`
slipway_add_deployment(one HOSTS a b DIRECTORY ~/app)
slipway_add_deployment(two HOST b DIRECTORY ~/app)
