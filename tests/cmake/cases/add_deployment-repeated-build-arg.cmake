# error: BUILD_ARGS
# error: found A twice
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ARGS A=1 B=2 A=3)
