# error: slipway_add_deployment(two): DIRECTORY
# error: because: ~/one/sub on pi is inside that of the deployment `one`
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/one/sub)
