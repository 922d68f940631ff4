# error: slipway_add_deployment(app): ROOT
# error: error: the directory
slipway_add_deployment(app HOST pi DIRECTORY ~/app ROOT nowhere)
