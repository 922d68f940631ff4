# error: slipway_add_deployment(app): ON_WAVE_FAILURE
# error: error: `revok` is not a valid value
# error: it has to be one of stop, revoke
slipway_add_deployment(app HOSTS a b ON_WAVE_FAILURE revok DIRECTORY ~/app)
