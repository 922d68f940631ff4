# error: slipway_add_deployment(app): UNREACHABLE
# error: it has to be one of fail, skip
slipway_add_deployment(app HOSTS a b UNREACHABLE ignore DIRECTORY ~/app)
