# error: MOUNTED_SOURCES
# error: because: it has to be one of rebuild, sync
slipway_add_deployment(app HOST pi DIRECTORY ~/app MOUNTED_SOURCES copy)
