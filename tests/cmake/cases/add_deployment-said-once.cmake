# What keeps several deployments from having a plan is said once.
# environment: FAKE_EXIT=3
# environment: FAKE_STDERR=git is not there
# stderr: slipway_add_deployment(one, two): no plan could be made
# stderr: git is not there
slipway_add_deployment(one HOST pi DIRECTORY ~/one)
slipway_add_deployment(two HOST pi DIRECTORY ~/two)
