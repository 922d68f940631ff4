# error: HOSTS does not work with ENGINE swarm
# error: fix: write  HOST <manager> NODES <other nodes>
slipway_add_deployment(app HOSTS a b DIRECTORY ~/app ENGINE swarm)
