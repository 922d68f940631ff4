# error: PROBATION does not work with ENGINE swarm
slipway_add_deployment(app HOST a DIRECTORY ~/app ENGINE swarm PROBATION 300)
