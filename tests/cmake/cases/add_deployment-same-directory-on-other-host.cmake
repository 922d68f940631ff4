slipway_add_deployment(one HOST pi DIRECTORY ~/app)
slipway_add_deployment(two HOST other DIRECTORY ~/app)
