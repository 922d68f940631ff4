# error: slipway_add_deployment(app): BUILD_ARGS
# error: because: the key is the name of an ARG in the Dockerfile
# error: error: `GIT-COMMIT=1` is not KEY=VALUE
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ARGS GIT-COMMIT=1)
