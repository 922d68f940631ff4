slipway_add_deployment(app HOST pi DIRECTORY ~/app)
