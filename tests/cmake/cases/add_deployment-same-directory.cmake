# error: slipway_add_deployment(two): DIRECTORY
# error: ~/apps//one/ on pi, which is that of the deployment `one`
slipway_add_deployment(one HOST pi DIRECTORY ~/apps/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/apps//one/)
