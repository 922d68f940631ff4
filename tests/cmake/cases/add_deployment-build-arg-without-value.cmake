# error: BUILD_ARGS
# error: found `COMMIT`
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ARGS COMMIT)
