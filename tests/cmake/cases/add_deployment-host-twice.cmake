# error: slipway_add_deployment(app): HOSTS
# error: error: the host `b` is given twice
slipway_add_deployment(app HOSTS a b c b DIRECTORY ~/app)
