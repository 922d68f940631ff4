# error: slipway_add_deployment(app): WAVES
# error: error: `0` is not the size of a wave
# error: fix: write for example WAVES 1 25% 100%
slipway_add_deployment(app HOSTS a b WAVES 1 0 DIRECTORY ~/app)
