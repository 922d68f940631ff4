# error: MOUNTED_SOURCES
# error: expected one of rebuild, sync
slipway_add_deployment(app HOST pi DIRECTORY ~/app MOUNTED_SOURCES copy)
