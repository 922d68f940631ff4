# error: PLATFORM
# error: found `arm64`
# error: PLATFORM linux/arm64
slipway_add_deployment(app HOST pi DIRECTORY ~/app PLATFORM arm64)
