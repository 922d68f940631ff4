# error: `a b` is not a host as ssh knows it
slipway_add_deployment(app HOST pi DIRECTORY ~/app ENGINE swarm NODES pi2 "a b")
