# error: slipway_add_deployment(app): DIRECTORY
# error: because: the directory is /absolute or ~/below-home without `.` and `..`, and belongs to this deployment alone
slipway_add_deployment(app HOST pi DIRECTORY "/")
