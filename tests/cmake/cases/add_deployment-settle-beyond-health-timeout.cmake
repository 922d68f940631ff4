# error: slipway_add_deployment(app): SETTLE
# error: expected fewer seconds than HEALTH_TIMEOUT, which is 20
# error: found `20`
slipway_add_deployment(app HOST pi DIRECTORY ~/app HEALTH_TIMEOUT 20 SETTLE 20)
