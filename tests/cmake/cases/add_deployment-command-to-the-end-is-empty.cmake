# error: slipway_add_deployment(app): AFTER_DEPLOY
# error: error: AFTER_DEPLOY has no value
slipway_add_deployment(app HOST pi DIRECTORY ~/app AFTER_DEPLOY --)
