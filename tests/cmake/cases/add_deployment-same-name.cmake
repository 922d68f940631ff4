# error: error: the deployment `app` is declared twice
# error: fix: choose another name for one of them
slipway_add_deployment(app HOST pi DIRECTORY ~/app)
slipway_add_deployment(app HOST pi DIRECTORY ~/other)
