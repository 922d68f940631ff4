slipway_add_deployment(app HOST manager DIRECTORY ~/app ENGINE swarm NODES pi2 deploy@pi3)
