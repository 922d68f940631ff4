# error: BEFORE_SWITCH does not work with ENGINE swarm
# error: fix: leave BEFORE_SWITCH out
slipway_add_deployment(app HOST a DIRECTORY ~/app ENGINE swarm BEFORE_SWITCH migrate)
