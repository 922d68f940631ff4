# error: slipway_add_deployment(app): SETTLE
# error: error: SETTLE is not less than HEALTH_TIMEOUT
# error: because: SETTLE is 20 s and HEALTH_TIMEOUT 20 s
slipway_add_deployment(app HOST pi DIRECTORY ~/app HEALTH_TIMEOUT 20 SETTLE 20)
