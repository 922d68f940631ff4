# stderr: `HEALTH_TIMEOT` is taken for a value of AFTER_DEPLOY. If HEALTH_TIMEOUT is meant
slipway_add_deployment(app HOST pi DIRECTORY ~/app AFTER_DEPLOY true HEALTH_TIMEOT 30)
