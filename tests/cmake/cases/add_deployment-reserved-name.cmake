# error: slipway_add_deployment(full)
# error: there is a target deploy-full already
# error: choose another name
slipway_add_deployment(full HOST pi DIRECTORY ~/app)
