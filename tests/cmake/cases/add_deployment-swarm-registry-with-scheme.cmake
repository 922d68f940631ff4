# error: `https://registry.example.org` is not the address of a registry as docker writes it
slipway_add_deployment(app HOST manager DIRECTORY ~/app ENGINE swarm NODES pi2 REGISTRY https://registry.example.org)
