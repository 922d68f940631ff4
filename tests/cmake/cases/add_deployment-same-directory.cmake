# error: slipway_add_deployment(two): DIRECTORY
# error: error: the directory belongs to another deployment because: ~/apps//one/ on pi is that of the deployment `one`
slipway_add_deployment(one HOST pi DIRECTORY ~/apps/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/apps//one/)
