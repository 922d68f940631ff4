# error: because: ~/one on pi contains that of the deployment `one`
slipway_add_deployment(one HOST pi DIRECTORY ~/one/sub)
slipway_add_deployment(two HOST pi DIRECTORY ~/one)
