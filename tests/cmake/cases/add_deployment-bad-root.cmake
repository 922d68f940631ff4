# error: slipway_add_deployment(app): ROOT
# error: expected an existing directory
slipway_add_deployment(app HOST pi DIRECTORY ~/app ROOT nowhere)
