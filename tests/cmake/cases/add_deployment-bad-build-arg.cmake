# error: slipway_add_deployment(app): BUILD_ARGS
# error: expected KEY=VALUE
# error: found `GIT-COMMIT=1`
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ARGS GIT-COMMIT=1)
