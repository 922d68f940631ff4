# error: ENGINE
# error: because: it has to be one of compose, swarm
slipway_add_deployment(app HOST pi DIRECTORY ~/app ENGINE swam)
