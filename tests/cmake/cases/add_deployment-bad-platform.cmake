# error: PLATFORM
# error: error: `arm64` is not a platform as Docker writes it
# error: PLATFORM linux/arm64
slipway_add_deployment(app HOST pi DIRECTORY ~/app PLATFORM arm64)
