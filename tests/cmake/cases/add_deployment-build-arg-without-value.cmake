# error: BUILD_ARGS
# error: error: `COMMIT` is not KEY=VALUE
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ARGS COMMIT)
