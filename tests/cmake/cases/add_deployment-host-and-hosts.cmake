# error: error: HOST and HOSTS exclude each other
# error: because: both say where the deployment goes
slipway_add_deployment(app HOST a HOSTS b c DIRECTORY ~/app)
