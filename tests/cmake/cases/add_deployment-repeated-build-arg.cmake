# error: BUILD_ARGS
# error: error: the build argument A is given twice
slipway_add_deployment(app HOST pi DIRECTORY ~/app BUILD_ARGS A=1 B=2 A=3)
