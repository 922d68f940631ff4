slipway_add_deployment(app HOST manager DIRECTORY ~/app ENGINE swarm NODES pi2 REGISTRY registry.example.org:5000/team)
