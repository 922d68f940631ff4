# error: error: `101%` is not the size of a wave
slipway_add_deployment(app HOSTS a b WAVES 101% DIRECTORY ~/app)
