# error: the deployment `full-app` has a target of that name
slipway_add_deployment(full-app HOST pi DIRECTORY ~/one)
slipway_add_deployment(app HOST pi DIRECTORY ~/two)
